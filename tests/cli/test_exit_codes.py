"""What floec tells whatever started it: 0, 1, 2, 99 and 130, and never a traceback."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from floec.cli import _project
from floec.errors import CompilerBug
from tests.running import case, command, environment, floec, process, tree


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return case("quickstart", tmp_path)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return case("error-missing-key", tmp_path)


def raising(failure: BaseException) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise failure

    return fail


COMMANDS = [("validate",), ("build", "--out", "out"), ("build", "--out", "out", "--format", "json")]


@pytest.mark.parametrize("arguments", COMMANDS)
def test_0_is_done(good: Path, arguments: tuple[str, ...]) -> None:
    assert floec(good, *arguments).code == 0


@pytest.mark.parametrize("arguments", COMMANDS)
def test_1_is_a_configuration_with_errors(bad: Path, arguments: tuple[str, ...]) -> None:
    assert floec(bad, *arguments).code == 1


@pytest.mark.parametrize("arguments", [("validate",), ("build",), ("validate", "nowhere.yaml"), ("build", "nowhere")])
def test_1_is_a_file_that_cannot_be_read(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    run = floec(tmp_path, *arguments)

    assert (run.code, run.out) == (1, "")
    assert "error[file-unreadable]" in run.err
    assert tree(tmp_path) == {}


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("--nonsense",),
        ("build", "--nonsense"),
        ("build", "a", "b"),
        ("build", "--format", "xml"),
        ("validate", "--color", "sometimes"),
        ("schema", "nonsense"),
        ("explain", "nonsense"),
        ("explain", "a", "b"),
        ("init", "a", "b"),
    ],
)
def test_2_is_a_wrong_command_line(good: Path, arguments: tuple[str, ...]) -> None:
    before = tree(good)

    run = floec(good, *arguments)

    assert (run.code, run.out) == (2, "")
    assert "Usage: floec" in run.err
    assert tree(good) == before


def test_99_is_our_bug_with_a_report_and_nothing_of_the_users(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_project, "opened", raising(RuntimeError("hunter2 of the user")))

    run = floec(good, "validate")

    assert (run.code, run.out) == (99, "")
    assert "internal error: floec has a bug" in run.err
    assert "RuntimeError" in run.err
    assert "cli/validate.py" in run.err
    assert "/issues" in run.err
    assert "Traceback" not in run.err
    assert "hunter2" not in run.err
    assert str(good) not in run.err


def test_99_tells_what_the_compiler_found_wrong_with_itself_and_writes_nothing(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("floec.pipeline.verify", raising(CompilerBug("two outputs at 'x'")))

    run = floec(good, "build", "--out", "out")

    assert (run.code, run.out) == (99, "")
    assert "CompilerBug: two outputs at 'x'" in run.err
    assert not (good / "out").exists()


@pytest.mark.parametrize(
    "failure", [RecursionError("deep"), MemoryError(), UnicodeDecodeError("utf-8", b"", 0, 1, "x")]
)
def test_99_whatever_the_exception(good: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    monkeypatch.setattr(_project, "opened", raising(failure))

    run = floec(good, "validate")

    assert run.code == 99
    assert type(failure).__name__ in run.err


@pytest.mark.parametrize("arguments", COMMANDS)
def test_130_is_an_interruption(good: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    monkeypatch.setattr(_project, "opened", raising(KeyboardInterrupt()))

    run = floec(good, *arguments)

    assert (run.code, run.out) == (130, "")
    assert "Traceback" not in run.err
    assert not (good / "out").exists()


@pytest.mark.parametrize(
    "arguments", [("explain",), ("schema",), ("schema", "artifacts"), ("--help",), ("--version",), ("build", "--help")]
)
def test_a_reader_that_has_gone_is_no_fault(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert unread(tmp_path, *arguments) == (0, "")


def test_a_reader_that_has_gone_does_not_hide_that_a_file_has_errors(bad: Path) -> None:
    assert unread(bad, "validate", "--format", "json") == (1, "")


def test_a_reader_that_has_gone_does_not_hide_that_outputs_differ(good: Path) -> None:
    code, errors = unread(good, "build", "--check")

    assert code == 1
    assert "Traceback" not in errors


def unread(folder: Path, *arguments: str) -> tuple[int, str]:
    """The exit code and stderr of floec when nobody reads its stdout."""
    with subprocess.Popen(
        command(*arguments), cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        return running.wait(60), running.stderr.read()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize(
    "arguments", [("schema",), ("validate", "--format", "json"), ("build", "--diff", "--out", "out"), ("validate",)]
)
def test_a_terminal_of_a_small_alphabet_is_no_bug(good: Path, encoding: str, arguments: tuple[str, ...]) -> None:
    file = good / "floe.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "owner: Umsätze 売上\ncaféé: 1\n", encoding="utf-8")
    if arguments[0] == "build":
        file.write_text(file.read_text(encoding="utf-8").replace("caféé: 1\n", ""), encoding="utf-8")

    run = process(good, *arguments, extra={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})

    assert run.code == (1 if arguments[0] == "validate" else 0), run.err
    assert "internal error" not in run.err

"""What a shell is told when somebody presses the tab key."""

from __future__ import annotations

from pathlib import Path

import pytest

from floec.cli import COMMANDS
from floec.cli.explain import codes
from tests.running import Run, process


def completed(folder: Path, words: str, shell: str = "bash") -> Run:
    """What floec offers for the last of the words."""
    position = words.split(" ")[-1] if shell == "fish" else str(words.count(" "))
    extra = {"_FLOEC_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": position}
    run = process(folder, extra=extra)
    assert (run.code, run.err) == (0, "")
    return run


def offered(folder: Path, words: str) -> list[str]:
    return [line.partition(",")[2] for line in completed(folder, words).out.splitlines() if line]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell: str, tmp_path: Path) -> None:
    run = process(tmp_path, extra={"_FLOEC_COMPLETE": f"{shell}_source"})

    assert (run.code, run.err) == (0, "")
    assert f"_FLOEC_COMPLETE={shell}_complete" in run.out
    assert "floec" in run.out


def test_commands_are_completed(tmp_path: Path) -> None:
    assert offered(tmp_path, "floec ex") == [name for name in sorted(COMMANDS) if name.startswith("ex")]
    assert offered(tmp_path, "floec ") == sorted(COMMANDS)


def test_options_and_choices_are_completed(tmp_path: Path) -> None:
    assert "--env" in offered(tmp_path, "floec build --e")
    assert offered(tmp_path, "floec schema --install v") == ["vscode"]
    assert offered(tmp_path, "floec schema art") == ["artifacts"]


def test_codes_and_keys_are_completed(tmp_path: Path) -> None:
    everything = offered(tmp_path, "floec explain ")
    assert set(codes()) <= set(everything)
    assert {"compute", "compute.threads", "transforms[].path"} <= set(everything)
    assert not [name for name in everything if name.startswith("environments.")]
    assert offered(tmp_path, "floec explain compute.th") == ["compute.threads"]
    assert "environments.*.compute.threads" in offered(tmp_path, "floec explain environments.")
    assert offered(tmp_path, "floec explain zzz") == []


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_shells_that_show_it_get_what_a_code_means(shell: str, tmp_path: Path) -> None:
    out = completed(tmp_path, "floec explain duplicate-k", shell).out
    assert "duplicate-key" in out
    assert codes()["duplicate-key"].title in out


@pytest.mark.parametrize("words", ["floec 'explain du", "floec bogus x", "floec explain a b c ", "floec build \\"])
def test_a_strange_line_is_no_traceback(words: str, tmp_path: Path) -> None:
    assert "Traceback" not in completed(tmp_path, words).out

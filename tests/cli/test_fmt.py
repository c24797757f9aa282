"""``floec fmt``."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from floec.errors import CompilerBug
from tests.running import floec

BEFORE = "version: '1.0'\n# the name\nname: a\n"
AFTER = "# the name\nname: a\nversion: '1.0'\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "floe.yaml"
    path.write_text(BEFORE)
    path.chmod(0o640)
    return path


def test_the_file_of_the_folder_is_formatted_and_keeps_its_mode(file: Path) -> None:
    assert floec(file.parent, "fmt") == (0, "", "formatted floe.yaml\n")
    assert file.read_text() == AFTER
    assert file.stat().st_mode & 0o777 == 0o640
    before = file.stat()
    assert floec(file.parent, "fmt") == (0, "", "")
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [one.name for one in file.parent.iterdir()] == ["floe.yaml"]


def test_check_lists_and_writes_nothing(file: Path) -> None:
    assert floec(file.parent, "fmt", "--check") == (1, "floe.yaml\n", "")
    assert file.read_text() == BEFORE
    file.write_text(AFTER)
    assert floec(file.parent, "fmt", "--check") == (0, "", "")


def test_diff_prints_and_writes_nothing(file: Path) -> None:
    run = floec(file.parent, "fmt", "--diff")
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("--- a/floe.yaml\n+++ b/floe.yaml\n")
    assert "-version: '1.0'\n" in run.out
    assert file.read_text() == BEFORE
    assert floec(file.parent, "fmt", "--diff", "--check") == (1, run.out, "")


def test_a_link_goes_on_pointing_at_its_file(file: Path) -> None:
    link = file.parent / "link.yaml"
    link.symlink_to("floe.yaml")
    assert floec(file.parent, "fmt", "link.yaml", "--quiet") == (0, "", "")
    assert link.is_symlink()
    assert file.read_text() == AFTER


def test_a_file_that_is_no_yaml_is_reported_and_left_and_the_others_are_formatted(file: Path) -> None:
    bad = file.parent / "bad.yaml"
    bad.write_text("name: [a\n")
    run = floec(file.parent, "fmt", "bad.yaml", "floe.yaml", "nowhere.yaml")
    assert (run.code, run.out) == (1, "")
    assert "error[yaml-syntax]" in run.err
    assert "error[file-unreadable]" in run.err
    assert bad.read_text() == "name: [a\n"
    assert file.read_text() == AFTER


def test_other_faults_are_no_hindrance(file: Path) -> None:
    file.write_text("nmae: 1\nname: 2\n")
    assert floec(file.parent, "fmt", "--check").code == 0


def test_standard_input(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BEFORE.encode())))
    assert floec(tmp_path, "fmt", "-") == (0, AFTER, "")


def test_what_init_writes_is_formatted(tmp_path: Path) -> None:
    assert floec(tmp_path, "init", "orders").code == 0
    assert floec(tmp_path, "fmt", "--check", "orders") == (0, "", "")


def test_a_bug_of_ours_leaves_every_file_as_it_is(file: Path, monkeypatch: Any) -> None:
    from floec.cli import fmt

    other = file.parent / "other.yaml"
    other.write_text(BEFORE)
    real = fmt.formatted

    def broken(document: Any, schema: Any) -> str:
        if document.source.name == "other.yaml":
            raise CompilerBug("lost a comment")
        return real(document, schema)

    monkeypatch.setattr(fmt, "formatted", broken)
    assert floec(file.parent, "fmt", "floe.yaml", "other.yaml").code == 99
    assert file.read_text() == other.read_text() == BEFORE


def test_a_folder_that_cannot_be_written(file: Path, monkeypatch: Any) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refuse)
    run = floec(file.parent, "fmt")
    assert run.code == 1
    assert "error[output-write]" in run.err
    assert [one.name for one in file.parent.iterdir()] == ["floe.yaml"]

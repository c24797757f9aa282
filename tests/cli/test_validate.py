"""``floec validate``."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tests import golden
from tests.running import SCHEMAS, case, floec, tree

VALIDATED = [name for name in golden.failing() if golden.command(name) == ["validate"]]
ERROR = "error[missing-key]"


def report(text: str) -> Any:
    """A JSON report that holds to its schema."""
    made = json.loads(text)
    schema = json.loads((SCHEMAS / "diagnostics.schema.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(made)] == []
    return made


@pytest.mark.parametrize("name", golden.failing())
def test_the_json_report_of_every_case_holds_to_its_schema(name: str, tmp_path: Path) -> None:
    folder = case(name, tmp_path)
    run = floec(folder, *golden.command(name), "--format", "json")
    made = report(run.out)

    text = (folder / "diagnostics.txt").read_text(encoding="utf-8")
    assert f"exit {run.code}\n" in text
    assert made["diagnostics"]
    for one in made["diagnostics"]:
        assert f"{one['severity']}[{one['code']}]: {one['message']}" in text
    for severity in ("error", "warning"):
        listed = [one for one in made["diagnostics"] if one["severity"] == severity]
        assert made["summary"][f"{severity}s"] == len(listed) == text.count(f"{severity}[")


@pytest.mark.parametrize("name", VALIDATED)
def test_build_finds_what_validate_finds(name: str, tmp_path: Path) -> None:
    folder = case(name, tmp_path)

    validated = report(floec(folder, "validate", "--format", "json").out)
    built = report(floec(folder, "build", "--out", "out", "--format", "json").out)

    assert built == validated


def test_a_report_without_findings_is_one_too(tmp_path: Path) -> None:
    run = floec(case("quickstart", tmp_path), "validate", "--format", "json")

    made = report(run.out)
    assert (run.code, run.err) == (0, "")
    assert (made["summary"], made["diagnostics"]) == ({"files": 1, "errors": 0, "warnings": 0}, [])


def test_the_format_can_come_from_the_environment(tmp_path: Path) -> None:
    folder = case("quickstart", tmp_path)
    assert report(floec(folder, "validate", extra={"FLOEC_FORMAT": "json"}).out)["version"] == 1


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A good project, and two with an error each."""
    for name, what in (("b", "error-missing-key"), ("a", "error-unknown-key"), ("c", "quickstart")):
        shutil.copytree(golden.GOLDEN / what, tmp_path / name)
    return tmp_path


def test_every_file_is_checked_and_reported_by_its_place(three: Path) -> None:
    run = floec(three, "validate", "b/floe.yaml", "c", "a", "--format", "json")

    made = report(run.out)
    assert run.code == 1
    assert made["summary"]["files"] == 3
    files = [one["file"] for one in made["diagnostics"]]
    assert files == sorted(files)
    assert set(files) == {"a/floe.yaml", "b/floe.yaml"}


def test_the_summary_counts_files_with_faults(three: Path) -> None:
    run = floec(three, "validate", "b", "c", "a")

    assert run.err.splitlines()[-1].startswith("Found ")
    assert run.err.endswith(" in 2 of 3 files.\n")


def test_good_files_give_one_line_and_none_when_quiet(three: Path) -> None:
    assert floec(three, "validate", "c", "c/floe.yaml") == (0, "", "2 files checked: no faults\n")
    assert floec(three / "c", "validate") == (0, "", "1 file checked: no faults\n")
    assert floec(three / "c", "validate", "-q") == (0, "", "")


def test_paths_are_relative_to_where_the_user_stands(three: Path) -> None:
    (three / "c" / "deep").mkdir()

    assert "--> b/floe.yaml:" in floec(three, "validate", three / "b").err
    assert "--> floe.yaml:" in floec(three / "b", "validate", ".").err
    assert f"--> {three}/b/floe.yaml:" in floec(three / "c" / "deep", "validate", "../../b").err


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "floe.yaml")

    run = floec(tmp_path, "validate")

    assert run.code == 1
    assert "error[file-unreadable]: cannot read `floe.yaml`: it is not a regular file" in run.err


def test_nothing_is_written(three: Path) -> None:
    before = tree(three)
    floec(three, "validate", "a", "b", "c")
    assert tree(three) == before


ESCAPE = "\033["


@pytest.mark.parametrize(
    ("options", "extra", "coloured"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "always"), {}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        (("--color", "auto"), {"NO_COLOR": ""}, False),
        (("--color", "auto"), {"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
        (("--color", "always", "--format", "json"), {}, False),
    ],
)
def test_colour_follows_the_flag_then_the_variables(
    three: Path, options: tuple[str, ...], extra: dict[str, str], coloured: bool
) -> None:
    run = floec(three / "b", "validate", *options, extra=extra)

    assert (ESCAPE in run.out + run.err) is coloured


def test_colours_carry_no_meaning_of_their_own(three: Path) -> None:
    import re

    plain = floec(three / "b", "validate", "--color", "never").err
    assert ERROR in plain
    assert re.sub(r"\033\[\d+m", "", floec(three / "b", "validate", "--color", "always").err) == plain

"""``floec build``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tests import golden
from tests.running import SCHEMAS, case, floec, stamps, tree


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return case("quickstart", tmp_path)


@pytest.fixture
def stale(project: Path) -> Path:
    """A project whose outputs are of an earlier floe.yaml, with one more file than they are to have."""
    assert floec(project, "build").code == 0
    file = project / "floe.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("name: quickstart", "name: other"), encoding="utf-8")
    return project


def report(text: str) -> Any:
    made = json.loads(text)
    schema = json.loads((SCHEMAS / "diagnostics.schema.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(made)] == []
    return made


def test_the_outputs_go_beside_floe_yaml_wherever_the_user_stands(project: Path) -> None:
    elsewhere = project.parent / "elsewhere"
    elsewhere.mkdir()
    wanted = tree(golden.GOLDEN / "quickstart" / "out")

    for place, path in ((project, "."), (elsewhere, "../quickstart"), (elsewhere, project / "floe.yaml")):
        assert floec(place, "build", path).code == 0
        assert tree(project / ".floe") == wanted
        shutil.rmtree(project / ".floe")
    assert tree(elsewhere) == {}


def test_out_is_relative_to_where_the_user_stands(project: Path) -> None:
    assert floec(project.parent, "build", "quickstart", "--out", "there").code == 0
    assert tree(project.parent / "there") == tree(golden.GOLDEN / "quickstart" / "out")


def test_it_says_how_many_files_it_wrote(stale: Path) -> None:
    (stale / ".floe" / "env.example").unlink()

    first = floec(stale, "build", "--out", "new").err
    again = floec(stale, "build").err

    assert first == "wrote new: 3 files (3 new)\n"
    assert again == "wrote .floe: 3 files (1 new, 1 changed)\n"
    assert floec(stale, "build").err == ".floe is up to date\n"
    assert floec(stale, "build", "--quiet").err == ""


def test_diff_prints_the_difference_and_exits_0(stale: Path) -> None:
    before = stamps(stale)

    run = floec(stale, "build", "--diff")

    assert (run.code, run.err) == (0, "")
    assert "--- a/artifacts.json\n+++ b/artifacts.json\n" in run.out
    assert '\n-  "name": "quickstart",\n+  "name": "other",\n' in run.out
    assert stamps(stale) == before


def test_diff_of_a_folder_that_is_not_there_shows_every_file_as_new(project: Path) -> None:
    run = floec(project, "build", "--diff")

    assert run.code == 0
    for path in tree(golden.GOLDEN / "quickstart" / "out"):
        assert f"--- /dev/null\n+++ b/{path}\n" in run.out
    assert not (project / ".floe").exists()


def test_diff_shows_a_file_that_is_no_longer_made_as_gone(tmp_path: Path) -> None:
    cluster, small = case("every-section", tmp_path), case("quickstart", tmp_path)
    assert floec(cluster, "build", "--out", tmp_path / "out").code == 0

    run = floec(small, "build", "--diff", "--out", tmp_path / "out")

    assert "--- a/helm/values.yaml\n+++ /dev/null\n" in run.out


def test_check_exits_1_with_the_difference_and_writes_nothing(stale: Path) -> None:
    before = stamps(stale)

    run = floec(stale, "build", "--check")

    assert run.code == 1
    assert run.out == floec(stale, "build", "--diff").out != ""
    assert run.err == ".floe is not up to date: run `floec build`\n"
    assert stamps(stale) == before


@pytest.mark.parametrize("option", [(), ("--check",), ("--diff",)])
def test_with_json_stdout_is_one_report_and_nothing_else(stale: Path, option: tuple[str, ...]) -> None:
    run = floec(stale, "build", "--format", "json", *option)

    assert report(run.out)["diagnostics"] == []
    assert run.code == (1 if option == ("--check",) else 0)


def test_an_environment_that_is_not_defined_is_told_with_those_that_are(tmp_path: Path) -> None:
    folder = case("environments", tmp_path)
    before = tree(folder)

    run = floec(folder, "build", "--env", "prodution", "--out", "out")

    assert (run.code, run.out) == (1, "")
    assert "error[unknown-environment]: there is no environment `prodution`" in run.err
    assert "did you mean `production`?" in run.err
    assert "environments: dev, staging, production" in run.err
    assert tree(folder) == before


def test_a_flag_is_the_origin_of_a_fault_of_its_value(project: Path) -> None:
    run = floec(project, "build", "--env", "nope", "--format", "json")

    (one,) = report(run.out)["diagnostics"]
    assert (run.code, one["code"], one["file"]) == (1, "unknown-environment", None)
    assert one["origin"]["kind"] == "flag"


def test_what_was_read_and_what_is_refused_are_counted_apart(tmp_path: Path) -> None:
    folder = case("every-section", tmp_path)
    (folder / "mine").mkdir()
    (folder / "mine" / "letter.txt").write_text("dear")

    run = floec(folder, "build", "--out", "mine")

    assert run.code == 1
    assert "error[output-folder]" in run.err
    assert run.err.splitlines()[-1] == "Found 1 error and 3 warnings in 1 of 1 file."

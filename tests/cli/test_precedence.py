"""What counts, from the highest to the lowest: flags, variables, .env, the overlay, floe.yaml, what it extends, defaults."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.running import floec

FILE = """\
name: orders
extends: base.yaml
transforms:
  - {name: score, type: python, path: score.py}
environments:
  dev: {compute: {threads: 5}}
"""
LAYERS: list[tuple[str, dict[str, Any], int]] = [
    ("default", {}, 4),
    ("base.yaml:2:12", {"base": 2}, 2),
    ("floe.yaml:8:12", {"base": 2, "file": 3}, 3),
    ("floe.yaml:6:28", {"base": 2, "file": 3, "arguments": ["--env", "dev"]}, 5),
    (".env:2:24", {"base": 2, "file": 3, "dotenv": 6, "arguments": ["--env", "dev"]}, 6),
    (
        "variable FLOE__COMPUTE__THREADS",
        {"base": 2, "file": 3, "dotenv": 6, "variable": "7", "arguments": ["--env", "dev"]},
        7,
    ),
    (
        "flag --set compute.threads",
        {"file": 3, "dotenv": 6, "variable": "7", "arguments": ["--env", "dev", "--set", "compute.threads=8"]},
        8,
    ),
    ("floe.yaml:8:12", {"file": 3, "dotenv": 6, "variable": "7", "arguments": ["--hermetic"]}, 3),
]


def project(folder: Path, base: int | None = None, file: int | None = None, dotenv: int | None = None) -> None:
    (folder / "score.py").touch()
    threads = f"  threads: {base}\n" if base else ""
    (folder / "base.yaml").write_text(f"compute:\n{threads}  target: duckdb\n")
    (folder / "floe.yaml").write_text(FILE + (f"compute:\n  threads: {file}\n" if file else ""))
    if dotenv:
        (folder / ".env").write_text(f"# mine\nFLOE__COMPUTE__THREADS={dotenv}\n")


@pytest.mark.parametrize(("origin", "given", "threads"), LAYERS, ids=[origin for origin, _, _ in LAYERS])
def test_the_highest_layer_counts(origin: str, given: dict[str, Any], threads: int, tmp_path: Path) -> None:
    given = dict(given)
    arguments = given.pop("arguments", [])
    extra = {"FLOE__COMPUTE__THREADS": given.pop("variable")} if "variable" in given else None
    project(tmp_path, **given)
    run = floec(tmp_path, "config", "--origins", "--format", "json", *arguments, extra=extra)
    assert (run.code, run.err) == (0, "")
    shown = json.loads(run.out)["compute"]["threads"]
    assert (shown["value"], shown["origin"]) == (threads, origin)

    built = floec(tmp_path, "build", *arguments, extra=extra)
    assert built.code == 0, built.err
    contract = json.loads((tmp_path / ".floe/artifacts.json").read_text())
    assert contract["configuration"]["compute"]["threads"] == threads
    recorded = [(one["origin"], one["beat"]) for one in contract["overrides"] if one["path"] == "compute.threads"]
    beats = shown["beats"][0] if shown["beats"] else None
    outside = not origin.startswith(("floe.yaml", "base.yaml", "default"))
    assert recorded == ([(origin, beats)] if beats or outside else [])

    again = floec(tmp_path, "build", *arguments, extra=extra)
    assert "is up to date" in again.err
    assert floec(tmp_path, "build", "--check", *arguments, extra=extra).code == 0


def test_another_value_of_a_variable_is_another_build(tmp_path: Path) -> None:
    project(tmp_path)
    assert "up to date" not in floec(tmp_path, "build", extra={"FLOE__COMPUTE__THREADS": "2"}).err
    assert "up to date" not in floec(tmp_path, "build", extra={"FLOE__COMPUTE__THREADS": "3"}).err
    assert "up to date" not in floec(tmp_path, "build").err


def test_a_variable_chooses_the_environment_and_a_flag_beats_it(tmp_path: Path) -> None:
    project(tmp_path)
    extra = {"FLOE_ENV": "dev"}
    assert "threads: 5" in floec(tmp_path, "config", extra=extra).out
    assert "threads: 4" in floec(tmp_path, "config", "--env", "", extra=extra).out
    run = floec(tmp_path, "build", extra={"FLOE_ENV": "prod"})
    assert run.code == 1
    assert "environment variable FLOE_ENV" in run.err


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    project(tmp_path)
    assert floec(tmp_path, "build", extra={"FLOE_ENV": "", "FLOE_COMPUTE_TARGET": ""}).code == 0


def test_artifacts_path_says_where_the_bundle_stands(tmp_path: Path) -> None:
    project(tmp_path)
    run = floec(tmp_path, "build", extra={"FLOE_ARTIFACTS_PATH": "made/artifacts.json"})
    assert (run.code, (tmp_path / "made/artifacts.json").exists()) == (0, True)
    for wrong in ("artifacts.json", "made/contract.json"):
        run = floec(tmp_path, "build", extra={"FLOE_ARTIFACTS_PATH": wrong})
        assert run.code == 1
        assert "error[bad-setting]" in run.err
        assert "environment variable FLOE_ARTIFACTS_PATH" in run.err


def test_an_unknown_variable_is_a_warning_that_does_not_show_its_value(tmp_path: Path) -> None:
    project(tmp_path)
    run = floec(tmp_path, "build", extra={"FLOE_TOKEN": "hunter2"})
    assert run.code == 0
    assert "warning[unknown-variable]" in run.err
    assert "hunter2" not in run.err
    assert floec(tmp_path, "build", "--hermetic", extra={"FLOE_TOKEN": "hunter2"}).err.count("warning") == 0


def test_a_secret_in_a_variable_is_refused_and_not_shown(tmp_path: Path) -> None:
    project(tmp_path)
    run = floec(tmp_path, "build", extra={"FLOE__COMPUTE__PROPERTIES__PASSWORD": "hunter2"})
    assert run.code == 1
    assert "environment variable FLOE__COMPUTE__PROPERTIES__PASSWORD" in run.err
    assert "hunter2" not in run.err + run.out


def test_a_flag_that_is_no_setting_is_a_wrong_command_line(tmp_path: Path) -> None:
    project(tmp_path)
    run = floec(tmp_path, "build", "--set", "compute.threads")
    assert (run.code, "PATH=VALUE" in run.err) == (2, True)


def test_the_other_target_drops_settings_and_says_so(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "base.yaml").write_text("compute: {target: duckdb, properties: {path: x.duckdb, settings: {a: b}}}\n")
    run = floec(tmp_path, "build", "--target", "motherduck", "--set", "compute.connection_secret_ref=md")
    assert run.code == 0, run.err
    assert "note: compute is motherduck (flag --target): left out settings, which it does not know" in run.err or (
        "left out path" in run.err
    )


def test_validate_is_about_the_files_alone(tmp_path: Path) -> None:
    project(tmp_path)
    run = floec(tmp_path, "validate", extra={"FLOE_COMPUTE_TARGET": "nonsense", "FLOE_TOKEN": "x"})
    assert (run.code, run.err) == (0, "1 file checked: no faults\n")


def test_a_fault_in_a_shared_base_is_reported_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        project(tmp_path / name)
        (tmp_path / name / "floe.yaml").write_text(FILE.replace("base.yaml", "../base.yaml"))
    (tmp_path / ".git").mkdir()
    (tmp_path / "base.yaml").write_text("compute: {target: duckdb, treads: 2}\n")
    run = floec(tmp_path, "validate", "one", "two")
    assert (run.code, run.err.count("error[unknown-key]")) == (1, 1)
    assert " --> base.yaml:1:27" in run.err


def test_every_environment_side_by_side(tmp_path: Path) -> None:
    project(tmp_path, file=3)
    lines = floec(tmp_path, "config", "--all-environments", extra={"FLOE_ENV": "dev"}).out.splitlines()
    assert lines[0].split() == ["path", "(base)", "dev"]
    assert next(line for line in lines if "compute.threads" in line).split() == ["*", "compute.threads", "3", "5"]
    assert next(line for line in lines if "compute.target" in line).split() == ["compute.target", "duckdb", "duckdb"]
    both = json.loads(floec(tmp_path, "config", "--all-environments", "--format", "json").out)
    assert [both[name]["compute"]["threads"] for name in ("(base)", "dev")] == [3, 5]


def test_what_config_prints_as_yaml_compiles_to_the_same(tmp_path: Path) -> None:
    project(tmp_path, file=3)
    printed = floec(tmp_path, "config", "--env", "dev", "--origins").out
    (tmp_path / "again").mkdir()
    (tmp_path / "again/score.py").touch()
    (tmp_path / "again/floe.yaml").write_text(printed)
    assert floec(tmp_path / "again", "config").out == floec(tmp_path, "config", "--env", "dev").out

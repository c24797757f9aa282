"""The GitHub Action: GitHub's schema and zizmor take it, and its own scripts run floec as they should."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conformance import tools
from tests.running import ROOT, case, floec

ACTION = ROOT / "action.yml"


def steps() -> dict[str, dict[str, Any]]:
    """The steps of the action, by name."""
    data = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    return {step["name"]: step for step in data["runs"]["steps"]}


def run(step: str, folder: Path, temporary: Path, **values: str) -> subprocess.CompletedProcess[str]:
    """Run a step's script as a runner would: with bash, stopping at the first failure, values in variables alone."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(temporary), "RUNNER_TEMP": str(temporary), **values}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps()[step]["run"]]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A runner's folder for temporary files, where the action finds floec as if its first step had run."""
    programs = tmp_path / "runner" / "floec" / "bin"
    programs.mkdir(parents=True)
    (programs / "floec").write_text(f'#!/bin/sh\nexec "{Path(sys.executable).parent / "floec"}" "$@"\n')
    (programs / "floec").chmod(0o755)
    return tmp_path / "runner"


def given(**values: str) -> dict[str, str]:
    return {"COMMAND": "check", "ENVIRONMENT": "", "OUT": "", "PROJECT": ".", **values}


def test_the_schema_of_github_and_zizmor_take_it() -> None:
    schema = [tools.python("github", "check-jsonschema"), "--builtin-schema", "vendor.github-actions", str(ACTION)]
    assert subprocess.run(schema, check=False, capture_output=True).returncode == 0
    audit = [tools.python("github", "zizmor"), "--offline", "--persona", "auditor", "--no-config", str(ACTION)]
    done = subprocess.run(audit, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "completed" in done.stderr


def test_no_input_stands_in_a_script() -> None:
    assert not [name for name, step in steps().items() if "${{" in step["run"]]


def test_outputs_that_are_up_to_date_pass_and_others_fail(tmp_path: Path, runner: Path) -> None:
    folder = case("environments", tmp_path)
    assert run("Run floec", folder, runner, **given()).returncode == 1
    assert floec(folder, "build").code == 0
    assert run("Run floec", folder, runner, **given()).returncode == 0
    assert run("Run floec", folder, runner, **given(ENVIRONMENT="production")).returncode == 1
    built = run("Run floec", folder, runner, **given(COMMAND="build", ENVIRONMENT="production", OUT="made"))
    assert built.returncode == 0
    assert (folder / "made" / "artifacts.json").exists()


def test_a_fault_is_an_annotation_at_its_line(tmp_path: Path, runner: Path) -> None:
    folder = case("quickstart", tmp_path)
    file = folder / "floe.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("target: duckdb", "target: duckbd"), encoding="utf-8")
    for command in ("check", "build", "validate"):
        done = run("Run floec", folder, runner, **given(COMMAND=command))
        assert done.returncode == 1
        (annotation,) = [line for line in done.stdout.splitlines() if line.startswith("::")]
        assert annotation.startswith("::error file=floe.yaml,line=6,")
        assert "did you mean `duckdb`?" in annotation


def test_inputs_are_words_and_no_options_or_commands(tmp_path: Path, runner: Path) -> None:
    folder = case("quickstart", tmp_path)
    for path in ("--help", "$(touch made)", "; touch made", "-"):
        done = run("Run floec", folder, runner, **given(COMMAND="validate", PROJECT=path))
        assert done.returncode == 1
        assert "file-unreadable" in done.stdout
    assert run("Run floec", folder, runner, **given(COMMAND="; touch made")).returncode == 2
    assert not (folder / "made").exists()


def test_the_first_step_installs_what_the_second_runs(tmp_path: Path) -> None:
    folder = case("quickstart", tmp_path)
    runner = tmp_path / "temporary"
    runner.mkdir()
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "HTTP", "http"))}
    done = run("Install floec", folder, runner, ACTION=str(ROOT), PYTHON=sys.executable, **kept)
    assert done.returncode == 0, done.stderr
    assert run("Run floec", folder, runner, **given(COMMAND="build")).returncode == 0
    assert (folder / ".floe" / "artifacts.json").exists()

"""pre-commit runs the hooks of this repository in a project, as their users do.

It installs floec into an environment of its own, with the dependencies from the package index.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import golden
from tests.running import ROOT, Run, case, environment

HOOKS = ("floec-validate", "floec-build-check")
Hook = Callable[..., Run]


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    line = ["git", *identity, *arguments]
    return subprocess.run(line, cwd=folder, env=environment(), capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This working tree as a repository of one commit."""
    folder = tmp_path_factory.mktemp("clone")
    for name in git(ROOT, "ls-files", "-co", "--exclude-standard", "-z").split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "-m", "as it stands")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit installs: one for all tests of the module."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project under git."""
    folder = case("quickstart", tmp_path)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    return folder


@pytest.fixture
def hook(clone: Path, home: Path, project: Path) -> Hook:
    revision = git(clone, "rev-parse", "HEAD").strip()
    config = f"repos:\n  - repo: {clone}\n    rev: {revision}\n    hooks:\n"
    (project / ".pre-commit-config.yaml").write_text(config + "".join(f"      - id: {one}\n" for one in HOOKS))
    git(project, "add", "-A")

    def run(name: str, *options: str) -> Run:
        line = [sys.executable, "-m", "pre_commit", "run", name, "--color", "never", *(options or ("--all-files",))]
        variables = environment({"PRE_COMMIT_HOME": str(home)})
        done = subprocess.run(line, cwd=project, env=variables, capture_output=True, text=True, check=False)
        return Run(done.returncode, done.stdout, done.stderr)

    return run


def break_it(project: Path) -> None:
    file = project / "floe.yaml"
    text = file.read_text(encoding="utf-8")
    assert "target: duckdb" in text
    file.write_text(text.replace("target: duckdb", "target: duckbd"), encoding="utf-8")
    git(project, "add", "-A")


def test_try_repo_runs_the_hook_of_this_repository(clone: Path, home: Path, project: Path) -> None:
    line = [sys.executable, "-m", "pre_commit", "try-repo", str(clone), "floec-validate", "--files", "floe.yaml"]
    variables = environment({"PRE_COMMIT_HOME": str(home)})

    good = subprocess.run(line, cwd=project, env=variables, capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stdout + good.stderr
    assert "Passed" in good.stdout

    break_it(project)
    bad = subprocess.run(line, cwd=project, env=variables, capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    assert "error[invalid-choice]" in bad.stdout


def test_validate_checks_every_floe_yaml_and_no_other_file(project: Path, hook: Hook) -> None:
    assert "Passed" in hook("floec-validate").out

    (project / "deep").mkdir()
    (project / "deep" / "floe.yml").write_text("name: deep\n")
    (project / "other.yaml").write_text("name: other\n")
    (project / "notfloe.yaml").write_text("name: other\n")
    git(project, "add", "-A")
    run = hook("floec-validate")

    assert run.code == 1
    assert "error[missing-key]" in run.out
    assert "--> deep/floe.yml" in run.out
    assert "other.yaml" not in run.out
    assert "notfloe.yaml" not in run.out


def test_validate_is_skipped_where_no_floe_yaml_changed(project: Path, hook: Hook) -> None:
    (project / "readme.md").write_text("x")
    git(project, "add", "-A")

    assert "Skipped" in hook("floec-validate", "--files", "readme.md").out


@pytest.mark.parametrize("edited", ["floe.yaml", "dbt/dbt_project.yml", ".floe/dbt/profiles.yml"])
def test_build_check_fails_until_the_outputs_are_those_of_the_inputs(project: Path, hook: Hook, edited: str) -> None:
    shutil.copytree(golden.GOLDEN / "quickstart" / "out", project / ".floe")
    git(project, "add", "-A")
    assert "Passed" in hook("floec-build-check").out

    file = project / edited
    text = file.read_text(encoding="utf-8")
    assert "quickstart" in text
    file.write_text(text.replace("quickstart", "quickstarts"), encoding="utf-8")
    git(project, "add", "-A")
    before = {path: path.read_bytes() for path in (project / ".floe").rglob("*") if path.is_file()}
    run = hook("floec-build-check", "--files", edited)

    assert run.code == 1
    assert "+++ b/" in run.out
    assert "run `floec build`" in run.out
    assert {path: path.read_bytes() for path in (project / ".floe").rglob("*") if path.is_file()} == before


def test_the_config_that_init_writes_names_hooks_that_exist() -> None:
    text = (golden.GOLDEN / "quickstart" / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    for name in HOOKS:
        assert f"- id: {name}\n" in text
    assert text.count("- id:") == len(HOOKS)

"""What GitHub is given, read by those who audit workflows: zizmor, checkov, actionlint and GitHub's own schemas."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import golden
from tests.conformance import tools

SCHEMAS = golden.GOLDEN.parent / "schemas" / "vendor"
WORKFLOW, DEPENDABOT = "workflows/security.yml", "dependabot.yml"


def _having(file: str) -> list[golden.Build]:
    found = [build for build in golden.builds() if (_github(build) / file).exists()]
    assert found, f"no golden case has github/{file}"
    return found


def _github(build: golden.Build) -> Path:
    return golden.GOLDEN / build.case / build.folder / "github"


WORKFLOWS, UPDATES = _having(WORKFLOW), _having(DEPENDABOT)
EVERY = pytest.mark.parametrize("build", WORKFLOWS, ids=lambda build: build.id)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository's folder, to be filled."""
    return tmp_path / "repository"


def placed(build: golden.Build, folder: Path, file: str = "", old: str = "", new: str = "") -> Path:
    """The files of a case where GitHub looks for them, one of them changed if that is asked for."""
    shutil.copytree(_github(build), folder / ".github")
    if file:
        path = folder / ".github" / file
        text = path.read_text(encoding="utf-8")
        changed = re.sub(old, new, text, flags=re.MULTILINE)
        assert changed != text, f"{old} is not in {file}"
        path.write_text(changed, encoding="utf-8")
    return folder


def run(*command: str | Path, where: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, cwd=where, env=environment, capture_output=True, encoding="utf-8", check=False)


def zizmor(folder: Path) -> tuple[int, list[str]]:
    """zizmor's exit code and the rules that were broken, as its strictest persona sees it.

    It must say of every file that it has read it.
    """
    result = run(
        *(tools.python("github", "zizmor"), "--offline", "--persona", "auditor", "--collect", "all"),
        *("--strict-collection", "--no-config", "--format", "json", "."),
        where=folder,
    )
    for path in sorted(folder.rglob("*.yml")):
        assert f"completed ./{path.relative_to(folder).as_posix()}" in result.stderr, result.stderr
    return result.returncode, sorted(finding["ident"] for finding in json.loads(result.stdout))


def checkov(folder: Path) -> tuple[int, int, list[str]]:
    """How many of checkov's checks passed, how many files it could not read, and the checks that failed."""
    result = run(
        *(tools.python("github", "checkov"), "--directory", ".", "--framework", "github_actions"),
        *("--output", "json", "--compact", "--skip-download"),
        where=folder,
    )
    report: dict[str, Any] = json.loads(result.stdout)
    summary = report.get("summary", report)  # without a summary if nothing was checked
    failed = [check["check_id"] for check in report.get("results", {}).get("failed_checks", [])]
    assert len(failed) == summary["failed"]
    return summary["passed"], summary["parsing_errors"], failed


def actionlint(folder: Path) -> subprocess.CompletedProcess[str]:
    """actionlint without the programs that it calls if they happen to be installed."""
    file = Path(".github", WORKFLOW)
    return run(tools.go("actionlint"), "-shellcheck=", "-pyflakes=", "-no-color", "-oneline", file, where=folder)


def check_jsonschema(folder: Path, file: str, *schema: str | Path) -> subprocess.CompletedProcess[str]:
    program = tools.python("github", "check-jsonschema")
    return run(program, "--output-format", "json", *schema, Path(".github", file), where=folder)


def schema(file: str) -> tuple[str, Path]:
    """The option that names the vendored schema of a file."""
    name = "github-workflow.json" if file == WORKFLOW else "github-dependabot.json"
    return "--schemafile", SCHEMAS / name


def built_in(file: str) -> tuple[str, str]:
    """The option that names the schema that check-jsonschema carries."""
    return "--builtin-schema", "vendor.github-workflows" if file == WORKFLOW else "vendor.dependabot"


@EVERY
def test_zizmor_finds_nothing(build: golden.Build, folder: Path) -> None:
    assert zizmor(placed(build, folder)) == (0, [])


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        (WORKFLOW, r"@[0-9a-f]{40} .*$", "@main", "unpinned-uses"),
        (WORKFLOW, r"persist-credentials: false", "persist-credentials: true", "artipacked"),
        (WORKFLOW, r"^permissions: \{\}.*$", "permissions: write-all", "excessive-permissions"),
        (WORKFLOW, r"^  pull_request:", "  pull_request_target:", "dangerous-triggers"),
        (DEPENDABOT, r"^ +cooldown:\n +default-days: .*\n", "", "dependabot-cooldown"),
    ],
)
def test_zizmor_refuses(folder: Path, file: str, old: str, new: str, rule: str) -> None:
    code, rules = zizmor(placed(UPDATES[0], folder, file, old, new))
    assert code != 0
    assert rule in rules


@EVERY
def test_checkov_passes_every_check(build: golden.Build, folder: Path) -> None:
    """It is silent about a file that it cannot read: that there were checks counts as much as that none failed."""
    passed, unread, failed = checkov(placed(build, folder))
    assert passed > 0
    assert (unread, failed) == (0, [])


def test_checkov_refuses(folder: Path) -> None:
    _, _, failed = checkov(placed(WORKFLOWS[0], folder, WORKFLOW, r"^permissions: \{\}.*$", "permissions: write-all"))
    assert failed == ["CKV2_GHA_1"]


def test_checkov_that_reads_nothing_passes_nothing(folder: Path) -> None:
    """An expression here makes checkov leave out the file, and exit with 0."""
    old = r"cancel-in-progress: true"
    passed, _, failed = checkov(placed(WORKFLOWS[0], folder, WORKFLOW, old, "cancel-in-progress: ${{ true }}"))
    assert (passed, failed) == (0, [])


@EVERY
def test_actionlint_finds_nothing(build: golden.Build, folder: Path) -> None:
    result = actionlint(placed(build, folder))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (r"runs-on: .*$", "runs-on: ubuntu-99.04", "[runner-label]"),
        (r"contents: read", "contents: reed", "[permissions]"),
        (r"github\.ref ", "github.reff ", "[expression]"),
        (r"timeout-minutes:", "timeout-minute:", "[syntax-check]"),
    ],
)
def test_actionlint_refuses(folder: Path, old: str, new: str, rule: str) -> None:
    result = actionlint(placed(WORKFLOWS[0], folder, WORKFLOW, old, new))
    assert result.returncode == 1
    assert rule in result.stdout


@pytest.mark.parametrize("source", [schema, built_in])
@pytest.mark.parametrize(
    ("build", "file"),
    [(build, WORKFLOW) for build in WORKFLOWS] + [(build, DEPENDABOT) for build in UPDATES],
    ids=lambda one: one.id if isinstance(one, golden.Build) else one,
)
def test_githubs_schemas(build: golden.Build, file: str, source: Any, folder: Path) -> None:
    """By the schema that is vendored, and by the one that the validator carries."""
    result = check_jsonschema(placed(build, folder), file, *source(file))
    assert (result.returncode, json.loads(result.stdout)["status"]) == (0, "ok"), result.stdout


@pytest.mark.parametrize("source", [schema, built_in])
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [(WORKFLOW, r"runs-on:", "runs_on:"), (DEPENDABOT, r"interval: weekly", "interval: weakly")],
)
def test_githubs_schemas_refuse(folder: Path, file: str, old: str, new: str, source: Any) -> None:
    result = check_jsonschema(placed(UPDATES[0], folder, file, old, new), file, *source(file))
    assert result.returncode == 1
    assert json.loads(result.stdout)["errors"]

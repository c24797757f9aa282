"""The container image's Dockerfile: read by its linters, and its commands run, in folders of their own in place of an image's."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import venv
from pathlib import Path
from typing import Any

import pytest

from tests import golden
from tests.conformance import tools
from tests.running import tree

ROOT = golden.GOLDEN.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
CASE = "snowflake-oidc"
PLAIN = {"LC_ALL": "C.UTF-8", "NO_COLOR": "1"}


def placed(folder: Path, old: str = "", new: str = "") -> Path:
    """The Dockerfile in a folder, changed if that is asked for."""
    changed = DOCKERFILE.replace(old, new) if old else DOCKERFILE
    assert not old or changed != DOCKERFILE, f"{old} is not in the Dockerfile"
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text(changed, encoding="utf-8")
    return folder


def run(*command: str | Path, where: Path, extra: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **PLAIN, **(extra or {})}
    return subprocess.run(command, cwd=where, env=environment, capture_output=True, encoding="utf-8", check=False)


def hadolint(folder: Path) -> list[str]:
    """The rules that are broken, the least of them too."""
    options = ("--format", "json", "--failure-threshold", "style", "--no-color")
    made = run(tools.python("image", "hadolint"), *options, "Dockerfile", where=folder)
    found = sorted(one["code"] for one in json.loads(made.stdout))
    assert bool(made.returncode) == bool(found), made.stderr
    return found


def checkov(folder: Path) -> tuple[int, list[str]]:
    """How many checks passed, and those that failed."""
    options = ("--framework", "dockerfile", "--output", "json", "--compact", "--skip-download")
    made = run(tools.python("github", "checkov"), "--file", "Dockerfile", *options, where=folder)
    report: dict[str, Any] = json.loads(made.stdout)
    failed = sorted(check["check_id"] for check in report["results"]["failed_checks"])
    assert report["summary"]["parsing_errors"] == 0
    return report["summary"]["passed"], failed


def test_the_linters_find_nothing(tmp_path: Path) -> None:
    folder = placed(tmp_path)
    assert hadolint(folder) == []
    passed, failed = checkov(folder)
    assert failed == []
    assert passed > 20


@pytest.mark.parametrize(
    ("old", "new", "of_hadolint", "of_checkov"),
    [
        ("USER 10001:10001\n", "", [], ["CKV_DOCKER_3"]),
        ("USER 10001:10001\n", "USER root\n", ["DL3002", "DL3066"], ["CKV_DOCKER_8"]),
        ("python:${PYTHON}", "python", ["DL3006"], ["CKV_DOCKER_7"]),
        ("HEALTHCHECK NONE\n", "", [], ["CKV_DOCKER_2"]),
        ("WORKDIR /project", "WORKDIR project", ["DL3000"], ["CKV_DOCKER_10"]),
        ("--requirement docker/build.txt", "hatchling", ["DL3013"], []),
        ("COPY docker/ docker/", "ADD docker/ docker/", ["DL3020"], ["CKV_DOCKER_4"]),
    ],
)
def test_the_linters_find_what_is_broken(
    tmp_path: Path, old: str, new: str, of_hadolint: list[str], of_checkov: list[str]
) -> None:
    folder = placed(tmp_path, old, new)
    assert hadolint(folder) == of_hadolint
    assert checkov(folder)[1] == of_checkov


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the first stages make: their commands, with an image's absolute folders moved here and the wheels fetched before."""
    here = tmp_path_factory.mktemp("image")
    source = here / "src"
    source.mkdir()
    venv.create(here / "base", with_pip=True, symlinks=True)
    environment = {
        "PATH": f"{here / 'base' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": tools.wheels(),
    }
    for name, rest in re.findall(r"^([A-Z]+) (.*)$", DOCKERFILE.replace("\\\n", ""), re.MULTILINE):
        if name == "ENV" and "opt" not in rest:
            environment |= dict(word.split("=", 1) for word in shlex.split(rest))
        elif name == "COPY" and not rest.startswith("--"):
            for one in rest.split()[:-1]:
                if one.endswith("/"):
                    ignored = shutil.ignore_patterns("__pycache__", "schemastore")
                    shutil.copytree(ROOT / one, source / one, ignore=ignored)
                else:
                    shutil.copy(ROOT / one, source)
        elif name == "RUN":
            line = rest.replace("/opt/floec", str(here / "floec")).replace("/wheels", str(here / "wheels"))
            made = run("sh", "-ec", line, where=source, extra=environment)
            assert made.returncode == 0, made.stderr
    return here


def test_the_commands_make_an_installation_that_compiles_as_this_checkout_does_and_is_not_written_to(
    image: Path, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    shutil.copytree(golden.GOLDEN / CASE, project, ignore=shutil.ignore_patterns("out*"))
    before = tree(image / "floec")
    home = {"PATH": f"{image / 'floec' / 'bin'}{os.pathsep}/usr/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    made = subprocess.run(
        ["floec", "build"], cwd=project, env=home, capture_output=True, encoding="utf-8", check=False, timeout=120
    )

    assert made.returncode == 0, made.stderr
    assert tree(project / ".floe") == tree(golden.GOLDEN / CASE / "out")
    assert tree(image / "floec") == before


def test_every_module_has_its_bytecode_and_nothing_of_the_build_is_left(image: Path) -> None:
    floec = image / "floec"
    (package,) = floec.glob("lib/python*/site-packages/floec")
    cached = {path.name.partition(".")[0] for path in package.glob("__pycache__/*.pyc")}
    assert cached == {path.stem for path in package.glob("*.py")}
    names = {path.name.partition("-")[0] for path in package.parent.glob("*.dist-info")}
    assert "floec" in names
    assert not {"pip", "hatchling", "setuptools"} & names
    assert not (package / "_schemas" / "schemastore").exists()

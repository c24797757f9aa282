"""The container image: what the Dockerfile copies and installs is there, pinned, and what this project says of itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.helpers import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
BUILD = PROJECT["build-system"]["requires"]


def pins(name: str) -> dict[str, str]:
    """The versions that a file of requirements pins, by package; each has hashes, and nothing else stands there."""
    text = (ROOT / "docker" / name).read_text(encoding="utf-8").replace("\\\n", "")
    found = {}
    for line in text.splitlines():
        pin = re.fullmatch(r"([a-z0-9-]+)==([0-9.]+)( ; [^#]*?)?((\s+--hash=sha256:[0-9a-f]{64})+)\s*", line)
        assert pin, line
        found[pin[1]] = pin[2]
    return found


def needed(wanted: Iterable[str], extras: Iterable[str] = ("",)) -> set[str]:
    """The packages that requirements lead to, as the installed ones say."""
    found: set[str] = set()
    for one in map(Requirement, wanted):
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras):
            found |= {canonicalize_name(one.name)} | needed(metadata.requires(one.name) or (), {"", *one.extras})
    return found


@pytest.mark.parametrize(("name", "wanted"), [("runtime.txt", RUNTIME), ("build.txt", BUILD)])
def test_all_that_is_needed_is_pinned_and_nothing_else(name: str, wanted: list[str]) -> None:
    pinned = pins(name)
    assert set(pinned) == needed(wanted)
    for one in map(Requirement, wanted):
        assert one.specifier.contains(pinned[canonicalize_name(one.name)]), one


def test_what_is_copied_is_there_and_is_let_through() -> None:
    copied = {
        word.rstrip("/")
        for line in re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.MULTILINE)
        for word in line.split()
    }
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {line[1:] for line in ignore if line.startswith("!")} == copied
    assert all((ROOT / one).exists() for one in copied)
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    assert {one.partition("/")[0] for one in wheel} <= copied


def test_labels_say_what_the_project_says() -> None:
    labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', DOCKERFILE))
    about = PROJECT["project"]
    assert labels == {
        "title": about["name"],
        "description": about["description"],
        "source": about["urls"]["Source"],
        "licenses": about["license"],
        "version": "${VERSION}",
        "revision": "${REVISION}",
    }


def test_the_base_is_one_exact_version_and_the_user_a_number() -> None:
    assert re.search(r"^ARG PYTHON=3\.\d+\.\d+-slim-\w+$", DOCKERFILE, re.MULTILINE)
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == [
        "docker.io/library/python:${PYTHON}",
        "base",
        "base",
    ]
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    (user,) = re.findall(r"^USER (\d+):\d+$", last, re.MULTILINE)
    assert int(user) > 0

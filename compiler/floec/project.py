"""What is checked: a document's trees, the language they are written in, and what stands around them on disk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from floec.layers import Tree
from floec.schema import Language
from floec.syntax import Path

MISSING, FOLDER, REGULAR, OUTSIDE, UNREADABLE = "missing", "folder", "file", "outside", "unreadable"


_DEVICES = frozenset(["con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))])


def device_in(path: str) -> str | None:
    """The part of a path that Windows keeps for a device (``aux.py``, ``con``); None if there is none."""
    return next((part for part in path.split("/") if part.partition(".")[0].casefold() in _DEVICES), None)


class PathFact(NamedTuple):
    """What stands at a path of the document.

    ``kind`` is MISSING, FOLDER, REGULAR (a file), OUTSIDE (of the project, after symbolic links) or UNREADABLE.  ``near`` are the names in
    the nearest folder that exists, which is ``nearest`` (relative to the project, empty for the project itself).
    ``dbt_project`` is the text of dbt_project.yml in a folder, if there is one.
    """

    kind: str
    near: tuple[str, ...] = ()
    nearest: str = ""
    dbt_project: bytes | None = None


class Project(NamedTuple):
    """One environment of a document, with what its rules may look at."""

    tree: Tree
    language: Language
    files: Mapping[str, PathFact]


def step_names(tree: Tree) -> dict[Path, str]:
    """The name of every transform by its place: the one that is written, or one from its path, with a number where that is taken."""
    taken = {block["name"] for _, block in tree.items(("transforms",)) if isinstance(block.get("name"), str)}
    numbers: dict[
        str, int
    ] = {}  # where counting goes on: ten thousand of one name are counted once, not each from the start
    made: dict[Path, str] = {}
    for at, block in tree.items(("transforms",)):
        name, path = block.get("name"), block.get("path", block.get("type"))
        if not isinstance(name, str):
            wanted = _default_name(path if isinstance(path, str) else "")
            name, numbers[wanted] = _numbered(wanted, taken, numbers.get(wanted, 1))
            taken.add(name)
        made[at] = name
    return made


def _default_name(path: str) -> str:
    """A transform's name from its path: the last part, without an ending, as a name is written."""
    last = path.rstrip("/").rpartition("/")[2].partition(".")[0].lower()
    made = "".join(c if c.isascii() and c.isalnum() else "-" for c in last).strip("-")
    while made and not made[0].isalpha():
        made = made[1:]
    return made[:40].rstrip("-") or "transform"


def unused(name: str, taken: set[str]) -> str:
    """A name, with the first number from 2 on that makes it one of its own."""
    return _numbered(name, taken, 1)[0]


def _numbered(name: str, taken: set[str], number: int) -> tuple[str, int]:
    made = name if number == 1 else f"{name[:36]}-{number}"
    while made in taken:
        number += 1
        made = f"{name[:36]}-{number}"
    return made, number

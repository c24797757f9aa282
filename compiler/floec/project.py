"""What is checked: a document's trees, the language they are written in, and what stands around them on disk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from floec.layers import Tree
from floec.schema import Language

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

"""The project on disk: reading floe.yaml, and looking at what its paths name.  Reads only what the document declares."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

from floec import faults
from floec.decode import MAX_BYTES, decode
from floec.diagnostics import Diagnostic, quoted
from floec.project import FOLDER, MISSING, OUTSIDE, REGULAR, UNREADABLE, PathFact
from floec.source import Source
from floec.syntax import Document, compose

FILE = "floe.yaml"
DBT_PROJECT = "dbt_project.yml"


def read(path: str, name: str) -> tuple[bytes | None, Diagnostic | None]:
    """The bytes of a regular file, at most one more than the limit; never waits on a pipe or a device."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as failure:
        return None, _unreadable(name, _reason(failure))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None, _unreadable(name, "it is not a regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_BYTES + 1), None
    except OSError as failure:
        return None, _unreadable(name, _reason(failure))
    finally:
        os.close(descriptor)


def open_document(path: str, name: str) -> tuple[Document | None, list[Diagnostic]]:
    """The document in a file; ``name`` is what messages call it."""
    data, problem = read(path, name)
    if data is None:
        return None, [problem] if problem else []
    source, found = decode(name, data)
    return compose(source) if source else (None, found)


def survey(root: str, paths: Iterable[str]) -> dict[str, PathFact]:
    """What stands at each path of a document, relative to the folder ``root``."""
    real_root = os.path.realpath(root)
    return {path: _fact(real_root, path) for path in paths}


def _fact(root: str, path: str) -> PathFact:
    if "\0" in path:
        return PathFact(MISSING)
    full = os.path.join(root, path)
    real = os.path.realpath(full)
    if real != root and not real.startswith(root + os.sep):
        return PathFact(OUTSIDE)
    try:
        mode = os.stat(real).st_mode
    except FileNotFoundError:
        nearest = _nearest_folder(root, full)
        return PathFact(MISSING, _names(nearest), os.path.relpath(nearest, root).replace(os.sep, "/").removeprefix("."))
    except OSError:
        return PathFact(UNREADABLE)
    if stat.S_ISREG(mode):
        return PathFact(REGULAR)
    if not stat.S_ISDIR(mode):
        return PathFact(UNREADABLE)
    return PathFact(FOLDER, dbt_project=_dbt_project(root, real))


def _dbt_project(root: str, folder: str) -> bytes | None:
    path = os.path.realpath(os.path.join(folder, DBT_PROJECT))
    if not path.startswith(root + os.sep):
        return None
    return read(path, DBT_PROJECT)[0]


def _nearest_folder(root: str, path: str) -> str:
    path = os.path.normpath(path)
    while path != root and path.startswith(root) and not os.path.isdir(path):
        path = os.path.dirname(path)
    return path if path.startswith(root) else root


def _names(folder: str) -> tuple[str, ...]:
    try:
        return tuple(sorted(name for name in os.listdir(folder) if not name.startswith(".")))[:200]
    except OSError:
        return ()


def _reason(failure: OSError) -> str:
    words = {
        "FileNotFoundError": "it does not exist",
        "PermissionError": "permission is denied",
        "IsADirectoryError": "it is a folder",
        "NotADirectoryError": "a part of the path is not a folder",
    }
    return words.get(type(failure).__name__, (failure.strerror or "the operating system refused").lower())


def _unreadable(name: str, reason: str) -> Diagnostic:
    return Diagnostic(faults.FILE_UNREADABLE, f"cannot read {quoted(name)}: {reason}", Source(name, ""))

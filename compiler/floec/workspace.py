"""The project on disk: reading floe.yaml, and looking at what its paths name.  Reads only what the document declares."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

from floec import faults
from floec.decode import MAX_BYTES, decode
from floec.diagnostics import Diagnostic, quoted
from floec.project import FOLDER, MISSING, OUTSIDE, REGULAR, UNREADABLE, PathFact
from floec.source import Source, Span
from floec.syntax import Document, compose

FILE = "floe.yaml"
DBT_PROJECT = "dbt_project.yml"
DOTENV_FILE = ".env"


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


def open_bases(document: Document, folder: str) -> tuple[list[Document], list[Diagnostic]]:
    """The documents that one builds on by ``extends``, each once, the lowest first; ``folder`` holds its file."""
    reader = _Bases(folder)
    reader.add(document, "", ((document.source.name, os.path.realpath(os.path.join(folder, document.source.label))),))
    return reader.made, reader.found


MAX_BASES = 32


class _Bases:
    def __init__(self, folder: str) -> None:
        self.folder = os.path.realpath(folder)
        self.repository = _repository(self.folder)
        self.made: list[Document] = []
        self.found: list[Diagnostic] = []
        self.read: set[str] = set()

    def add(self, document: Document, label: str, chain: tuple[tuple[str, str], ...]) -> None:
        """Read what a document names; ``label`` is its folder from the project's, ``chain`` what led to it: name and file."""
        for path, span in _named_bases(document):
            problem = self.one(path, span, label, chain)
            if problem:
                message, label_, notes = problem
                self.found.append(
                    Diagnostic(faults.BASE_DOCUMENT, message, span.source, span, label_, notes=notes, path="extends")
                )

    def one(
        self, path: str, span: Span, label: str, chain: tuple[tuple[str, str], ...]
    ) -> tuple[str, str, tuple[str, ...]] | None:
        """Read a base document; what is wrong with it in itself is among the findings, else why it cannot be one."""
        place = os.path.normpath(os.path.join(label, path)).replace(os.sep, "/")
        file = os.path.realpath(os.path.join(self.folder, place))
        if file != self.repository and not file.startswith(self.repository.rstrip(os.sep) + os.sep):
            note = "the repository is the nearest folder above that has .git; without one, the folder of floe.yaml"
            return f"the base document {quoted(path)} stands outside of the repository", "leads out of it", (note,)
        name = os.path.normpath(os.path.join(os.path.dirname(chain[0][0]), place)).replace(os.sep, "/")
        if file in [one for _, one in chain]:
            names = [quoted(one) for one, _ in chain] + [quoted(name)]
            return (
                f"the base document {quoted(path)} leads back to itself",
                "closes the circle",
                (" extends ".join(names),),
            )
        if file in self.read:
            return None
        self.read.add(file)
        if len(self.read) > MAX_BASES:
            return f"more than {MAX_BASES} base documents", "one too many", ()
        data, problem = read(file, name)
        if data is None:
            reason = problem.message.rpartition(": ")[2] if problem else ""
            return f"cannot read the base document {quoted(path)}: {reason}", "nothing to build on", ()
        source, found = decode(name, data)
        document, more = compose(Source(name, source.text, label=place)) if source else (None, [])
        self.found += [*found, *more]
        if document is None:
            return None
        if not isinstance(document.data, dict):
            return f"the base document {quoted(path)} is no mapping", "holds no keys", ()
        self.add(document, os.path.dirname(place), (*chain, (name, file)))
        self.made.append(document)
        return None


def _named_bases(document: Document) -> list[tuple[str, Span]]:
    """The paths under ``extends`` that may be read; what is wrong with the others, the schema says."""
    data = document.data
    value = data.get("extends") if isinstance(data, dict) else None
    if isinstance(value, str):
        listed = [(value, document.place(data, "extends")[1])]
    else:
        items = enumerate(value) if isinstance(value, list) else ()
        listed = [(one, document.place(value, index)[1]) for index, one in items if isinstance(one, str)]
    return [(path, span) for path, span in listed if path and path[0] not in "/~" and not set(path) & set(":\\\0\t\n")]


def _repository(folder: str) -> str:
    """The nearest folder above with .git; the folder itself where there is none."""
    above = folder
    while not os.path.exists(os.path.join(above, ".git")):
        parent = os.path.dirname(above)
        if parent == above:
            return folder
        above = parent
    return above


def read_dotenv(folder: str) -> bytes | None:
    """The bytes of .env in a folder; None if there is none that can be read."""
    return read(os.path.join(folder, DOTENV_FILE), DOTENV_FILE)[0]


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

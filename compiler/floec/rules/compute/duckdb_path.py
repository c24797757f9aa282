"""A DuckDB file that cannot be opened where it is.

DuckDB makes the file but not the folder it stands in, and a relative path stays inside the project.

    compute:
      target: duckdb
      properties: {path: warehouse/orders.duckdb}   # needs a folder `warehouse`
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, dotted, quoted, warning
from floec.project import FOLDER, Project
from floec.syntax import Path

DUCKDB_PATH = warning("duckdb-path", "A DuckDB file that cannot be opened where it is", __doc__)

PATH: Path = ("compute", "properties", "path")


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    path = tree.text(PATH) if tree.text(("compute", "target")) == "duckdb" else None
    folder = parent(path) if path else None
    fact = project.files.get(folder) if folder else None
    if path is None or folder is None or fact is None or fact.kind == FOLDER:
        return
    span = tree.value(PATH)
    message = (
        f"the folder {quoted(folder)} of the database does not exist"
        if fact.kind != "outside"
        else f"the database {quoted(path)} is outside the project"
    )
    help_ = (
        f"create the folder {quoted(folder)}" if fact.kind != "outside" else "give a path below the folder of floe.yaml"
    )
    yield Diagnostic(
        DUCKDB_PATH,
        message,
        span.source,
        span,
        "DuckDB makes the file, not its folder" if fact.kind != "outside" else "leaves the project",
        help=help_,
        path=dotted(PATH),
    )


def parent(path: str) -> str | None:
    """The folder of a database file, relative to the project; None for one in memory, absolute, or beside floe.yaml."""
    folder = path.removeprefix("./").rpartition("/")[0]
    return None if path.startswith((":memory:", "/")) or not folder else folder

"""A path where nothing of the right kind stands.

A dbt transform names a folder, a Python transform a file; both are relative to floe.yaml.

    transforms:
      - {type: dbt, path: ./dbt}      # a folder with dbt_project.yml
      - {type: python, path: ./score.py}
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, dotted, error, nearest, quoted
from floec.project import FOLDER, MISSING, REGULAR, UNREADABLE, PathFact, Project, device_in

PATH_MISSING = error("path-missing", "A path where nothing of the right kind stands", __doc__)

_WANTED = {"dbt": (FOLDER, "a folder"), "python": (REGULAR, "a file")}


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    for at, block in tree.items(("transforms",)):
        path, kind = block.get("path"), block.get("type")
        fact = project.files.get(path) if isinstance(path, str) else None
        if fact is None or not isinstance(kind, str) or kind not in _WANTED or device_in(path):
            continue
        wanted, words = _WANTED[kind]
        if fact.kind == MISSING:
            message, label = f"{words.removeprefix('a ')} {quoted(path)} does not exist", "nothing stands here"
        elif fact.kind == UNREADABLE:
            message, label = f"{quoted(path)} cannot be read", "the operating system refused"
        elif fact.kind in (FOLDER, REGULAR) and fact.kind != wanted:
            message, label = (
                f"{quoted(path)} is not {words}",
                f"this is {'a file' if fact.kind == REGULAR else 'a folder'}",
            )
        else:
            continue
        span = tree.value((*at, "path"))
        yield Diagnostic(
            PATH_MISSING, message, span.source, span, label, help=_help(path, fact), path=dotted((*at, "path"))
        )


def _help(path: str, fact: PathFact) -> str:
    """The nearest name that exists, or the names that do."""
    prefix = f"{fact.nearest}/" if fact.nearest else ""
    rest = path.removeprefix("./").removeprefix(prefix).split("/")[0]
    guess = nearest(rest, fact.near)
    if guess:
        return f"found {quoted('./' + prefix + guess)}"
    shown = [name for name in fact.near if not name.startswith(".")][:5]
    where = f"in {quoted(prefix.rstrip('/'))}" if prefix else "beside floe.yaml"
    return f"found {where}: {', '.join(quoted(name) for name in shown)}" if shown else f"nothing was found {where}"

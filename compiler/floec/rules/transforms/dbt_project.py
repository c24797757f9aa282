"""A dbt folder that floec cannot make a profile for.

The folder of a dbt transform holds a dbt_project.yml, and its `profile:` is the name under which dbt looks for its
connection. floec emits a profile of that name, so the key must be there, as plain text.

    # dbt/dbt_project.yml
    name: orders
    profile: orders
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from floec.decode import decode
from floec.diagnostics import Diagnostic, Label, dotted, error, quoted
from floec.project import FOLDER, PathFact, Project
from floec.source import Source, Span
from floec.syntax import Document, compose

DBT_PROJECT = error("dbt-project", "A dbt folder that floec cannot make a profile for", __doc__)

FILE = "dbt_project.yml"


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    seen: set[str] = set()
    for at, block in tree.items(("transforms",)):
        path = block.get("path")
        fact = project.files.get(path) if isinstance(path, str) else None
        if block.get("type") != "dbt" or fact is None or fact.kind != FOLDER or path in seen:
            continue
        seen.add(path)
        span = tree.value((*at, "path"))
        where = dotted((*at, "path"))
        if fact.dbt_project is None:
            message = f"the folder {quoted(path)} holds no {FILE}"
            yield Diagnostic(
                DBT_PROJECT,
                message,
                span.source,
                span,
                "not a dbt project",
                help=f"give the folder that holds {FILE}",
                path=where,
            )
            continue
        source, document, found = _read(path, fact.dbt_project)
        if found:
            message = f"{FILE} of {quoted(path)} cannot be read: {found[0].message}"
            second = (Label(found[0].span, found[0].label),) if found[0].span else ()
            yield Diagnostic(
                DBT_PROJECT, message, span.source, span, "this dbt project", second, found[0].help, path=where
            )
            continue
        profile = _profile(document)
        if isinstance(profile, str) and profile and "{{" not in profile:
            continue
        message = (
            f"{FILE} of {quoted(path)} names no profile"
            if profile is None
            else f"the profile in {FILE} of {quoted(path)} is not plain text"
        )
        second = () if source is None else (Label(_place(source, document), "here"),)
        help_ = (
            f"add `profile: {tree.text(('name',)) or 'orders'}` to {FILE}"
            if profile is None
            else "write the profile's name as plain text"
        )
        yield Diagnostic(DBT_PROJECT, message, span.source, span, "this dbt project", second, help_, path=where)


def profiles(files: Mapping[str, PathFact]) -> dict[str, str]:
    """The dbt profile of every path that is a dbt project."""
    made = {}
    for path, fact in files.items():
        if fact.dbt_project is not None:
            _, document, _ = _read(path, fact.dbt_project)
            profile = _profile(document)
            if isinstance(profile, str):
                made[path] = profile
    return made


def _read(path: str, data: bytes) -> tuple[Source | None, Document | None, list[Diagnostic]]:
    source, found = decode(f"{path.removeprefix('./').rstrip('/')}/{FILE}", data)
    if source is None:
        return None, None, found
    document, found = compose(source)
    return source, document, found


def _profile(document: Document | None) -> object:
    return document.data.get("profile") if document and isinstance(document.data, dict) else None


def _place(source: Source, document: Document | None) -> Span:
    if document and isinstance(document.data, dict):
        key = "profile" if "profile" in document.data else next(iter(document.data), None)
        if key is not None:
            return document.place(document.data, key)[0]
    return Span(source, 0, 0)

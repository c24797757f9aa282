"""From a document to checked trees: layers, schema, rules.  All of ``floec validate``, and the first half of a build.

Nothing here needs pydantic or a plugin: the JSON Schema is the compiled form of the language, and rules look at trees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, NamedTuple

from floec import faults
from floec.diagnostics import SECRET_SLUG, Diagnostic, nearest, quoted, sort_key
from floec.layers import Tree
from floec.project import PathFact, Project
from floec.schema import Language
from floec.source import Span
from floec.syntax import Document

Trees = Mapping[str | None, Tree]


class Checked(NamedTuple):
    """A document's trees by environment (None is the base), and everything that was found."""

    trees: Trees
    diagnostics: tuple[Diagnostic, ...]


def layered(document: Document, language: Language, bases: Sequence[Document] = ()) -> Trees:
    """The base tree, over what it builds on (the lowest first), and that of every environment."""
    base = Tree(document).extending(bases, language.known)
    made: dict[str | None, Tree] = {None: base}
    environments = base.get(("environments",))
    for name in environments if isinstance(environments, dict) else ():
        made[name] = base.overlaid(name, language.known)
    return made


def sections(trees: Trees) -> set[str]:
    """The top-level keys of the document and of its overlays."""
    return {key for tree in trees.values() if isinstance(tree.data, dict) for key in tree.data}


def wanted_paths(trees: Trees) -> list[str]:
    """The paths of the document whose surroundings the rules ask about, sorted."""
    found = {
        block["path"]
        for tree in trees.values()
        for _, block in tree.items(("transforms",))
        if isinstance(block.get("path"), str)
    }
    for tree in trees.values():
        for one in (("storage", "path"), ("security", "dependency_scan", "requirements")):
            path = tree.text(one)
            if path is not None:
                found.add(path)
        database = tree.text(("compute", "properties", "path"))
        if database and "/" in database.removeprefix("./") and not database.startswith((":", "/")):
            found.add(database.removeprefix("./").rpartition("/")[0])
    return sorted(path for path in found if len(path) <= 1024)


def check(trees: Trees, language: Language, files: Mapping[str, PathFact], rules: tuple[ModuleType, ...]) -> Checked:
    """Everything that is wrong with the trees, sorted, each fault once however many environments share it."""
    found: list[Diagnostic] = []
    base = trees[None]
    if base.data is None:
        message, help_ = "the file is empty", "`floec init` writes a project that builds"
        return Checked(
            trees,
            (
                Diagnostic(
                    faults.EMPTY_FILE, message, base.source, Span(base.source, 0, 0), "nothing is here", help=help_
                ),
            ),
        )
    for tree in trees.values():
        found += language.faults(tree)
        if isinstance(tree.data, dict):
            project = Project(tree, language, files)
            for rule in rules:
                found += rule.check(project)
    return Checked(
        trees, tuple(_distinct([one if one.span is None else one._replace(source=one.span.source) for one in found]))
    )


def unknown_environment(span: Span, trees: Trees) -> Diagnostic:
    """The diagnostic for an environment that the document does not define; the span is the name's, in its flag or variable."""
    name = span.text
    known = [one for one in trees if one is not None]
    guess = nearest(name, known)
    return Diagnostic(
        faults.UNKNOWN_ENVIRONMENT,
        f"there is no environment {quoted(name)}",
        span.source,
        span,
        "not under `environments`",
        help=f"did you mean `{guess}`?" if guess else "",
        notes=(f"environments: {', '.join(known)}",) if known else ("floe.yaml defines no environments",),
    )


def _distinct(found: list[Diagnostic]) -> list[Diagnostic]:
    """Sorted, without repetitions, with one finding where a secret stands, and one for a misspelt key that is required."""
    secrets = {d.path for d in found if d.code.slug == SECRET_SLUG}
    meant = {_meant(d) for d in found if d.code is faults.UNKNOWN_KEY}
    seen: set[Any] = set()
    made = []
    for diagnostic in sorted(found, key=sort_key):
        if diagnostic.path in secrets and diagnostic.code.slug != SECRET_SLUG:
            continue
        if diagnostic.code is faults.MISSING_KEY and diagnostic.path in meant:
            continue
        mark = (diagnostic.code.slug, diagnostic.span, diagnostic.message)
        if mark not in seen:
            seen.add(mark)
            made.append(diagnostic)
    return made


def _meant(unknown: Diagnostic) -> str | None:
    """The path that was meant by an unknown key; None if nothing is near."""
    if unknown.edit is None or unknown.span is None:
        return None
    written, meant = (text.strip("'\"") for text in (unknown.span.text, unknown.edit.replacement))
    return unknown.path.removesuffix(written) + meant if unknown.path.endswith(written) else None

"""Two ways of saying one thing, of which exactly one must be used.

An image has a tag or a digest, a Marquez backend is already there (`endpoint`) or is deployed with the pipeline (`database`),
the other end of a network rule is a `cidr` or a `namespace` (whose pods `labels` may narrow), and lineage goes to a Marquez that is named
once and deployed once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from floec.diagnostics import Diagnostic, Label, dotted, error, nearest
from floec.project import Project
from floec.syntax import Path

ONE_OF = error("one-of", "Two ways of saying one thing", __doc__)


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    blocks: list[tuple[Path, Any, tuple[str, str]]] = [
        (("orchestration",), tree.get(("orchestration",)), ("image_tag", "image_digest"))
    ]
    for at, block in tree.items(("observability", "backends")):
        if block.get("type") == "marquez":
            blocks.append((at, block, ("endpoint", "database")))
    for rules, end in (("egress", "to"), ("ingress", "from")):
        for at, block in tree.items(("network", rules)):
            blocks.append(((*at, end), block.get(end), ("cidr", "namespace")))
            if isinstance(block.get(end), dict) and {"cidr", "labels"} <= block[end].keys() - {"namespace"}:
                blocks[-1] = (*blocks[-1][:2], ("cidr", "labels"))  # labels are of pods, which a network has none of
    for at, block, keys in blocks:
        if not isinstance(block, dict):
            continue
        given = [key for key in keys if block.get(key) is not None]
        if len(given) == 1:
            continue
        both = " and ".join(f"`{key}`" for key in keys)
        either = " or ".join(f"`{key}`" for key in keys)
        if given:
            span, second = tree.key((*at, given[1])), (Label(tree.key((*at, given[0])), "and here"),)
            yield Diagnostic(
                ONE_OF,
                f"{both} are both given in `{dotted(at)}`",
                span.source,
                span,
                "given here",
                second,
                f"keep one of {either}",
                path=dotted(at),
            )
        elif not any(
            nearest(key, keys) for key in block.keys() - project.language.keys(at)
        ):  # a misspelt one has its own fault
            span = tree.key((*at, next(iter(block)))) if isinstance(at[-1], int) and block else tree.key(at)
            yield Diagnostic(
                ONE_OF,
                f"`{dotted(at)}` needs {either}",
                span.source,
                span,
                "one of them is missing",
                help=f"add {either}",
                path=dotted(at),
            )
    yield from _marquez_twice(project)


def _marquez_twice(project: Project) -> Iterator[Diagnostic]:
    """`lineage_endpoint` is short for a Marquez backend, and one Marquez is deployed: one fact, one place."""
    tree = project.tree
    short: Path = ("observability", "lineage_endpoint")
    first: Path | None = None
    for at, block in tree.items(("observability", "backends")):
        if block.get("type") != "marquez":
            continue
        if tree.text(short) is not None:
            second = Label(tree.value((*at, "type")), "and this is one too")
            yield _twice(
                project, short, "lineage goes to Marquez twice", "this is short for a `marquez` backend", second
            )
        if block.get("database") is not None:
            if first is not None:
                second = Label(tree.key(first), "and here")
                yield _twice(project, (*at, "database"), "Marquez is deployed twice", "deployed here", second)
            first = first or (*at, "database")


def _twice(project: Project, path: Path, message: str, label: str, second: Label) -> Diagnostic:
    span = project.tree.key(path)
    return Diagnostic(ONE_OF, message, span.source, span, label, (second,), "keep one of the two", path=dotted(path))

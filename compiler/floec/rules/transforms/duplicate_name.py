"""Two transforms of one name.

Names are how transforms refer to each other in `depends_on`, so each names one.
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, Label, dotted, error, quoted
from floec.project import Project
from floec.syntax import Path

DUPLICATE_NAME = error("duplicate-name", "Two transforms of one name", __doc__)


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    first: dict[str, Path] = {}
    for at, block in tree.items(("transforms",)):
        name, where = block.get("name"), (*at, "name")
        if not isinstance(name, str):
            continue
        if name in first:
            span = tree.value(where)
            second = (Label(tree.value(first[name]), "first used here"),)
            yield Diagnostic(
                DUPLICATE_NAME,
                f"two transforms are called {quoted(name)}",
                span.source,
                span,
                "used again here",
                second,
                "give each its own name",
                path=dotted(where),
            )
        else:
            first[name] = where

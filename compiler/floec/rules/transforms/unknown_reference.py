"""A `depends_on` that names no transform.

`depends_on` holds names of other transforms of the same file, as their `name` says them; without one, a transform is called by the last
part of its path: `dbt` for `./dbt`, `score` for `./score.py`.

    transforms:
      - {name: marts, type: dbt, path: ./dbt}
      - {name: score, type: python, path: ./score.py, depends_on: [marts]}
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, Label, dotted, edit_to, error, nearest, quoted
from floec.project import Project, step_names
from floec.syntax import Path

UNKNOWN_REFERENCE = error("unknown-reference", "A `depends_on` that names no transform", __doc__)


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    called = step_names(tree)
    names: dict[str, Path] = {}
    for at, block in tree.items(("transforms",)):
        names.setdefault(called[at], next(((*at, key) for key in ("name", "path") if key in block), at))
    for at, block in tree.items(("transforms",)):
        wanted = block.get("depends_on")
        for index, name in enumerate(wanted if isinstance(wanted, list) else ()):
            where = (*at, "depends_on", index)
            if not isinstance(name, str) or name in names:
                continue
            span = tree.value(where)
            guess = nearest(name, (known for known in names if known != called[at]))
            yield Diagnostic(
                UNKNOWN_REFERENCE,
                f"transform {quoted(called[at])} depends on {quoted(name)}, which does not exist",
                span.source,
                span,
                "no transform of this name",
                (Label(tree.value(names[guess]), "did you mean this one?"),) if guess else (),
                f"change {quoted(name)} to `{guess}`" if guess else "",
                (f"transforms: {', '.join(names)}",),
                dotted(where),
                edit_to(guess, span) if guess else None,
            )

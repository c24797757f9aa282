"""An attribute that floec sets.

Every signal carries `floe.pipeline` (the pipeline's `name`) and `floe.owner` (its `owner`); a second value for one of them would disagree
with the rest of the file. Attributes of your own begin with something else.

    owner: data-team@example.com      # and no `floe.owner` below `attributes`
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, dotted, error, quoted
from floec.project import Project

RESERVED_ATTRIBUTE = error("reserved-attribute", "An attribute that floec sets", __doc__)

_INSTEAD = {"floe.owner": "give `owner` at the top of the file", "floe.pipeline": "it is the `name` of the pipeline"}


def check(project: Project) -> Iterator[Diagnostic]:
    attributes = project.tree.get(("observability", "attributes"))
    for key in attributes if isinstance(attributes, dict) else ():
        if key.startswith("floe."):
            path = ("observability", "attributes", key)
            span = project.tree.key(path)
            yield Diagnostic(
                RESERVED_ATTRIBUTE,
                f"the attribute {quoted(key)} is set by floec",
                span.source,
                span,
                "reserved",
                help=_INSTEAD.get(key, "use a prefix of your own"),
                path=dotted(path),
            )

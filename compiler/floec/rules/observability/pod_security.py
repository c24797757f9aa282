"""A component that does not fit the restricted Pod Security level.

The namespace is labelled so that Kubernetes refuses pods beyond a level. Marquez' chart offers no security context, so that its pod does not
fit the restricted level; with it, the namespace enforces the baseline level and only warns about the rest.
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, dotted, warning
from floec.project import Project

POD_SECURITY = warning("pod-security", "A component that does not fit the restricted Pod Security level", __doc__)


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    if not isinstance(tree.get(("orchestration",)), dict):
        return
    for at, block in tree.items(("observability", "backends")):
        if block.get("type") == "marquez" and isinstance(block.get("database"), dict):
            span = tree.key((*at, "database"))
            help_ = "point `endpoint` at a Marquez of its own namespace"
            yield Diagnostic(
                POD_SECURITY,
                "deploying Marquez here lowers the namespace to the baseline Pod Security level",
                span.source,
                span,
                "its chart cannot be hardened",
                help=help_,
                path=dotted(at),
            )

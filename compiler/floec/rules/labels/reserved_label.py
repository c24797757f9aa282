"""A label that others set.

Helm charts and floec put labels of their own on what they make, and would write such a key twice or disagree about it.
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, error, quoted
from floec.project import Project

RESERVED_LABEL = error("reserved-label", "A label that others set", __doc__)

_PREFIXES = ("app.kubernetes.io/", "helm.sh/", "floe.dev/", "kubernetes.io/", "k8s.io/", "pod-security.kubernetes.io/")
_KEYS = frozenset(
    ["app", "chart", "component", "deployment", "heritage", "release"]
)  # what the charts' own templates write


def check(project: Project) -> Iterator[Diagnostic]:
    labels = project.tree.get(("labels",))
    for key in labels if isinstance(labels, dict) else ():
        if key.startswith(_PREFIXES) or key in _KEYS:
            span = project.tree.key(("labels", key))
            help_ = f"use a prefix of your own, such as `example.com/{key.rpartition('/')[2]}`"
            yield Diagnostic(
                RESERVED_LABEL,
                f"the label {quoted(key)} is set by others",
                span.source,
                span,
                "reserved",
                help=help_,
                path=f"labels.{key}",
            )

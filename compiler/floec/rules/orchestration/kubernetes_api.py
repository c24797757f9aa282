"""No address is given for the Kubernetes API.

Dagster's webserver and daemon launch runs through the Kubernetes API. No label selects the API server, so the policies can
only allow its addresses, and floec does not guess them: without them, the policies keep runs from being launched.

    network:
      kubernetes_api:
        cidrs: [10.0.0.1/32]    # kubectl get endpointslices kubernetes -o wide
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, warning
from floec.project import Project

KUBERNETES_API = warning("kubernetes-api", "No address is given for the Kubernetes API", __doc__)


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    if isinstance(tree.get(("orchestration",)), dict) and tree.get(("network", "kubernetes_api")) is None:
        span = tree.key(("orchestration",))
        yield Diagnostic(
            KUBERNETES_API,
            "the network policies will keep Dagster from launching runs",
            span.source,
            span,
            "launches runs through the Kubernetes API",
            help="add `network.kubernetes_api.cidrs` with the addresses that `kubectl get endpointslices kubernetes` shows",
            path="orchestration",
        )

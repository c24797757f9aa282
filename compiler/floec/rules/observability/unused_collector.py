"""A collector that nothing is sent to.

With backends, a collector is deployed that hands the signals on to them. `otlp_endpoint` sends the pipeline's signals somewhere else: the
collector, and the backends behind it, would receive nothing.

    observability:
      backends:
        - {type: tempo, endpoint: "tempo.monitoring:4317"}   # and no otlp_endpoint
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, Label, warning
from floec.project import Project
from floec.syntax import Path

UNUSED_COLLECTOR = warning("unused-collector", "A collector that nothing is sent to", __doc__)

ENDPOINT: Path = ("observability", "otlp_endpoint")


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    endpoint = tree.text(ENDPOINT)
    if endpoint is None or not isinstance(tree.get(("orchestration",)), dict):
        return  # without a cluster, the collector runs wherever its user starts it
    host = endpoint.partition("://")[2].partition("/")[0].partition(":")[0]
    behind = [at for at, block in tree.items(("observability", "backends")) if block.get("type") != "marquez"]
    if not behind or host.partition(".")[0] == f"{tree.text(('name',))}-otel-collector":
        return
    span = tree.key(ENDPOINT)
    yield Diagnostic(
        UNUSED_COLLECTOR,
        "the collector and its backends would receive nothing",
        span.source,
        span,
        "the pipeline sends its signals here",
        tuple(Label(tree.value((*at, "type")), "receives nothing") for at in behind if "type" in tree.get(at)),
        "keep `otlp_endpoint` or the backends",
        path="observability.otlp_endpoint",
    )

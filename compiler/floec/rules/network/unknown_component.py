"""A network rule about something that is not deployed: a component, or a port of one.

The components are those that the rest of the file asks for: `auth-proxy` stands there only with `webserver.auth`, `otel-collector` only with a
backend for traces, metrics or logs, `marquez` only where it is deployed with the pipeline.
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, dotted, error, quoted
from floec.layers import Tree
from floec.project import Project

UNKNOWN_COMPONENT = error("unknown-component", "A network rule about something that is not deployed", __doc__)

_PORTS = {
    "dagster-webserver": {"http"}, "dagster-daemon": set(), "dagster-user-code": {"grpc"}, "dagster-run": set(),
    "auth-proxy": {"http"}, "otel-collector": {"otlp", "otlp-http", "metrics"}, "marquez": {"http", "admin"},
}  # fmt: skip


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    deployed = _deployed(tree)
    for rules, end in (("egress", "from"), ("ingress", "to")):
        for at, block in tree.items(("network", rules)):
            name = block.get(end)
            if not isinstance(name, str) or name not in _PORTS:
                continue
            if name not in deployed:
                span = tree.value((*at, end))
                known = (
                    f"deployed: {', '.join(sorted(deployed))}"
                    if deployed
                    else "nothing is deployed without `orchestration`"
                )
                yield Diagnostic(
                    UNKNOWN_COMPONENT,
                    f"component `{name}` is not deployed",
                    span.source,
                    span,
                    "not part of this pipeline",
                    notes=(known,),
                    path=dotted((*at, end)),
                )
            port = block.get("port")
            if rules == "ingress" and isinstance(port, str) and port not in _PORTS[name]:
                span = tree.value((*at, "port"))
                ports = (
                    f"ports of `{name}`: {', '.join(sorted(_PORTS[name]))}"
                    if _PORTS[name]
                    else f"`{name}` listens on no port"
                )
                yield Diagnostic(
                    UNKNOWN_COMPONENT,
                    f"component `{name}` has no port {quoted(port)}",
                    span.source,
                    span,
                    "no port of this name",
                    notes=(ports,),
                    path=dotted((*at, "port")),
                )


def _deployed(tree: Tree) -> set[str]:
    if not isinstance(tree.get(("orchestration",)), dict):
        return set()
    found = {"dagster-webserver", "dagster-daemon", "dagster-user-code", "dagster-run"}
    if tree.get(("orchestration", "webserver", "auth")):
        found.add("auth-proxy")
    for _, block in tree.items(("observability", "backends")):
        if block.get("type") == "marquez":
            if block.get("database"):
                found.add("marquez")
        else:
            found.add("otel-collector")
    return found

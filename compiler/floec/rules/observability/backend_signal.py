"""A backend that would receive nothing, or is asked to take what it cannot.

Each kind of backend takes certain signals: Tempo and Jaeger take traces, Prometheus takes metrics, Loki takes logs, Marquez takes lineage. A
backend all of whose signals are switched off is left over.

    observability:
      traces: false
      backends:
        - {type: tempo, endpoint: "tempo.monitoring:4317"}   # receives nothing
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, Label, dotted, error
from floec.project import Project
from floec.syntax import Path

BACKEND_SIGNAL = error("backend-signal", "A backend that would receive nothing", __doc__)


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    for at, block in tree.items(("observability", "backends")):
        kind = block.get("type")
        taken = project.language.signals(kind) if isinstance(kind, str) else ()
        chosen = block.get("signals") if isinstance(block.get("signals"), list) else taken
        wanted = [signal for signal in chosen or () if signal in taken]
        if taken and chosen == []:
            span = tree.key((*at, "signals"))
            message, help_ = (
                f"backend `{kind}` would receive nothing",
                f"it takes {' and '.join(taken)}: leave `signals` out",
            )
            yield Diagnostic(
                BACKEND_SIGNAL, message, span.source, span, "no signal is named", help=help_, path=dotted(at)
            )
            continue
        off = [signal for signal in wanted if not _enabled(tree.get(("observability", signal), True))]
        if not wanted or len(off) < len(wanted):
            continue
        span = tree.value((*at, "type"))
        second = tuple(
            Label(
                tree.value(("observability", signal)),
                f"{signal} are switched off here" if signal != "lineage" else "lineage is switched off here",
            )
            for signal in off
        )
        yield Diagnostic(
            BACKEND_SIGNAL,
            f"backend `{kind}` would receive nothing",
            span.source,
            span,
            f"takes {' and '.join(wanted)}",
            second,
            f"switch {off[0]} on, or remove the backend",
            path=dotted(at),
        )
    short: Path = ("observability", "lineage_endpoint")
    if tree.text(short) is not None and not _enabled(tree.get(("observability", "lineage"), True)):
        span = tree.key(short)
        yield Diagnostic(
            BACKEND_SIGNAL,
            "`lineage_endpoint` would receive nothing",
            span.source,
            span,
            "takes lineage",
            (Label(tree.value(("observability", "lineage")), "lineage is switched off here"),),
            "switch lineage on, or remove the endpoint",
            path=dotted(short),
        )


def _enabled(value: object) -> bool:
    return value.get("enabled", True) is not False if isinstance(value, dict) else value is not False

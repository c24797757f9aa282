"""The telemetry side of the Plan: the collector, its exporters and pipelines, and where lineage goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from floec.layers import Tree
from floec.plan.data import asker
from floec.plan.plugins import Backend, Draft, Reach
from floec.plan.signals import Collector, Exporter, LineageTransport
from floec.plan.values import Ask
from floec.project import unused
from floec.spec.observability import Lineage, Observability, Traces

TELEMETRY_SIGNALS = ("traces", "metrics", "logs")


class Telemetry(NamedTuple):
    """What is collected, and what must be reachable for it: by the collector, and by whatever sends lineage."""

    observability: Observability
    collector: Collector | None
    exporters: tuple[Exporter, ...]
    lineage: tuple[LineageTransport, ...]
    lineage_database: Any
    collector_reaches: tuple[tuple[Reach, Ask], ...]
    lineage_reaches: tuple[tuple[Reach, Ask], ...]


def enabled(observability: Observability) -> dict[str, bool]:
    """Which signals are collected."""
    traces, lineage = observability.traces, observability.lineage
    return {
        "traces": traces.enabled if isinstance(traces, Traces) else traces,
        "metrics": observability.metrics,
        "logs": observability.logs,
        "lineage": lineage.enabled if isinstance(lineage, Lineage) else lineage,
    }


def lineage_namespace(observability: Observability) -> str:
    """The OpenLineage namespace of the pipeline's jobs."""
    lineage = observability.lineage
    return (lineage if isinstance(lineage, Lineage) else Lineage()).namespace


def telemetry(tree: Tree, backends: Mapping[str, Backend], *, in_cluster: bool) -> Telemetry:
    """The exporters and transports of the backends, in the order of the file."""
    observability = Observability.model_validate(tree.get(("observability",)) or {})
    pipeline = str(tree.get(("name",)))
    blocks = [
        (f"observability.backends[{index}]", dict(block))
        for index, block in enumerate(tree.get(("observability", "backends")) or ())
    ]
    if observability.lineage_endpoint:
        blocks.append(
            ("observability.lineage_endpoint", {"type": "marquez", "endpoint": observability.lineage_endpoint})
        )
    on = enabled(observability)
    exporters: list[Exporter] = []
    transports: list[LineageTransport] = []
    collector_reaches: list[tuple[Reach, Ask]] = []
    lineage_reaches: list[tuple[Reach, Ask]] = []
    database = None
    names: set[str] = set()
    for path, block in blocks:
        plugin: Any = backends[block["type"]]
        options = plugin.Options.model_validate(block)
        asked = asker(tree, path)
        draft = Draft(block.get("secret_ref"), asked)
        signals = tuple(s for s in (options.signals or plugin.SIGNALS) if on[s])
        carried = tuple(s for s in signals if s in TELEMETRY_SIGNALS)
        if carried:
            exporter = plugin.exporter(options, carried, draft)
            exporter = replace(
                exporter, name=unused(exporter.name, names), variables=tuple(draft.variables.values()), ask=asked("")
            )
            names.add(exporter.name)
            exporters.append(exporter)
            collector_reaches += [(reach, asked("")) for reach in plugin.reaches(options)]
        if "lineage" in signals:
            transport = plugin.transport(options, draft, pipeline)
            transport = replace(
                transport, name=unused(transport.name, names), variables=tuple(draft.variables.values()), ask=asked("")
            )
            names.add(transport.name)
            transports.append(transport)
            lineage_reaches += [(reach, asked("")) for reach in plugin.reaches(options)]
            database = database or getattr(options, "database", None)
    collector = _collector(tree, observability, tuple(exporters), in_cluster=in_cluster)
    return Telemetry(
        observability,
        collector,
        tuple(exporters),
        tuple(transports),
        database,
        tuple(collector_reaches),
        tuple(lineage_reaches),
    )


def _collector(
    tree: Tree, observability: Observability, exporters: tuple[Exporter, ...], *, in_cluster: bool
) -> Collector | None:
    """The collector, if a backend takes a signal of its; a collector without exporters is one that nobody needs."""
    if not exporters:
        return None
    pipelines = tuple(
        (signal, tuple(exporter.id for exporter in exporters if signal in exporter.signals))
        for signal in TELEMETRY_SIGNALS
        if any(signal in exporter.signals for exporter in exporters)
    )
    settings = observability.collector
    traces = observability.traces
    owner = tree.text(("owner",))
    attributes: dict[str, Any] = {"floe.pipeline": str(tree.get(("name",)))}
    if tree.environment:
        attributes["deployment.environment.name"] = tree.environment
    if owner:
        attributes["floe.owner"] = owner
    attributes.update(observability.attributes)
    return Collector(
        mode=settings.mode,
        version=settings.version,
        distribution=settings.distribution,
        exporters=exporters,
        pipelines=pipelines,
        attributes=tuple(attributes.items()),
        sampling_ratio=traces.sampling_ratio if isinstance(traces, Traces) else 1.0,
        in_cluster=in_cluster,
        ask=asker(tree)("observability"),
    )

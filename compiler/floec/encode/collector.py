"""The OpenTelemetry Collector's configuration, and how text is kept literal in it.

Component names and keys: core and contrib v0.158 (``metadata.yaml``, ``config.schema.yaml`` of each component).
"""

from __future__ import annotations

from typing import Any

from floec.encode.yaml import Note
from floec.plan.signals import Collector
from floec.plan.values import FromVariable, is_mapping


def literal(value: str) -> str:
    """Text that the collector reads as itself: it expands ``${…}`` and takes ``$$`` for ``$`` in values, not in keys."""
    return value.replace("$", "$$")


def variable(one: FromVariable) -> str:
    return "${env:" + one.name + "}"


def rendered(value: Any) -> Any:
    """A value of the plan as plain data for the collector's configuration."""
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, FromVariable):
        return variable(value)
    if isinstance(value, tuple):
        return {key: rendered(one) for key, one in value} if is_mapping(value) else [rendered(one) for one in value]
    return value


def configuration(collector: Collector) -> dict[str, Any]:
    """The whole configuration as data with comments."""
    host = "${env:MY_POD_IP}" if collector.in_cluster else "localhost"
    processors: dict[str, Any] = {
        "memory_limiter": Note(
            {"check_interval": "1s", "limit_percentage": 80, "spike_limit_percentage": 16},
            "First in every pipeline: refuses data before the container runs out of memory.",
        ),
    }
    if collector.sampling_ratio < 1:
        processors["probabilistic_sampler"] = Note(
            {"sampling_percentage": round(collector.sampling_ratio * 100, 6)}, "observability.traces.sampling_ratio"
        )
    attributes = [
        {"key": key, "value": literal(value) if isinstance(value, str) else value, "action": "upsert"}
        for key, value in collector.attributes
    ]
    processors["resource"] = Note({"attributes": attributes}, "On every signal: which pipeline it came from.")
    exporters = {
        exporter.id: Note(rendered(exporter.options), f"{', '.join(exporter.signals)}: {exporter.ask}")
        for exporter in collector.exporters
    }
    pipelines = {}
    for signal, targets in collector.pipelines:
        sampled = ["probabilistic_sampler"] if signal == "traces" and collector.sampling_ratio < 1 else []
        pipelines[signal] = {
            "receivers": ["otlp"],
            "processors": ["memory_limiter", *sampled, "resource"],
            "exporters": list(targets),
        }
    return {
        "extensions": {"health_check": {"endpoint": f"{host}:13133"}},
        "receivers": {
            "otlp": Note(
                {"protocols": {"grpc": {"endpoint": f"{host}:4317"}, "http": {"endpoint": f"{host}:4318"}}},
                "The pod's own address: on localhost, no other pod could reach it."
                if collector.in_cluster
                else "Only this machine; nothing else can reach it.",
            )
        },
        "processors": processors,
        "exporters": exporters,
        "service": {
            "extensions": ["health_check"],
            "telemetry": {
                "metrics": {
                    "level": "normal",
                    "readers": [{"pull": {"exporter": {"prometheus": {"host": host, "port": 8888}}}}],
                },
            },
            "pipelines": pipelines,
        },
    }

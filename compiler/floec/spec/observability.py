"""`observability`: which signals are collected, and where they go."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from floec.spec.base import AttributeKey, HttpUrl, Items, Line, Section, Switch, Version, explained

Signal = Literal["traces", "metrics", "logs", "lineage"]


class Traces(Section):
    """How traces are collected."""

    enabled: bool = Field(True, description="Whether traces are collected.")
    sampling_ratio: Annotated[float, Field(ge=0, le=1)] = Field(
        1.0, description="Share of the traces that is kept, from 0 to 1.", examples=[0.1]
    )


class Lineage(Section):
    """How lineage is collected."""

    enabled: bool = Field(True, description="Whether lineage events are sent.")
    namespace: Line = Field("floe", description="OpenLineage namespace of the pipeline's jobs.", examples=["sales"])


class Collector(Section):
    """The OpenTelemetry Collector between the pipeline and the backends."""

    mode: Literal["deployment", "daemonset", "statefulset"] = Field(
        "deployment",
        description="How the collector runs in the cluster.",
        json_schema_extra=explained(
            deployment="Replicas behind one Service.",
            daemonset="One on every node.",
            statefulset="Replicas with a disk each.",
        ),
    )
    version: Version = Field(
        "0.158.0", description="Version of the collector. Component names and keys follow it.", examples=["0.165.0"]
    )
    distribution: Literal["core", "contrib", "k8s"] = Field(
        "contrib",
        description="Which build of the collector.",
        json_schema_extra=explained(
            core="The components of the core repository.",
            contrib="All components.",
            k8s="The components for Kubernetes.",
        ),
    )


class Backend(Section):
    """Where signals go."""

    type: str = Field(description="Which kind of backend.")
    signals: Items[str] | None = Field(
        None, description="Which signals go there. Default: all it can take that are enabled.", examples=[["traces"]]
    )


Attribute = str | bool | int | float


class Observability(Section):
    """Traces, metrics, logs and lineage."""

    traces: Annotated[bool | Traces, Switch()] = Field(
        True, description="Collect traces: true, false, or a mapping with `sampling_ratio`."
    )
    metrics: bool = Field(True, description="Collect metrics.")
    logs: bool = Field(True, description="Collect logs.")
    lineage: Annotated[bool | Lineage, Switch()] = Field(
        True, description="Send lineage events: true, false, or a mapping with `namespace`."
    )
    otlp_endpoint: HttpUrl | None = Field(
        None,
        description="Where the pipeline sends its telemetry (OTLP). Default: the collector that is deployed with it, if there is a backend.",
        examples=["http://otel-collector:4317"],
    )
    lineage_endpoint: HttpUrl | None = Field(
        None, description="Short for one backend of type `marquez` at this URL.", examples=["http://marquez:5000"]
    )
    service_name: Line | None = Field(
        None,
        description="Name of the service in telemetry. Default: `floe-runtime`; in a cluster, the pipeline's name.",
        examples=["orders"],
    )
    attributes: dict[AttributeKey, Attribute] = Field(
        default_factory=dict, description="Resource attributes on every signal.", examples=[{"team": "sales"}]
    )
    backends: list[dict[str, Any]] = Field(default_factory=list, description="Where the signals go.")
    collector: Collector = Field(
        Collector.model_construct(), description="The collector between the pipeline and the backends."
    )

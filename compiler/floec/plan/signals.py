"""Telemetry and lineage: the collector, its exporters, and where lineage events go."""

from __future__ import annotations

from dataclasses import dataclass

from floec.plan.values import Ask, Options, Variable


@dataclass(frozen=True)
class Exporter:
    """An exporter of the collector: its type, its name after the slash, its configuration, the signals it takes."""

    type: str
    name: str
    options: Options
    signals: tuple[str, ...]
    variables: tuple[Variable, ...]
    ask: Ask

    @property
    def id(self) -> str:
        return f"{self.type}/{self.name}"


@dataclass(frozen=True)
class Collector:
    """The collector between the pipeline and the backends."""

    mode: str
    version: str
    distribution: str
    exporters: tuple[Exporter, ...]
    pipelines: tuple[tuple[str, tuple[str, ...]], ...]  # signal: exporter ids
    attributes: tuple[tuple[str, str | bool | int | float], ...]
    sampling_ratio: float
    in_cluster: bool
    ask: Ask


@dataclass(frozen=True)
class LineageTransport:
    """Where OpenLineage events go: the options of a transport as the client's configuration has them."""

    name: str
    options: Options
    variables: tuple[Variable, ...]
    ask: Ask

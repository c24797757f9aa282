"""The Plan: everything an output shows, with nothing left to look up.

Every output is a view of this one model, so that no two outputs can disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from floec.plan.values import DbtProfile, Override, Step, Variable

if TYPE_CHECKING:
    from floec.plan.lake import Lake
    from floec.plan.scans import Scans
    from floec.plan.signals import Collector, LineageTransport
    from floec.plan.topology import Cluster


@dataclass(frozen=True)
class Plan:
    """What a floe.yaml means in one environment."""

    name: str
    environment: str | None
    description: str | None
    owner: str | None
    labels: tuple[tuple[str, str], ...]
    configuration: Mapping[str, Any]  # the effective document, as artifacts.json holds it
    steps: tuple[Step, ...]
    profiles: tuple[DbtProfile, ...]
    variables: tuple[Variable, ...]  # of the dbt outputs that the steps use
    lake: Lake | None = None
    collector: Collector | None = None
    otlp_endpoint: str | None = None
    service_name: str = "floe-runtime"
    lineage: tuple[LineageTransport, ...] = ()
    lineage_namespace: str = "floe"
    cluster: Cluster | None = None
    scans: Scans | None = None
    overrides: tuple[Override, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def needed(self) -> tuple[Variable, ...]:
        """Every variable that some process of the pipeline needs and nobody has set, sorted by name."""
        found = {variable.name: variable for variable in self.variables}
        for settings in (self.lake.pyiceberg, self.lake.trino) if self.lake else ():
            found.update((variable.name, variable) for variable in (settings.variables if settings else ()))
        for exporter in self.collector.exporters if self.collector else ():
            found.update((variable.name, variable) for variable in exporter.variables)
        for transport in self.lineage:
            found.update((variable.name, variable) for variable in transport.variables)
        return tuple(found[name] for name in sorted(found))

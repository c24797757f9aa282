"""What runs in a cluster, and what talks to what: components, connections, Secrets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from floec.plan.values import Ask, Variable


@dataclass(frozen=True)
class SecretUse:
    """A Secret that must exist, the entries that are read, and who reads them.

    ``kind`` is the Kubernetes type of the Secret.
    """

    name: str
    keys: tuple[str, ...]
    readers: tuple[str, ...]
    purpose: str
    ask: Ask
    kind: str = "Opaque"


@dataclass(frozen=True)
class Port:
    """A port that a component's pods listen on."""

    name: str
    number: int


@dataclass(frozen=True)
class Component:
    """A workload that we deploy.  ``labels`` select its pods; ``chart`` is the sub-chart that makes them."""

    name: str
    chart: str
    labels: tuple[tuple[str, str], ...]
    ports: tuple[Port, ...]
    image: str | None
    purpose: str
    ask: Ask

    def port(self, name: str) -> int:
        """The number of a port by its name; KeyError if it has none of that name."""
        return next((port.number for port in self.ports if port.name == name), None) or _missing(self.name, name)


def _missing(component: str, port: str) -> int:
    raise KeyError(f"{component} has no port {port}")


@dataclass(frozen=True)
class Pods:
    """Pods that we do not deploy: all of a namespace, or those with these labels."""

    namespace: str
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Network:
    """Addresses outside the cluster, less the exceptions."""

    cidr: str
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class External:
    """A service outside the cluster, by the name it is known by and the networks it may be at."""

    host: str
    networks: tuple[Network, ...]


@dataclass(frozen=True)
class Connection:
    """One thing talks to another.  A component is given by its name; ports are pod ports."""

    source: str | Pods | Network
    destination: str | Pods | External | tuple[Network, ...]
    ports: tuple[int, ...]
    purpose: str
    ask: Ask
    protocol: Literal["TCP", "UDP"] = "TCP"


@dataclass(frozen=True)
class Cluster:
    """What a Kubernetes cluster runs for the pipeline, and how."""

    namespace: str
    labels: tuple[tuple[str, str], ...]
    components: tuple[Component, ...]
    connections: tuple[Connection, ...]
    secrets: tuple[SecretUse, ...]
    orchestration: Any  # spec.orchestration.Orchestration
    deployment: Any  # spec.deployment.Deployment
    environment: tuple[Variable, ...]  # of the pods that hold the pipeline's code
    image: str  # that holds the pipeline's code, with its tag or digest
    restricted: bool  # whether every pod fits the restricted Pod Security level
    lineage_database: Any = None

    def component(self, name: str) -> Component | None:
        return next((one for one in self.components if one.name == name), None)

"""Which component talks to which other one, to what outside, on which port, and who asked for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from floec.plan.addresses import located, split
from floec.plan.components import (
    AUTH_PROXY,
    AUTH_PROXY_PORT,
    COLLECTOR,
    COLLECTOR_METRICS_PORT,
    DAEMON,
    MARQUEZ,
    MARQUEZ_ADMIN_PORT,
    MARQUEZ_PORT,
    OTLP_GRPC_PORT,
    OTLP_HTTP_PORT,
    RUN,
    USER_CODE,
    USER_CODE_PORT,
    WEBSERVER,
    WEBSERVER_PORT,
    Sources,
)
from floec.plan.data import asker
from floec.plan.plugins import Reach
from floec.plan.topology import Connection, Network, Pods
from floec.plan.values import Ask
from floec.spec.network import Network as NetworkSection
from floec.spec.network import Peer

NODE_LOCAL_DNS = Network("169.254.20.10/32")  # kubernetes/dns, nodelocaldns README


def connections(sources: Sources, names: list[str]) -> Iterable[Connection]:
    orchestration, asked = sources.orchestration, asker(sources.tree)
    namespace, network = sources.deployment.namespace, sources.network

    yield from _name_resolution(namespace, network, asked)

    webserver = orchestration.webserver
    entrance, entrance_port = (AUTH_PROXY, AUTH_PROXY_PORT) if AUTH_PROXY in names else (WEBSERVER, WEBSERVER_PORT)
    if webserver.host:
        controller = Pods(sources.deployment.ingress.controller_namespace)
        yield Connection(
            controller,
            entrance,
            (entrance_port,),
            f"users, by way of {webserver.host}",
            asked("orchestration.webserver.host"),
        )
    if webserver.auth:
        yield Connection(
            AUTH_PROXY, WEBSERVER, (WEBSERVER_PORT,), "users who have logged in", asked("orchestration.webserver.auth")
        )
        yield from _reaching(
            AUTH_PROXY,
            Reach(webserver.auth.issuer_url, (), "identity provider"),
            asked("orchestration.webserver.auth.issuer_url"),
            sources,
        )

    for source in (WEBSERVER, DAEMON):
        yield Connection(
            source, USER_CODE, (USER_CODE_PORT,), "load the pipeline's definitions", asked("orchestration")
        )
    database = orchestration.database
    for source in (WEBSERVER, DAEMON, USER_CODE, RUN):
        yield from _reaching(
            source,
            Reach(database.host, (database.port,), "Dagster's database"),
            asked("orchestration.database"),
            sources,
        )
    if network.kubernetes_api:
        api = tuple(Network(cidr) for cidr in network.kubernetes_api.cidrs)
        for source in (WEBSERVER, DAEMON):
            yield Connection(
                source,
                api,
                tuple(network.kubernetes_api.ports),
                "launch and stop runs",
                asked("network.kubernetes_api"),
            )

    for reach, ask in sources.data_reaches:
        yield from _reaching(RUN, reach, ask, sources)
    yield from _telemetry(sources, names, asked)
    yield from _own_rules(network, asked)


def _name_resolution(namespace: str, network: NetworkSection, asked: Callable[[str], Ask]) -> Iterable[Connection]:
    """Every pod may ask the name servers, over TCP too: large answers fall back to it."""
    servers = Pods(network.dns.namespace, tuple(sorted(network.dns.labels.items())))
    protocols: tuple[Literal["UDP", "TCP"], ...] = ("UDP", "TCP")
    for protocol in protocols:
        yield Connection(
            Pods(namespace), servers, (network.dns.port,), "name resolution", asked("network.dns"), protocol
        )
    for protocol in protocols if network.dns.node_local else ():
        yield Connection(
            Pods(namespace),
            (NODE_LOCAL_DNS,),
            (53,),
            "name resolution by NodeLocal DNSCache",
            asked("network.dns.node_local"),
            protocol,
        )


def _telemetry(sources: Sources, names: list[str], asked: Callable[[str], Ask]) -> Iterable[Connection]:
    endpoint = sources.telemetry.observability.otlp_endpoint
    for source in (USER_CODE, RUN):
        if endpoint:
            yield from _reaching(
                source, Reach(endpoint, (), "telemetry"), asked("observability.otlp_endpoint"), sources
            )
        elif COLLECTOR in names:
            yield Connection(source, COLLECTOR, (OTLP_GRPC_PORT, OTLP_HTTP_PORT), "telemetry", asked("observability"))
    if COLLECTOR in names:
        for reach, ask in sources.telemetry.collector_reaches:
            yield from _reaching(COLLECTOR, reach, ask, sources)
    for reach, ask in sources.telemetry.lineage_reaches:
        yield from _reaching(RUN, reach, ask, sources)
    database = sources.telemetry.lineage_database
    if MARQUEZ in names:
        ask = asked("observability.backends")
        yield Connection(RUN, MARQUEZ, (MARQUEZ_PORT,), "lineage events to Marquez", ask)
        yield from _reaching(MARQUEZ, Reach(database.host, (database.port,), "Marquez's database"), ask, sources)


def _reaching(source: str, reach: Reach, ask: Ask, sources: Sources) -> Iterable[Connection]:
    """The connection to something that a plugin named by host or URL."""
    _, host, port = split(reach.host)
    ports = reach.ports or ((port,) if port else (443,))
    host = host.removeprefix("*.")
    destination = located(host, sources.deployment.namespace, tuple(sources.network.external_cidrs))
    yield Connection(source, destination, ports, reach.purpose, ask)


def _own_rules(network: NetworkSection, asked: Callable[[str], Ask]) -> Iterable[Connection]:
    for index, rule in enumerate(network.egress):
        yield Connection(
            rule.from_, _peer(rule.to), (rule.port,), rule.reason, asked(f"network.egress[{index}]"), rule.protocol
        )
    for index, one in enumerate(network.ingress):
        peer = _peer(one.from_)
        source = peer[0] if isinstance(peer, tuple) else peer
        yield Connection(source, one.to, (_port(one.to, one.port),), one.reason, asked(f"network.ingress[{index}]"))


def _peer(peer: Peer) -> Pods | tuple[Network, ...]:
    if peer.cidr:
        return (Network(peer.cidr),)
    return Pods(str(peer.namespace), tuple(sorted((peer.labels or {}).items())))


PORT_NAMES = {
    WEBSERVER: {"http": WEBSERVER_PORT},
    USER_CODE: {"grpc": USER_CODE_PORT},
    AUTH_PROXY: {"http": AUTH_PROXY_PORT},
    COLLECTOR: {"otlp": OTLP_GRPC_PORT, "otlp-http": OTLP_HTTP_PORT, "metrics": COLLECTOR_METRICS_PORT},
    MARQUEZ: {"http": MARQUEZ_PORT, "admin": MARQUEZ_ADMIN_PORT},
}


def _port(component: str, port: int | str) -> int:
    return port if isinstance(port, int) else PORT_NAMES[component][port]

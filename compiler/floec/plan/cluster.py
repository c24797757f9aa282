"""The cluster side of the Plan: what runs, what talks to what, which Secrets are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple

from floec.layers import Tree
from floec.plan.addresses import located, split
from floec.plan.data import asker
from floec.plan.model import Ask, SecretKey, Step, Variable
from floec.plan.plugins import Reach
from floec.plan.telemetry import Telemetry, lineage_namespace
from floec.plan.topology import Cluster, Component, Connection, Network, Pods, Port, SecretUse
from floec.spec.deployment import Deployment
from floec.spec.network import Network as NetworkSection
from floec.spec.network import Peer
from floec.spec.orchestration import Orchestration

PIPELINE_LABEL, COMPONENT_LABEL = "floe.dev/pipeline", "floe.dev/component"

WEBSERVER, DAEMON, USER_CODE, RUN = "dagster-webserver", "dagster-daemon", "dagster-user-code", "dagster-run"
AUTH_PROXY, COLLECTOR, MARQUEZ = "auth-proxy", "otel-collector", "marquez"

WEBSERVER_PORT = 80  # helm/dagster values.yaml: dagsterWebserver.service.port, which the container listens on too
USER_CODE_PORT = 3030  # the port that we give the code server
AUTH_PROXY_PORT = 4180  # oauth2-proxy's default http_address
OTLP_GRPC_PORT, OTLP_HTTP_PORT = 4317, 4318
COLLECTOR_METRICS_PORT, COLLECTOR_HEALTH_PORT = 8888, 13133
MARQUEZ_PORT, MARQUEZ_ADMIN_PORT = 5000, 5001  # MarquezProject/marquez, chart/values.yaml
NODE_LOCAL_DNS = Network("169.254.20.10/32")  # kubernetes/dns, nodelocaldns README


# What Marquez' chart itself puts on its pods (templates/marquez/deployment.yaml): they take no labels from values.
MARQUEZ_LABELS = (("app.kubernetes.io/component", "marquez"), ("app.kubernetes.io/name", "marquez"))


def collector_service(pipeline: str) -> str:
    """The name of the collector's Service; of the pipeline, so that two can live in one namespace."""
    return f"{pipeline}-{COLLECTOR}"


def marquez_service(pipeline: str) -> str:
    return f"{pipeline}-{MARQUEZ}"


def otlp_endpoint(pipeline: str, telemetry: Telemetry) -> str | None:
    """Where the pods of a pipeline send their telemetry: where the file says, else the collector that is deployed."""
    if telemetry.observability.otlp_endpoint or not telemetry.collector:
        return telemetry.observability.otlp_endpoint
    return f"http://{collector_service(pipeline)}:{OTLP_GRPC_PORT}"


class Sources(NamedTuple):
    """What the cluster side is made from."""

    tree: Tree
    name: str
    labels: tuple[tuple[str, str], ...]
    orchestration: Orchestration
    deployment: Deployment
    network: NetworkSection
    steps: tuple[Step, ...]
    variables: tuple[Variable, ...]
    telemetry: Telemetry
    data_reaches: tuple[tuple[Reach, Ask], ...]


def cluster(
    tree: Tree,
    labels: tuple[tuple[str, str], ...],
    steps: tuple[Step, ...],
    variables: tuple[Variable, ...],
    telemetry: Telemetry,
    data_reaches: tuple[tuple[Reach, Ask], ...],
) -> Cluster:
    """What a cluster runs for a tree that has an `orchestration` section."""
    sources = Sources(
        tree,
        str(tree.get(("name",))),
        labels,
        Orchestration.model_validate(tree.get(("orchestration",))),
        Deployment.model_validate(tree.get(("deployment",)) or {}),
        NetworkSection.model_validate(tree.get(("network",)) or {}),
        steps,
        variables,
        telemetry,
        data_reaches,
    )
    components = _components(sources)
    names = [component.name for component in components]
    environment = _environment(sources, names)
    return Cluster(
        namespace=sources.deployment.namespace,
        labels=labels,
        components=components,
        connections=tuple(_connections(sources, names)),
        secrets=_secrets(sources, environment),
        orchestration=sources.orchestration,
        deployment=sources.deployment,
        environment=environment,
        image=pinned(sources.orchestration),
        restricted=MARQUEZ not in names,
        lineage_database=telemetry.lineage_database if MARQUEZ in names else None,
    )


def _components(sources: Sources) -> tuple[Component, ...]:
    orchestration, asked = sources.orchestration, asker(sources.tree)

    def component(
        name: str, chart: str, ports: tuple[Port, ...], purpose: str, path: str, image: str | None = None
    ) -> Component:
        labels = MARQUEZ_LABELS if name == MARQUEZ else ((COMPONENT_LABEL, name), (PIPELINE_LABEL, sources.name))
        return Component(name, chart, labels, ports, image, purpose, asked(path))

    image = pinned(orchestration)
    made = [
        component(WEBSERVER, "dagster", (Port("http", WEBSERVER_PORT),), "web interface", "orchestration.webserver"),
        component(DAEMON, "dagster", (), "schedules, sensors and the run queue", "orchestration"),
        component(
            USER_CODE,
            "dagster",
            (Port("grpc", USER_CODE_PORT),),
            "the pipeline's definitions",
            "orchestration.image",
            image,
        ),
        component(RUN, "dagster", (), "runs of the pipeline", "orchestration.image", image),
    ]
    if orchestration.webserver.auth:
        made.append(
            component(
                AUTH_PROXY, "oauth2-proxy", (Port("http", AUTH_PROXY_PORT),), "login", "orchestration.webserver.auth"
            )
        )
    if sources.telemetry.collector:
        ports: tuple[Port, ...] = (
            Port("otlp", OTLP_GRPC_PORT),
            Port("otlp-http", OTLP_HTTP_PORT),
            Port("metrics", COLLECTOR_METRICS_PORT),
        )
        made.append(component(COLLECTOR, "opentelemetry-collector", ports, "telemetry", "observability"))
    if sources.telemetry.lineage_database:
        ports = (Port("http", MARQUEZ_PORT), Port("admin", MARQUEZ_ADMIN_PORT))
        made.append(component(MARQUEZ, "marquez", ports, "lineage", "observability.backends"))
    return tuple(made)


def pinned(orchestration: Any) -> str:
    """The image of the pipeline's code with its tag or digest."""
    if orchestration.image_digest:
        return f"{orchestration.image}@{orchestration.image_digest}"
    return f"{orchestration.image}:{orchestration.image_tag}"


# --------------------------------------------------------------------------------------------------------- connections


def _connections(sources: Sources, names: list[str]) -> Iterable[Connection]:
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


# ------------------------------------------------------------------------------------------------ variables and Secrets


def _environment(sources: Sources, names: list[str]) -> tuple[Variable, ...]:
    """The variables of the pods that hold the pipeline's code, sorted by name."""
    orchestration, asked = sources.orchestration, asker(sources.tree)
    home = orchestration.working_directory.rstrip("/")
    made = {variable.name: variable for variable in sources.variables}

    def known(name: str, value: str, purpose: str, path: str) -> None:
        made[name] = Variable(name, purpose, asked(path), value=value)

    known("FLOE_PROJECT_DIR", home, "the project's folder", "orchestration.working_directory")
    known(
        "FLOE_ARTIFACTS_PATH",
        f"{home}/.floe/artifacts.json",
        "the compiled contract",
        "orchestration.working_directory",
    )
    if any(step.profile for step in sources.steps):
        known("DBT_PROFILES_DIR", f"{home}/.floe/dbt", "the folder of profiles.yml", "orchestration.working_directory")
        target = next(step.target for step in sources.steps if step.profile)
        known("DBT_TARGET", str(target), "the dbt output that is used", "transforms")
    endpoint = otlp_endpoint(sources.name, sources.telemetry)
    if endpoint:
        protocol = "http/protobuf" if split(endpoint)[2] == OTLP_HTTP_PORT else "grpc"
        known("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "where telemetry is sent", "observability")
        known("OTEL_EXPORTER_OTLP_PROTOCOL", protocol, "how telemetry is sent", "observability")
        known("OTEL_SERVICE_NAME", sources.name, "service name in telemetry", "name")
    if sources.telemetry.lineage:
        known(
            "OPENLINEAGE_CONFIG",
            f"{home}/.floe/openlineage/openlineage.yml",
            "the lineage client's configuration",
            "observability",
        )
        known(
            "OPENLINEAGE_NAMESPACE",
            lineage_namespace(sources.telemetry.observability),
            "namespace of the lineage events",
            "observability.lineage",
        )
        for transport in sources.telemetry.lineage:
            made.update((variable.name, variable) for variable in transport.variables)
    return tuple(sorted(made.values(), key=lambda variable: variable.name))


def _secrets(sources: Sources, environment: tuple[Variable, ...]) -> tuple[SecretUse, ...]:
    orchestration, asked = sources.orchestration, asker(sources.tree)
    uses: list[SecretUse] = []

    def use(
        name: str, keys: tuple[str, ...], readers: tuple[str, ...], purpose: str, path: str, kind: str = "Opaque"
    ) -> None:
        uses.append(SecretUse(name, keys, readers, purpose, asked(path), kind))

    use(
        orchestration.database.secret_ref,
        ("postgresql-password",),
        (WEBSERVER, DAEMON, USER_CODE, RUN),
        "password of Dagster's database",
        "orchestration.database.secret_ref",
    )
    webserver = orchestration.webserver
    if webserver.tls_secret_ref:
        use(
            webserver.tls_secret_ref,
            ("tls.crt", "tls.key"),
            ("ingress controller",),
            f"certificate of {webserver.host}",
            "orchestration.webserver.tls_secret_ref",
            "kubernetes.io/tls",
        )
    if webserver.auth:
        use(
            webserver.auth.secret_ref,
            ("client-secret", "cookie-secret"),
            (AUTH_PROXY,),
            "login",
            "orchestration.webserver.auth.secret_ref",
        )
    for variable in environment:
        if isinstance(variable.source, SecretKey):
            uses.append(
                SecretUse(
                    variable.source.secret, (variable.source.key,), (USER_CODE, RUN), variable.purpose, variable.ask
                )
            )
    for exporter in sources.telemetry.exporters:
        for variable in exporter.variables:
            if variable.source:
                uses.append(
                    SecretUse(
                        variable.source.secret, (variable.source.key,), (COLLECTOR,), variable.purpose, variable.ask
                    )
                )
    if sources.telemetry.lineage_database:
        use(
            sources.telemetry.lineage_database.secret_ref,
            ("marquez-db-password",),
            (MARQUEZ,),
            "password of Marquez's database",
            "observability.backends",
        )
    return _together(uses)


def _together(uses: list[SecretUse]) -> tuple[SecretUse, ...]:
    """One use a Secret, sorted by name, with all keys and readers."""
    merged: dict[str, SecretUse] = {}
    for one in uses:
        old = merged.get(one.name)
        if old:
            keys = tuple(sorted({*old.keys, *one.keys}))
            readers = tuple(dict.fromkeys((*old.readers, *one.readers)))
            purposes = tuple(dict.fromkeys((*old.purpose.split(", "), one.purpose)))
            merged[one.name] = SecretUse(one.name, keys, readers, ", ".join(purposes), old.ask, old.kind)
        else:
            merged[one.name] = one
    return tuple(merged[name] for name in sorted(merged))

"""What a cluster runs for a pipeline: its components with their names, ports and labels."""

from __future__ import annotations

from typing import NamedTuple

from floec.layers import Tree
from floec.plan.data import asker
from floec.plan.plugins import Reach
from floec.plan.telemetry import Telemetry
from floec.plan.topology import Component, Port
from floec.plan.values import Ask, Step, Variable
from floec.spec.deployment import Deployment
from floec.spec.network import Network as NetworkSection
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


def components(sources: Sources) -> tuple[Component, ...]:
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


def pinned(orchestration: Orchestration) -> str:
    """The image of the pipeline's code with its tag or digest."""
    if orchestration.image_digest:
        return f"{orchestration.image}@{orchestration.image_digest}"
    return f"{orchestration.image}:{orchestration.image_tag}"

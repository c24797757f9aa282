"""The cluster side of the Plan: what runs, what talks to what, which Secrets are read."""

from __future__ import annotations

from dataclasses import replace

from floec.layers import Tree
from floec.plan.addresses import split
from floec.plan.components import (
    AUTH_PROXY,
    COLLECTOR,
    DAEMON,
    MARQUEZ,
    OTLP_HTTP_PORT,
    RUN,
    USER_CODE,
    WEBSERVER,
    Sources,
    components,
    otlp_endpoint,
    pinned,
)
from floec.plan.connections import connections
from floec.plan.data import asker
from floec.plan.plugins import Reach
from floec.plan.telemetry import Telemetry, lineage_namespace
from floec.plan.topology import Cluster, SecretUse
from floec.plan.values import Ask, SecretKey, Step, Variable
from floec.spec.deployment import Deployment
from floec.spec.network import Network as NetworkSection
from floec.spec.orchestration import Orchestration


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
    running = components(sources)
    names = [component.name for component in running]
    environment = _environment(sources, names)
    return Cluster(
        namespace=sources.deployment.namespace,
        labels=labels,
        components=running,
        connections=tuple(connections(sources, names)),
        secrets=_secrets(sources, environment),
        orchestration=sources.orchestration,
        deployment=sources.deployment,
        environment=environment,
        image=pinned(sources.orchestration),
        restricted=MARQUEZ not in names,
        lineage_database=telemetry.lineage_database if MARQUEZ in names else None,
    )


# ------------------------------------------------------------------------------------------------ variables and Secrets


def _environment(sources: Sources, names: list[str]) -> tuple[Variable, ...]:
    """The variables of the pods that hold the pipeline's code, sorted by name."""
    orchestration, asked = sources.orchestration, asker(sources.tree)
    home = orchestration.working_directory.rstrip("/")
    made = {one.name: replace(one, value=one.project.format(home)) if one.project else one for one in sources.variables}

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
    if sources.tree.get(("catalog",)) and any(step.type == "python" for step in sources.steps):
        known("PYICEBERG_HOME", f"{home}/.floe/iceberg", "the folder of pyiceberg's file", "catalog")
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

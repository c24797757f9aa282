"""Dagster's own chart.

Keys: ``values.schema.json`` and templates of dagster-io/dagster, ``helm/dagster``.  The chart has no login and no
network policies; pods carry the labels that are given here (``_deployment-webserver.tpl``, ``deployment-user.yaml``), and the launcher's pod
template labels win over those that runs inherit from the code server (dagster-k8s ``job.py``).
"""

from __future__ import annotations

from typing import Any

from floec.charts._pods import container_security, environment, labels, pod_security, resources
from floec.encode.yaml import Note
from floec.plan.components import DAEMON, RUN, USER_CODE, USER_CODE_PORT, WEBSERVER, WEBSERVER_PORT
from floec.plan.model import Plan
from floec.plan.topology import Cluster, Component

NAME = "dagster"
VERSION = "1.13.29"  # = the version of Dagster
REPOSITORY = "https://dagster-io.github.io/helm"
USER = 1000  # the images run as root unless told otherwise


def wanted(cluster: Cluster) -> bool:
    return True


def values(plan: Plan, cluster: Cluster) -> dict[str, Any]:
    orchestration, database = cluster.orchestration, cluster.orchestration.database
    return {
        "global": {
            "postgresqlSecretName": Note(
                database.secret_ref, "An existing Secret with the key postgresql-password; the chart writes none."
            )
        },
        "generatePostgresqlPasswordSecret": False,
        "postgresql": {
            "enabled": Note(False, "The bundled PostgreSQL is years old; this is an existing server."),
            "postgresqlHost": database.host,
            "postgresqlUsername": database.user,
            "postgresqlDatabase": database.name,
            "postgresqlParams": {"sslmode": database.sslmode},
            "service": {"port": database.port},
        },
        "telemetry": {"enabled": False},
        "rabbitmq": {"enabled": False},
        "redis": {"enabled": False},
        "flower": {"enabled": False},
        "serviceAccount": {"create": True},
        "dagsterWebserver": {
            "replicaCount": orchestration.webserver.replicas,
            "nameOverride": "dagster-webserver",
            "service": {"type": "ClusterIP", "port": WEBSERVER_PORT},
            **_pod(cluster, WEBSERVER, "webserver", ("100m", "512Mi"), "1Gi"),
            "podSecurityContext": _low_ports(pod_security(USER)),
        },
        "dagsterDaemon": {
            "enabled": True,
            **_pod(cluster, DAEMON, "daemon", ("100m", "512Mi"), "1Gi"),
            "runCoordinator": {"enabled": True, "type": "QueuedRunCoordinator"},
            "runMonitoring": {"enabled": True},
            "runRetries": {"enabled": True, "maxRetries": 2},
        },
        "dagster-user-deployments": {
            "enabled": True,
            "enableSubchart": True,
            **_identity(cluster),
            "deployments": [_code_server(plan, cluster)],
        },
        "runLauncher": {"type": "K8sRunLauncher", "config": {"k8sRunLauncher": _launcher(cluster)}},
        "ingress": _ingress(cluster),
    }


def _low_ports(context: dict[str, Any]) -> dict[str, Any]:
    """The chart's webserver listens on port 80, which only root may on many nodes; this sysctl is one of the restricted level."""
    sysctl = [{"name": "net.ipv4.ip_unprivileged_port_start", "value": "0"}]
    return {**context, "sysctls": Note(sysctl, "The container listens on port 80, as a user who is not root.")}


def _identity(cluster: Cluster) -> dict[str, Any]:
    """The service account of the code server, which runs inherit: the one that needs the pipeline's cloud identity."""
    annotations = dict(sorted(cluster.deployment.service_account_annotations.items()))
    if not annotations:
        return {}
    return {
        "serviceAccount": {
            "create": True,
            "annotations": Note(
                annotations, "Of the code server and of runs; the webserver and the daemon have one without."
            ),
        }
    }


def _component(cluster: Cluster, name: str) -> Component:
    found = cluster.component(name)
    assert found is not None
    return found


def _pod(cluster: Cluster, name: str, key: str, requests: tuple[str, str], limit: str) -> dict[str, Any]:
    return {
        "labels": labels(cluster, _component(cluster, name)),
        "podSecurityContext": pod_security(USER),
        "securityContext": container_security(),
        "resources": resources(cluster, key, requests, limit),
    }


def _code_server(plan: Plan, cluster: Cluster) -> dict[str, Any]:
    orchestration = cluster.orchestration
    image = {"repository": orchestration.image, "tag": orchestration.image_tag}
    if orchestration.image_digest:
        # The chart joins repository and tag with a colon and knows no digest: name@sha256 and the digits make one.
        algorithm, _, digits = orchestration.image_digest.partition(":")
        image = {"repository": f"{orchestration.image}@{algorithm}", "tag": digits}
    return {
        "name": plan.name,
        "image": {**image, "pullPolicy": "IfNotPresent"},
        "codeServerArgs": ["-m", orchestration.module or f"{plan.name.replace('-', '_')}.definitions"],
        "port": USER_CODE_PORT,
        "env": Note(
            environment(cluster.environment),
            "Runs inherit these. Secrets by name only; the list form can rename a Secret's key.",
        ),
        "includeConfigInLaunchedRuns": {"enabled": True},
        **_pod(cluster, USER_CODE, "user_code", ("250m", "512Mi"), "1Gi"),
    }


def _launcher(cluster: Cluster) -> dict[str, Any]:
    return {
        "imagePullPolicy": "IfNotPresent",
        "jobNamespace": cluster.namespace,
        "loadInclusterConfig": True,
        "failPodOnRunFailure": True,
        "runK8sConfig": {
            "containerConfig": {
                "resources": Note(
                    resources(cluster, "run", ("500m", "1Gi"), "2Gi"), "Here, or runs would inherit the code server's."
                ),
                "securityContext": container_security(),
            },
            "podSpecConfig": {"securityContext": pod_security(USER)},
            "podTemplateSpecMetadata": {
                "labels": Note(
                    labels(cluster, _component(cluster, RUN)),
                    "These win over the labels that runs inherit from the code server.",
                )
            },
            "jobSpecConfig": {"ttlSecondsAfterFinished": 7200},
        },
    }


def _ingress(cluster: Cluster) -> dict[str, Any]:
    webserver = cluster.orchestration.webserver
    if not webserver.host or webserver.auth:
        reason = (
            "The login proxy's ingress leads here."
            if webserver.auth and webserver.host
            else "No public host: use port forwarding."
        )
        return {"enabled": Note(False, reason)}
    tls = {"enabled": True, "secretName": webserver.tls_secret_ref} if webserver.tls_secret_ref else {"enabled": False}
    return {
        "enabled": True,
        "ingressClassName": cluster.deployment.ingress.class_,
        "dagsterWebserver": {"host": webserver.host, "path": "/", "pathType": "Prefix", "tls": tls},
    }

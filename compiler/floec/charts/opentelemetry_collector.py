"""The OpenTelemetry Collector's chart.

Keys: ``values.yaml``, ``values.schema.json`` and templates of open-telemetry/opentelemetry-helm-charts 0.170.0.  The configuration is
given as ``alternateConfig``, which replaces the chart's own: in a sub-chart, ``null`` does not reliably remove a
default (helm/helm#12879).  The chart passes it to ``tpl``.
"""

from __future__ import annotations

from typing import Any

from floec.charts._pods import container_security, environment, labels, pod_security, resources
from floec.encode import collector as configuration
from floec.encode.helm import literal
from floec.encode.yaml import Note
from floec.plan.components import COLLECTOR, collector_service
from floec.plan.model import Plan
from floec.plan.topology import Cluster

NAME = "opentelemetry-collector"
VERSION = "0.170.0"
REPOSITORY = "https://open-telemetry.github.io/opentelemetry-helm-charts"
USER = 10001  # the images' own user
IMAGES = {
    "core": "otel/opentelemetry-collector",
    "contrib": "otel/opentelemetry-collector-contrib",
    "k8s": "otel/opentelemetry-collector-k8s",
}


def wanted(cluster: Cluster) -> bool:
    return cluster.component(COLLECTOR) is not None


def values(plan: Plan, cluster: Cluster) -> dict[str, Any]:
    collector, component = plan.collector, cluster.component(COLLECTOR)
    assert collector is not None and component is not None  # noqa: PT018 - `wanted` said so
    variables = {variable.name: variable for exporter in collector.exporters for variable in exporter.variables}
    made: dict[str, Any] = {
        "enabled": True,
        "fullnameOverride": Note(collector_service(plan.name), "The Service's name, which workloads send to."),
        "mode": collector.mode,
        "image": {"repository": IMAGES[collector.distribution], "tag": collector.version},
        "podLabels": labels(cluster, component),
        "serviceAccount": {
            "create": True,
            "automountServiceAccountToken": Note(False, "It asks nothing of the Kubernetes API."),
        },
        "podSecurityContext": pod_security(USER),
        "securityContext": container_security(read_only=True),
        "resources": resources(cluster, "collector", ("100m", "256Mi"), "512Mi"),
    }
    if variables:
        made["extraEnvs"] = environment(tuple(variables[name] for name in sorted(variables)))
    made["ports"] = Note(
        {
            "jaeger-compact": {"enabled": False},
            "jaeger-grpc": {"enabled": False},
            "jaeger-thrift": {"enabled": False},
            "zipkin": {"enabled": False},
            "metrics": {"enabled": True},
        },
        "Closes what the configuration does not listen on.",
    )
    made["alternateConfig"] = Note(
        _templated(configuration.configuration(collector)),
        "The same as otel/collector.yaml; it replaces the chart's defaults.",
    )
    return made


def _templated(value: Any) -> Any:
    """The configuration with text that the chart's ``tpl`` would run kept literal."""
    if isinstance(value, Note):
        return Note(_templated(value.value), value.comment)
    if isinstance(value, dict):
        return {key: _templated(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_templated(one) for one in value]
    return literal(value) if isinstance(value, str) else value

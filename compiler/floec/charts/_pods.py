"""What the charts' values have in common: security contexts, resources, environment variables."""

from __future__ import annotations

from typing import Any

from floec.plan.topology import Cluster, Component
from floec.plan.values import Variable


def pod_security(user: int) -> dict[str, Any]:
    """A pod's security context of the restricted Pod Security level."""
    return {
        "runAsNonRoot": True,
        "runAsUser": user,
        "runAsGroup": user,
        "fsGroup": user,
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def container_security(*, read_only: bool = False) -> dict[str, Any]:
    """A container's security context of the restricted Pod Security level."""
    made: dict[str, Any] = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    return {**made, "readOnlyRootFilesystem": True} if read_only else made


def labels(cluster: Cluster, component: Component) -> dict[str, str]:
    """The labels of a component's pods: the user's, and ours, by which the policies select them.

    None of the standard ones: charts write those themselves, and some would write them twice.
    """
    return dict(sorted({**dict(cluster.labels), **dict(component.labels)}.items()))


def resources(cluster: Cluster, key: str, requests: tuple[str, str], memory_limit: str) -> dict[str, Any]:
    """A component's resources: what the file asks for, else modest defaults; processor time is not limited."""
    asked = getattr(cluster.deployment.resources, key)
    if asked is None:
        return {"requests": {"cpu": requests[0], "memory": requests[1]}, "limits": {"memory": memory_limit}}
    dumped: dict[str, Any] = asked.model_dump(exclude_none=True)
    return dumped


def environment(variables: tuple[Variable, ...]) -> list[dict[str, Any]]:
    """Environment variables as Kubernetes takes them; only this form can give a Secret's entry another name."""
    made: list[dict[str, Any]] = []
    for one in variables:
        if one.source:
            made.append(
                {"name": one.name, "valueFrom": {"secretKeyRef": {"name": one.source.secret, "key": one.source.key}}}
            )
        elif one.value is not None:
            # Kubernetes expands $(NAME) in values; `$$` is a literal dollar sign.
            made.append({"name": one.name, "value": one.value.replace("$(", "$$(")})
    return made

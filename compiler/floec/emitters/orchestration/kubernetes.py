"""kubernetes/: the namespace, the network policies (the plan's connections and nothing else), the contract of the Secrets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from floec.artifact import Artifact
from floec.plan.model import Plan
from floec.plan.topology import Cluster, Component, Connection, External, Network, Pods

if TYPE_CHECKING:
    from floec.encode.template import Templates

TEMPLATES = (
    "kubernetes/kustomization.yaml.j2",
    "kubernetes/namespace.yaml.j2",
    "kubernetes/networkpolicy.yaml.j2",
    "kubernetes/secrets.example.yaml.j2",
)

NAMESPACE_LABEL = "kubernetes.io/metadata.name"  # set by the control plane, and immutable
Rule = dict[str, Any]


def emit(plan: Plan, templates: Templates) -> Iterator[Artifact]:
    cluster = plan.cluster
    if cluster is None:
        return
    labels = {"app.kubernetes.io/managed-by": "floec", "floe.dev/pipeline": plan.name, **dict(cluster.labels)}
    common = {"namespace": cluster.namespace, "labels": dict(sorted(labels.items()))}
    files = []
    level = "restricted" if cluster.restricted else "baseline"
    files.append(Artifact("kubernetes/namespace.yaml", templates.render(TEMPLATES[1], {**common, "level": level})))
    for policy in policies(cluster, plan.name):
        files.append(
            Artifact(
                f"kubernetes/networkpolicy-{policy['file']}.yaml", templates.render(TEMPLATES[2], {**common, **policy})
            )
        )
    view = {**common, "resources": [file.path.rpartition("/")[2] for file in files]}
    yield Artifact("kubernetes/kustomization.yaml", templates.render(TEMPLATES[0], view))
    yield from files
    if cluster.secrets:
        yield Artifact(
            "kubernetes/secrets.example.yaml",
            templates.render(TEMPLATES[3], {**common, "secrets": [_secret(one) for one in cluster.secrets]}),
        )


def _secret(use: Any) -> dict[str, Any]:
    return {
        "name": use.name,
        "kind": use.kind,
        "keys": use.keys,
        "readers": ", ".join(use.readers),
        "purpose": use.purpose,
        "ask": str(use.ask),
    }


# ------------------------------------------------------------------------------------------------------------- policies


def policies(cluster: Cluster, pipeline: str) -> list[dict[str, Any]]:
    """The policies as their template shows them: two for the namespace, then one a component, then one for services in our
    namespace that others deploy."""
    everyone = [one for one in cluster.connections if one.source == Pods(cluster.namespace)]
    made: list[dict[str, Any]] = [
        {
            "name": "default-deny",
            "file": "default-deny",
            "reason": "nothing in or out unless another policy allows it",
            "selector": {},
            "types": ["Ingress", "Egress"],
            "ingress": [],
            "egress": [],
        },
        {
            "name": "allow-dns",
            "file": "allow-dns",
            "reason": "name resolution, without which no other rule is of use",
            "selector": {},
            "types": ["Egress"],
            "ingress": [],
            "egress": _rules(cluster, everyone, "egress"),
        },
    ]
    for component in cluster.components:
        egress = _rules(cluster, [one for one in cluster.connections if one.source == component.name], "egress")
        ingress = _rules(cluster, [one for one in cluster.connections if one.destination == component.name], "ingress")
        made.append(
            {
                "name": f"{pipeline}-{component.name}",
                "file": component.name,
                "reason": component.purpose,
                "selector": {"matchLabels": dict(component.labels)},
                "types": ["Ingress", "Egress"],
                "ingress": ingress,
                "egress": egress,
            }
        )
    made += _neighbours(cluster, pipeline)
    return made


def _neighbours(cluster: Cluster, pipeline: str) -> list[dict[str, Any]]:
    """The other half of connections to pods of our namespace that we do not deploy: they are isolated too."""
    groups: dict[Pods, list[Connection]] = {}
    for one in cluster.connections:
        if isinstance(one.destination, Pods) and one.destination.namespace == cluster.namespace:
            groups.setdefault(one.destination, []).append(one)
    return [
        {
            "name": f"{pipeline}-services" + (f"-{number}" if number else ""),
            "file": "services" + (f"-{number}" if number else ""),
            "reason": "services of this namespace that the pipeline uses and does not deploy",
            "selector": {"matchLabels": dict(pods.labels)} if pods.labels else {},
            "types": ["Ingress"],
            "ingress": _rules(cluster, connections, "ingress"),
            "egress": [],
        }
        for number, (pods, connections) in enumerate(groups.items())
    ]


def _rules(cluster: Cluster, connections: list[Connection], direction: str) -> list[Rule]:
    """One rule a peer, with all its ports and every purpose."""
    rules: dict[str, Rule] = {}
    for connection in connections:
        end = connection.destination if direction == "egress" else connection.source
        peers = _peers(cluster, end)
        rule = rules.setdefault(repr(peers), {"comments": [], "peers": peers, "ports": []})
        host = f" ({end.host})" if isinstance(end, External) else ""
        ports = ", ".join(map(str, connection.ports))
        # Tools that find `{{` take a file for a Helm template, and go on without it.
        comment = f"{ports}: {connection.purpose}{host}; {connection.ask}".replace("{{", "{ {")
        if comment not in rule["comments"]:
            rule["comments"].append(comment)
        for port in connection.ports:
            entry = {"protocol": connection.protocol, "port": port}
            if entry not in rule["ports"]:
                rule["ports"].append(entry)
    for rule in rules.values():
        rule["ports"].sort(key=lambda entry: (entry["protocol"], entry["port"]))
    return list(rules.values())


def _peers(cluster: Cluster, end: Any) -> list[dict[str, Any]]:
    if isinstance(end, str):
        component = cluster.component(end)
        assert isinstance(component, Component)
        return [{"podSelector": {"matchLabels": dict(component.labels)}}]
    if isinstance(end, Pods):
        pods = {"matchLabels": dict(end.labels)} if end.labels else {}
        if end.namespace == cluster.namespace:
            return [{"podSelector": pods}]
        made: dict[str, Any] = {"namespaceSelector": {"matchLabels": {NAMESPACE_LABEL: end.namespace}}}
        return [{**made, "podSelector": pods} if pods else made]
    networks = end.networks if isinstance(end, External) else end if isinstance(end, tuple) else (end,)
    return [_block(network) for network in networks]


def _block(network: Network) -> dict[str, Any]:
    block: dict[str, Any] = {"cidr": network.cidr}
    if network.exceptions:
        block["except"] = list(network.exceptions)
    return {"ipBlock": block}

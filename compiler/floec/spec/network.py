"""`network`: what may talk to what, beyond what the pipeline itself implies."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from floec.spec.base import Cidr, DnsLabel, Items, Labels, Line, Port, PortName, Section, explained

COMPONENTS = (
    "dagster-webserver",
    "dagster-daemon",
    "dagster-user-code",
    "dagster-run",
    "otel-collector",
    "marquez",
    "auth-proxy",
)
ComponentName = Literal[
    "dagster-webserver", "dagster-daemon", "dagster-user-code", "dagster-run", "otel-collector", "marquez", "auth-proxy"
]


class Dns(Section):
    """The cluster's name servers."""

    namespace: DnsLabel = Field(
        "kube-system", description="Namespace of the name server's pods.", examples=["kube-system"]
    )
    labels: Labels = Field(
        default_factory=lambda: {"k8s-app": "kube-dns"},
        description="Labels of the name server's pods.",
        examples=[{"k8s-app": "kube-dns"}],
    )
    port: Port = Field(53, description="Port the name server's pods listen on; 5353 on OpenShift.", examples=[53])
    node_local: bool = Field(True, description="Also allow NodeLocal DNSCache, which answers on 169.254.20.10.")


class KubernetesApi(Section):
    """Where the Kubernetes API answers; no label selects it, so that only addresses can."""

    cidrs: Annotated[Items[Cidr], Field(min_length=1)] = Field(
        description="Addresses of the API server: `kubectl get endpointslices kubernetes` shows them.",
        examples=[["10.0.0.1/32"]],
    )
    ports: Annotated[Items[Port], Field(min_length=1)] = Field(
        (443, 6443), description="Ports of the API server.", examples=[[443, 6443]]
    )


class Peer(Section):
    """The other end of a user's own rule: a network, or the pods of a namespace."""

    cidr: Cidr | None = Field(None, description="A network outside the cluster.", examples=["10.20.0.0/24"])
    namespace: DnsLabel | None = Field(None, description="A namespace of the cluster.", examples=["bastion"])
    labels: Labels | None = Field(
        None, description="Only pods of that namespace with these labels.", examples=[{"app": "bastion"}]
    )


class Egress(Section):
    """A connection that a component may open."""

    from_: ComponentName = Field(alias="from", description="The component that connects.", examples=["dagster-run"])
    to: Peer = Field(description="What it connects to: `cidr`, or `namespace` with optional `labels`.")
    port: Port = Field(description="Port of the destination's pods.", examples=[5432])
    protocol: Literal["TCP", "UDP"] = Field(
        "TCP", description="Transport protocol.", json_schema_extra=explained(TCP="TCP.", UDP="UDP.")
    )
    reason: Line = Field(description="Why; it stands beside the rule in the policy.", examples=["legacy source"])


class IngressRule(Section):
    """A connection that a component accepts."""

    to: ComponentName = Field(description="The component that is connected to.", examples=["dagster-webserver"])
    from_: Peer = Field(alias="from", description="What connects: `cidr`, or `namespace` with optional `labels`.")
    port: Port | PortName = Field(description="Port of the component, by number or name.", examples=["http"])
    reason: Line = Field(description="Why; it stands beside the rule in the policy.", examples=["support access"])


class Network(Section):
    """What may talk to what. Nothing may, unless the pipeline implies it or a rule here allows it."""

    dns: Dns = Field(Dns.model_construct(), description="The cluster's name servers.")
    external_cidrs: Items[Cidr] = Field(
        (),
        description="Networks of the warehouse and other services outside the cluster. Default: the internet, less every private and metadata range.",
        examples=[["203.0.113.0/24"]],
    )
    kubernetes_api: KubernetesApi | None = Field(
        None, description="Where the Kubernetes API answers, for the pods that launch runs."
    )
    egress: Items[Egress] = Field((), description="Further connections that components may open.")
    ingress: Items[IngressRule] = Field((), description="Further connections that components accept.")
    fqdn_policies: Literal["none", "cilium"] = Field(
        "none",
        description="Whether external hosts are also allowed by name, where the cluster's network plugin can.",
        json_schema_extra=explained(
            none="Addresses only.", cilium="A CiliumNetworkPolicy by host name, in place of address ranges."
        ),
    )

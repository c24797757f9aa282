"""`deployment`: how the pipeline stands in a Kubernetes cluster."""

from __future__ import annotations

from pydantic import Field

from floec.spec.base import DnsLabel, LabelKey, Line, ObjectName, Quantity, Section


class Amounts(Section):
    """An amount of processor time and memory."""

    cpu: Quantity | None = Field(None, description="Processor time, in cores or thousandths (`m`).", examples=["500m"])
    memory: Quantity | None = Field(None, description="Memory, in bytes with an optional unit.", examples=["512Mi"])


class Resources(Section):
    """What a container asks for and what it may use at most."""

    requests: Amounts | None = Field(None, description="What is reserved for it.")
    limits: Amounts | None = Field(None, description="What it may use at most.")


class ComponentResources(Section):
    """Resources of the components, by name."""

    webserver: Resources | None = Field(None, description="The Dagster webserver.")
    daemon: Resources | None = Field(None, description="The Dagster daemon.")
    user_code: Resources | None = Field(None, description="The server that holds the pipeline's definitions.")
    run: Resources | None = Field(None, description="The pods that run the transforms.")
    collector: Resources | None = Field(None, description="The OpenTelemetry Collector.")
    marquez: Resources | None = Field(None, description="The Marquez lineage backend, where it is deployed.")
    auth_proxy: Resources | None = Field(None, description="The oauth2-proxy in front of the webserver.")


class Ingress(Section):
    """The ingress controller that lets users in."""

    class_: ObjectName = Field(
        "nginx", alias="class", description="Ingress class of the webserver's host.", examples=["nginx"]
    )
    controller_namespace: DnsLabel = Field(
        "ingress-nginx",
        description="Namespace of the controller's pods; only they may reach the webserver.",
        examples=["ingress-nginx"],
    )


class Deployment(Section):
    """How the pipeline stands in a Kubernetes cluster."""

    namespace: DnsLabel = Field(
        "floe-runtime", description="Kubernetes namespace of everything that is deployed.", examples=["floe-runtime"]
    )
    ingress: Ingress = Field(Ingress.model_construct(), description="The ingress controller.")
    resources: ComponentResources = Field(
        ComponentResources.model_construct(),
        description="Resources of the components; what is left out has a modest default.",
    )
    service_account_annotations: dict[LabelKey, Line] = Field(
        default_factory=dict,
        description="Annotations of the service account, for workload identity.",
        examples=[{"eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/orders"}],
    )

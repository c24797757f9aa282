"""The whole document: the keys of a floe.yaml, and the model of each section.

Sections are read by whatever side of the plan they concern; a section that a document does not have is not even imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal

from pydantic import Field

from floec.spec.base import BasePath, Bases, Labels, Line, Name, Prose, Section, explained
from floec.spec.compute import Compute

# The model of each section that is no plugin family: module and class.
SECTIONS = {
    "orchestration": ("orchestration", "Orchestration"),
    "observability": ("observability", "Observability"),
    "deployment": ("deployment", "Deployment"),
    "network": ("network", "Network"),
    "security": ("security", "Security"),
    "governance": ("governance", "Governance"),
    "consumption": ("consumption", "Consumption"),
}

Raw = dict[str, Any]


class Floe(Section):
    """A data pipeline and what it needs to run; sections but `compute` are kept as the user wrote them."""

    name: Name = Field(
        description="Name of the pipeline; names of everything that is made begin with it.", examples=["orders"]
    )
    version: Literal["1.0"] = Field(
        "1.0",
        description='Version of the language, in quotes: "1.0".',
        json_schema_extra=explained(v1_0="The only version so far."),
    )
    extends: BasePath | Bases | None = Field(
        None,
        description="Documents that this one builds on, relative to it and inside the repository: one, or several, the later over the earlier.",
        examples=["../platform/base.yaml"],
    )
    description: Prose | None = Field(None, description="What the pipeline is for.", examples=["Orders mart"])
    owner: Line | None = Field(
        None, description="Who answers for it: a team or an address.", examples=["data-team@example.com"]
    )
    labels: Labels = Field(
        default_factory=dict,
        description="Kubernetes labels on every object that is made.",
        examples=[{"domain": "sales"}],
    )
    compute: Compute = Field(description="The engine that runs the transforms, and how it is reached.")
    storage: Raw | None = Field(None, description="Where table data is kept.")
    catalog: Raw | None = Field(None, description="The Iceberg catalog that tables are registered in.")
    transforms: list[Raw] = Field(description="The steps of the pipeline.")
    orchestration: Raw | None = Field(
        None, description="What runs the pipeline; with it, files for a Kubernetes cluster are made."
    )
    observability: Raw | None = Field(None, description="Traces, metrics, logs and lineage, and where they go.")
    deployment: Raw | None = Field(None, description="How the pipeline stands in a Kubernetes cluster.")
    network: Raw | None = Field(None, description="What may talk to what, beyond what the pipeline implies.")
    security: Raw | None = Field(None, description="Scans and updates on GitHub; what is left out is not done.")
    governance: Raw | None = Field(None, description="How classified columns are treated; carried into artifacts.json.")
    consumption: Raw | None = Field(
        None, description="The semantic layer over the results; carried into artifacts.json."
    )


def section(name: str) -> type[Section]:
    """The model of a section by its key."""
    module, model = SECTIONS[name]
    found: type[Section] = getattr(import_module(f"floec.spec.{module}"), model)
    return found

"""`compute`: the engine that runs the pipeline and how it is reached."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from floec.spec.base import ObjectName, Section, Whole


class Compute(Section):
    """The engine that runs the transforms."""

    target: str = Field(description="Which engine runs the pipeline.")
    connection_secret_ref: ObjectName | None = Field(
        None,
        description=(
            "Name of the Kubernetes Secret that holds the credentials, and every connection property that `properties` "
            "leaves out. floe.yaml never holds a secret itself."
        ),
        examples=["snowflake-credentials"],
    )
    threads: Annotated[Whole, Field(ge=1, le=256)] = Field(
        4, description="How many models dbt builds at the same time.", examples=[8]
    )
    properties: dict[str, Any] = Field(default_factory=dict, description="Settings of the chosen target.")

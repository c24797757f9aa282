"""`transforms`: what every step of a pipeline has in common; each kind is a plugin of its own."""

from __future__ import annotations

from pydantic import Field

from floec.spec.base import Items, Name, Section


class Transform(Section):
    """One step of the pipeline."""

    type: str = Field(description="Which kind of transform.")
    name: Name | None = Field(
        None,
        description="Name of the transform, unique in the pipeline. Default: the last part of its path.",
        examples=["marts"],
    )
    depends_on: Items[Name] = Field(
        (), description="Names of the transforms that must have finished before this one starts.", examples=[["marts"]]
    )

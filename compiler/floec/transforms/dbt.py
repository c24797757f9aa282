"""A dbt project."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from floec.spec.base import Identifier, RelativePath
from floec.spec.transforms import Transform

NAME = "dbt"
SUMMARY = "A dbt project."


class Options(Transform):
    """A step that builds a dbt project."""

    type: Literal["dbt"]
    path: RelativePath = Field(
        description="The folder that holds dbt_project.yml, relative to floe.yaml.", examples=["./dbt"]
    )
    target: Identifier | None = Field(
        None,
        description=(
            "Name of the dbt target (output) when no environment is chosen. Default: `default`. "
            "With `--env`, dbt uses the output of that environment."
        ),
        examples=["prod"],
    )

"""A Python script."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from floec.spec.base import Identifier, RelativePath
from floec.spec.transforms import Transform

NAME = "python"
SUMMARY = "A Python script."


class Options(Transform):
    """A step that calls a function of a Python file."""

    type: Literal["python"]
    path: RelativePath = Field(description="The Python file, relative to floe.yaml.", examples=["./score.py"])
    entry: Identifier = Field(
        "transform", description="The function that is called, with the compiled artifacts.", examples=["transform"]
    )

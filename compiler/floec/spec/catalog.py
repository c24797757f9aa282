"""`catalog`: what every Iceberg catalog has in common; each kind is a plugin of its own."""

from __future__ import annotations

from pydantic import Field

from floec.spec.base import Section


class Catalog(Section):
    """The Iceberg catalog that tables are registered in."""

    type: str = Field(description="Which kind of catalog.")

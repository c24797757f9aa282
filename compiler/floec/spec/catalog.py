"""`catalog`: what every Iceberg catalog has in common; each kind is a plugin of its own."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from floec.spec.base import Says, Section, explained

CatalogName = Annotated[
    str,
    StringConstraints(pattern="^[a-z]([a-z0-9-]*[a-z0-9])?$", max_length=40),
    Says("a catalog's name has lower-case letters, digits and '-', starts with a letter, ends with a letter or digit"),
]
# Trino and dbt put variables where a text has `${…}`; no name of a catalog or a bucket needs that character.
PlainLine = Annotated[
    str,
    StringConstraints(pattern=r"^[^ \t\n$]([^\t\n$]*[^ \t\n$])?$", max_length=1000),
    Says("one line of text, not empty, without '$', tabs and spaces at the ends"),
]
Region = Annotated[
    str, StringConstraints(pattern="^[a-z]{2}(-[a-z]+)+-[0-9]$", max_length=32), Says("an AWS region such as eu-west-1")
]
SECRETS = ("oauth2", "token")  # the ways to log in that need a Secret


class Catalog(Section):
    """The Iceberg catalog that tables are registered in."""

    type: str = Field(description="Which kind of catalog.")


class Named(Section):
    """What every kind of catalog has."""

    name: CatalogName | None = Field(
        None,
        description=(
            "Name that engines know the catalog by: Trino's and Spark's catalog, pyiceberg's `load_catalog(…)`, DuckDB's database "
            "(with `_` for `-`). Default: its type."
        ),
        examples=["lake"],
    )


Delegation = Annotated[
    Literal["vended-credentials", "none"],
    Field(
        description="Who hands out the keys to the storage.",
        json_schema_extra=explained(
            **{
                "vended-credentials": "The catalog, a table at a time and for a short time.",
                "none": "Nobody: clients have keys of their own, from `storage`.",
            }
        ),
    ),
]


def needs_secret(*ways: str) -> dict[str, Any]:
    """The condition that a Secret is named when one of these is the value of ``auth``."""
    chosen = {"properties": {"auth": {"enum": list(ways)}}, "required": ["auth"]}
    return {"if": chosen, "then": {"required": ["secret_ref"]}}

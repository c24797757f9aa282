"""MotherDuck: DuckDB as a service, through the DuckDB adapter.

Options: dbt-duckdb 1.11; the token has its own field there, and the extension loads by itself for an ``md:`` path.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import Options as Rendered
from floec.spec.base import Identifier, Section

NAME = "motherduck"
SUMMARY = "MotherDuck, DuckDB as a service."
ADAPTER = "duckdb"
PACKAGE = "dbt-duckdb"
CONDITIONS: dict[str, Any] = {"required": ["connection_secret_ref"]}


class Options(Section):
    """MotherDuck settings."""

    database: Identifier = Field("my_db", description="Database in MotherDuck.", examples=["analytics"])
    schema_: Identifier = Field(
        "main", alias="schema", description="Schema that models are built in.", examples=["marts"]
    )


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    return (
        ("path", f"md:{options.database}"),
        ("schema", options.schema_),
        ("motherduck_token", draft.secret("connection_secret_ref", "MOTHERDUCK_TOKEN", "MotherDuck access token")),
    )


def reaches(options: Options) -> tuple[Reach, ...]:
    return (
        Reach("api.motherduck.com", (443,), "MotherDuck"),
        Reach("extensions.duckdb.org", (443,), "MotherDuck's DuckDB extension, unless the image holds it"),
    )

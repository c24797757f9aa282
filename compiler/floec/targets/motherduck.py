"""MotherDuck: DuckDB as a service, through the DuckDB adapter.

Options: dbt-duckdb 1.11; the token has its own field there, and the extension loads by itself for an ``md:`` path.  The adapter sets
``motherduck_saas_mode`` after all other settings, since nothing can be set behind it.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import Options as Rendered
from floec.spec.base import Identifier, Section, explained

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
    attach_mode: Literal["workspace", "single"] | None = Field(
        None,
        description="Which databases a session sees. Default: MotherDuck's own, `workspace`.",
        json_schema_extra=explained(
            workspace="All that the account has attached; what is attached stays for other sessions.",
            single="`database` alone.",
        ),
    )
    saas_mode: bool = Field(
        False, description="Keep the session from files, extensions and settings of the machine that runs dbt."
    )
    is_ducklake: bool = Field(False, description="The database is a DuckLake that MotherDuck manages.")
    settings: dict[Identifier, str | bool | int | float] = Field(
        default_factory=dict, description="DuckDB configuration options.", examples=[{"memory_limit": "2GB"}]
    )


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    settings = dict(options.settings)
    if options.attach_mode:
        settings["motherduck_attach_mode"] = options.attach_mode
    if options.saas_mode:
        settings["motherduck_saas_mode"] = True
    made: list[tuple[str, Any]] = [
        ("path", f"md:{options.database}"),
        ("schema", options.schema_),
        ("motherduck_token", draft.secret("connection_secret_ref", "MOTHERDUCK_TOKEN", "MotherDuck access token")),
    ]
    if options.is_ducklake:
        made.append(("is_ducklake", True))
    if settings:
        made.append(("settings", tuple(sorted(settings.items()))))
    return tuple(made)


def reaches(options: Options) -> tuple[Reach, ...]:
    return (
        Reach("api.motherduck.com", (443,), "MotherDuck"),
        Reach("extensions.duckdb.org", (443,), "MotherDuck's DuckDB extension, unless the image holds it"),
    )

"""DuckDB: a database file on the machine that runs dbt, or an Iceberg catalog attached to it.

Options and their rules: dbt-duckdb 1.11 (README, ``credentials.py``).
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import InProject
from floec.plan.values import Options as Rendered
from floec.spec.base import Identifier, Items, Line, Section

NAME = "duckdb"
SUMMARY = "DuckDB, embedded: a file on the machine that runs dbt."
ADAPTER = "duckdb"
PACKAGE = "dbt-duckdb"
CONDITIONS: dict[str, Any] = {}

IN_MEMORY = ":memory:"


class Options(Section):
    """DuckDB settings."""

    path: Line | None = Field(
        None,
        description="Database file, relative to floe.yaml, wherever dbt is started; or `:memory:`. Default: the pipeline's name with `.duckdb`.",
        examples=["warehouse/orders.duckdb"],
    )
    schema_: Identifier = Field(
        "main", alias="schema", description="Schema that models are built in.", examples=["main"]
    )
    extensions: Items[Identifier] = Field(
        (),
        description="DuckDB extensions that are loaded. DuckDB fetches them on first use; an image without internet needs them installed.",
        examples=[["httpfs"]],
    )
    settings: dict[Identifier, Annotated[str | bool | int | float, Field()]] = Field(
        default_factory=dict, description="DuckDB configuration options.", examples=[{"memory_limit": "2GB"}]
    )


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    path = options.path or f"{name}.duckdb"
    extensions = list(options.extensions)
    made: list[tuple[str, Any]] = [
        ("path", path if path.startswith((IN_MEMORY, "/")) else InProject(path.removeprefix("./"))),
    ]
    if catalog:
        # The attached catalog is the database; dbt-duckdb refuses a `database` that is no alias of an attachment.
        made.append(("database", catalog.name))
        extensions += [one for one in ("httpfs", "iceberg") if one not in extensions]
    made.append(("schema", options.schema_))
    if extensions:
        made.append(("extensions", tuple(extensions)))
    if options.settings:
        made.append(("settings", tuple(sorted(options.settings.items()))))
    return (*made, *_attached(catalog)) if catalog else tuple(made)


def _attached(catalog: IcebergCatalog) -> Rendered:
    """The catalog as dbt-duckdb attaches it: a DuckDB secret and an ATTACH of type iceberg."""
    secret: list[tuple[str, Any]] = [("type", "iceberg"), ("name", f"{catalog.name}_secret")]
    if catalog.signing_service:
        secret = [("type", "s3"), ("name", f"{catalog.name}_secret"), ("provider", "credential_chain")]
        secret.append(("region", catalog.region))
        options: Rendered = (("endpoint_type", catalog.signing_service),)
    else:
        secret += [("client_id", catalog.client_id), ("client_secret", catalog.client_secret)]
        secret += [("oauth2_server_uri", catalog.token_uri), ("oauth2_scope", catalog.scope)]
        # `endpoint` is the spelling that DuckDB 1.4, 1.5 and 2.0 all take; 2.0 also calls it `uri`.
        options = (("endpoint", catalog.uri), ("access_delegation_mode", "vended_credentials"))
    attach = (
        ("path", catalog.warehouse),
        ("alias", catalog.name),
        ("type", "iceberg"),
        ("secret", f"{catalog.name}_secret"),
        ("options", options),
    )
    return (("secrets", (tuple(secret),)), ("attach", (attach,)))


def reaches(options: Options) -> tuple[Reach, ...]:
    return ()

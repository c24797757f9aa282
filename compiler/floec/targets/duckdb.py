"""DuckDB: a database file on the machine that runs dbt, or an Iceberg catalog attached to it.

Options and their rules: dbt-duckdb 1.11 (README, ``credentials.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
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
CATALOGS = ("rest",)  # duckdb.org, "Iceberg REST Catalogs": nothing else can be attached

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
        made.append(("database", _alias(catalog)))
        extensions += [one for one in _extensions(catalog) if one not in extensions]
    made.append(("schema", options.schema_))
    if extensions:
        made.append(("extensions", tuple(extensions)))
    if options.settings:
        made.append(("settings", tuple(sorted(options.settings.items()))))
    return (*made, *_attached(catalog)) if catalog else tuple(made)


def _extensions(catalog: IcebergCatalog) -> Iterator[str]:
    """What DuckDB must load: `aws` and `azure` hold the providers that look up the workload's own identity."""
    secrets = [dict(one) for one in (_login(catalog), _storage(catalog, "")) if one]
    if any(one["type"] == "s3" and "provider" in one for one in secrets):
        yield "aws"
    if any(one["type"] == "azure" for one in secrets):
        yield "azure"
    yield "httpfs"
    yield "iceberg"


def _alias(catalog: IcebergCatalog) -> str:
    """The catalog's name as DuckDB takes it without quotes."""
    return catalog.name.replace("-", "_")


def _attached(catalog: IcebergCatalog) -> Rendered:
    """The catalog as dbt-duckdb attaches it: DuckDB secrets and an ATTACH of type iceberg.

    Options: duckdb.org, "Iceberg REST Catalogs"; duckdb/duckdb-iceberg ``storage/authorization/*.cpp``.
    """
    alias, secret = _alias(catalog), _login(catalog)
    # `endpoint` is the spelling that DuckDB 1.4, 1.5 and 2.0 all take; 2.0 also calls it `uri`.
    options: list[tuple[str, Any]] = [("endpoint", catalog.located)]
    if catalog.signing_service and catalog.kind == "glue":
        options = [("endpoint_type", catalog.signing_service.replace("s3tables", "s3_tables"))]
    elif catalog.signing_service:
        options += [("authorization_type", "sigv4"), ("sigv4_service", catalog.signing_service)]
        options.append(("sigv4_region", catalog.region))
    elif not secret:
        options.append(("authorization_type", "none"))
    if catalog.delegation is not None:
        options.append(("access_delegation_mode", "vended_credentials" if catalog.delegation else "none"))
    attach: list[tuple[str, Any]] = [("path", catalog.warehouse or ""), ("alias", alias), ("type", "iceberg")]
    if secret:
        attach.append(("secret", f"{alias}_secret"))
    attach.append(("options", tuple(options)))
    secrets = tuple(one for one in (secret, _storage(catalog, f"{alias}_storage")) if one)
    return ((("secrets", secrets),) if secrets else ()) + (("attach", (tuple(attach),)),)


def _login(catalog: IcebergCatalog) -> Rendered:
    """The DuckDB secret for the catalog; empty where it asks for none."""
    name = f"{_alias(catalog)}_secret"
    if catalog.signing_service:
        return (("type", "s3"), ("name", name), ("provider", "credential_chain"), ("region", catalog.region))
    made: list[tuple[str, Any]] = [("type", "iceberg"), ("name", name)]
    if catalog.client_id:
        made += [("client_id", catalog.client_id), ("client_secret", catalog.client_secret)]
        made += [("oauth2_server_uri", catalog.token_uri), ("oauth2_scope", catalog.scope)]
    elif catalog.token:
        made.append(("token", catalog.token))
    else:
        return ()
    if catalog.headers:
        made.append(("extra_http_headers", catalog.headers))
    return tuple(made)


def _storage(catalog: IcebergCatalog, name: str) -> Rendered:
    """The DuckDB secret for the storage, where the catalog hands out no keys; empty where none is needed.

    Google's store takes no secret but HMAC keys, of which a floe.yaml knows nothing.
    """
    storage = catalog.storage
    if storage is None or catalog.delegation is not False or storage.kind not in {"s3", "azure"}:
        return ()
    made: list[tuple[str, Any]] = [("type", storage.kind), ("name", name), ("scope", storage.location)]
    if storage.kind == "azure":
        return (*made, ("provider", "credential_chain"), ("account_name", storage.account))
    if storage.access_key:
        made += [("key_id", storage.access_key), ("secret", storage.secret_key)]
    else:
        made.append(("provider", "credential_chain"))
    if storage.region:
        made.append(("region", storage.region))
    if storage.endpoint:
        scheme, _, rest = storage.endpoint.partition("://")
        made += [("endpoint", rest.rstrip("/")), ("url_style", "path")]
        if scheme == "http":
            made.append(("use_ssl", "false"))
    return tuple(made)


def reaches(options: Options) -> tuple[Reach, ...]:
    return ()

"""DuckDB: a database file on the machine that runs dbt, and what is attached to it: an Iceberg catalog, other databases, object storage.

Options and their rules: dbt-duckdb 1.11 (README, ``credentials.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import Options as Rendered
from floec.spec.base import Identifier, Items, Line, Says, Section
from floec.targets._duckdb import (
    Attached,
    Storage,
    attachment,
    located,
    server_secrets,
    storage_reaches,
    storage_secret,
)

NAME = "duckdb"
SUMMARY = "DuckDB, embedded: a file on the machine that runs dbt."
ADAPTER = "duckdb"
PACKAGE = "dbt-duckdb"
CONDITIONS: dict[str, Any] = {}
CATALOGS = ("rest",)  # duckdb.org, "Iceberg REST Catalogs": nothing else can be attached


Repository = Annotated[
    str,
    StringConstraints(pattern="^([a-z][a-z_]*|https?://[A-Za-z0-9._/:-]+|/[A-Za-z0-9._/-]+)$", max_length=500),
    Says("core, core_nightly, community, a URL or an absolute path"),
]


class Extension(Section):
    """A DuckDB extension and where it comes from."""

    name: Identifier = Field(description="Name of the extension.", examples=["h3"])
    repo: Repository = Field(description="Repository that DuckDB fetches it from.", examples=["community"])


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
    extensions: Items[Identifier | Extension] = Field(
        (),
        description="DuckDB extensions that are loaded. DuckDB fetches them on first use; an image without internet needs them installed.",
        examples=[["httpfs"]],
    )
    settings: dict[Identifier, Annotated[str | bool | int | float, Field()]] = Field(
        default_factory=dict, description="DuckDB configuration options.", examples=[{"memory_limit": "2GB"}]
    )
    secrets: Items[Storage] = Field(
        (),
        description="Credentials of object storages, each filled from a Kubernetes Secret of its own.",
        examples=[[{"name": "lake", "type": "s3", "auth": "workload_identity", "region": "eu-west-1"}]],
    )
    attach: Items[Attached] = Field(
        (),
        description="Further databases, beside that of `path` and that of `catalog`.",
        examples=[[{"alias": "crm", "type": "sqlite", "path": "warehouse/crm.db", "read_only": True}]],
    )


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    made: list[tuple[str, Any]] = [("path", located(options.path or f"{name}.duckdb"))]
    if catalog:
        # The attached catalog is the database; dbt-duckdb refuses a `database` that is no alias of an attachment.
        made.append(("database", _alias(catalog)))
    made.append(("schema", options.schema_))
    if extensions := _extensions(options, catalog):
        made.append(("extensions", extensions))
    if options.settings:
        made.append(("settings", tuple(sorted(options.settings.items()))))
    secrets, attach = _attached(catalog) if catalog else ([], [])
    for index, storage in enumerate(options.secrets):
        secrets.append(storage_secret(storage, draft, f"properties.secrets[{index}].secret_ref"))
    for index, one in enumerate(options.attach):
        secrets += server_secrets(one, draft, f"properties.attach[{index}].secret_ref")
        attach.append(attachment(one))
    if secrets:
        made.append(("secrets", tuple(secrets)))
    if attach:
        made.append(("attach", tuple(attach)))
    return tuple(made)


def _extensions(options: Options, catalog: IcebergCatalog | None) -> tuple[Any, ...]:
    """What the user names, then what the rest needs: an extension is loaded before secrets are made and databases attached."""
    needed = list(_catalog_extensions(catalog)) if catalog else []
    for storage in options.secrets:
        needed.append("azure" if storage.type == "azure" else "httpfs")
        if storage.type == "s3" and storage.auth == "workload_identity":
            needed.append("aws")  # the credential chain is its own
    for one in options.attach:
        needed += [] if one.type == "duckdb" else one.type.split("_")
        needed += ["httpfs"] if one.path and one.path.startswith("https://") else []
    named = {one if isinstance(one, str) else one.name for one in options.extensions}
    made: list[Any] = [one if isinstance(one, str) else _from(one) for one in options.extensions]
    return (*made, *(one for one in dict.fromkeys(needed) if one not in named))


def _from(extension: Extension) -> Rendered:
    # dbt-duckdb writes `INSTALL name FROM repo` as it stands: a word is a repository's name, an address needs quotes.
    repo = extension.repo
    return (("name", extension.name), ("repo", repo if repo.isidentifier() else f"'{repo}'"))


def _catalog_extensions(catalog: IcebergCatalog) -> Iterator[str]:
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


def _attached(catalog: IcebergCatalog) -> tuple[list[Rendered], list[Rendered]]:
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
    return [one for one in (secret, _storage(catalog, f"{alias}_storage")) if one], [tuple(attach)]


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
    made = [reach for storage in options.secrets for reach in storage_reaches(storage)]
    for one in options.attach:
        if one.host:
            made.append(Reach(one.host, (one.port,), f"PostgreSQL of {one.alias}"))
        elif one.path and one.path.startswith("https://"):
            made.append(Reach(one.path, (443,), f"database {one.alias}"))
    return tuple(made)

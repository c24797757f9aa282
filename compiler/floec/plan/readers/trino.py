"""Trino: properties of its Iceberg connector.

Names: trinodb/trino, ``plugin/trino-iceberg`` (the ``@Config`` of IcebergRestCatalogConfig, OAuth2SecurityConfig,
IcebergRestCatalogSigV4Config, IcebergJdbcCatalogConfig, ThriftMetastoreConfig) and ``lib/trino-filesystem-*``.  Since Trino 477
requests are signed with ``security=SIGV4``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from floec.plan.lake import MASKED, IcebergCatalog, Settings
from floec.plan.values import FromVariable, Value, Variable

REST = "iceberg.rest-catalog"
DRIVERS = {"postgresql": "org.postgresql.Driver", "mysql": "com.mysql.cj.jdbc.Driver"}


def settings(catalog: IcebergCatalog, variables: Mapping[str, Variable]) -> Settings:
    """The properties; ``variables`` are those of the catalog and its storage by name."""
    match catalog.protocol:
        case "rest":
            made = _rest(catalog)
        case "hive":
            made = [("iceberg.catalog.type", "hive_metastore"), ("hive.metastore.uri", catalog.uri)]
        case "sql":
            made = _jdbc(catalog)
    made = [("connector.name", "iceberg"), *made, *_storage(catalog)]
    needed: dict[str, Variable] = {}

    def known(value: Value) -> Value:
        if isinstance(value, FromVariable):
            name = value.name.removeprefix(MASKED)
            needed[name] = replace(variables[value.name], name=name)
            return FromVariable(name)
        return tuple(known(one) for one in value) if isinstance(value, tuple) else value

    properties = tuple((key, known(value)) for key, value in made if value)
    return Settings(properties, tuple(needed.values()))


def _rest(catalog: IcebergCatalog) -> list[tuple[str, Value]]:
    made: list[tuple[str, Value]] = [
        ("iceberg.catalog.type", "rest"),
        (f"{REST}.uri", catalog.uri),
        (f"{REST}.prefix", catalog.prefix),
        (f"{REST}.warehouse", catalog.warehouse),
    ]
    if catalog.client_id:
        made += [
            (f"{REST}.security", "OAUTH2"),
            (f"{REST}.oauth2.credential", (catalog.client_id, ":", catalog.client_secret)),
            (f"{REST}.oauth2.scope", catalog.scope),
            (f"{REST}.oauth2.server-uri", catalog.token_uri),
        ]
    elif catalog.token:
        made += [(f"{REST}.security", "OAUTH2"), (f"{REST}.oauth2.token", catalog.token)]
    elif catalog.signing_service:
        # AWS's endpoints have no views, and Trino asks for them unless it is told (trino docs, S3 Tables and Glue).
        made += [
            (f"{REST}.security", "SIGV4"),
            (f"{REST}.signing-name", catalog.signing_service),
            (f"{REST}.view-endpoints-enabled", "false"),
        ]
    if catalog.headers:
        made.append((f"{REST}.http-headers", ",".join(f"{name}: {text}" for name, text in catalog.headers)))
    if catalog.delegation is not None:
        made.append((f"{REST}.vended-credentials-enabled", "true" if catalog.delegation else "false"))
    return made


def _jdbc(catalog: IcebergCatalog) -> list[tuple[str, Value]]:
    uri = str(catalog.uri)
    return [
        ("iceberg.catalog.type", "jdbc"),
        ("iceberg.jdbc-catalog.catalog-name", catalog.name),
        ("iceberg.jdbc-catalog.driver-class", DRIVERS[uri.partition(":")[0]]),
        ("iceberg.jdbc-catalog.connection-url", f"jdbc:{uri}"),
        ("iceberg.jdbc-catalog.connection-user", catalog.user),
        ("iceberg.jdbc-catalog.connection-password", catalog.password),
        ("iceberg.jdbc-catalog.default-warehouse-dir", catalog.warehouse),
    ]


def _storage(catalog: IcebergCatalog) -> list[tuple[str, Value]]:
    storage, keys = catalog.storage, catalog.storage_keys
    region = (storage.region if storage else None) or catalog.region
    match storage.kind if storage else ("s3" if region else None):
        case "s3":
            endpoint = storage.endpoint if storage else None
            made: list[tuple[str, Value]] = [("fs.native-s3.enabled", "true"), ("s3.region", region)]
            if endpoint:
                made += [("s3.endpoint", endpoint), ("s3.path-style-access", "true")]
            if keys:
                made += [("s3.aws-access-key", keys.access_key), ("s3.aws-secret-key", keys.secret_key)]
            return made
        case "gcs":
            return [("fs.native-gcs.enabled", "true"), ("gcs.json-key", keys and keys.access_key)]
        case "azure":
            auth = "ACCESS_KEY" if keys else "DEFAULT"
            made = [("fs.native-azure.enabled", "true"), ("azure.auth-type", auth)]
            return [*made, ("azure.access-key", keys and keys.access_key)]
    return []

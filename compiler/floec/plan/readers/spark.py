"""Spark: properties of Iceberg's catalog for it.

Names: apache/iceberg 1.11 (``CatalogProperties``, ``CatalogUtil``, ``AuthProperties``, ``OAuth2Properties``, ``AwsProperties``,
``S3FileIOProperties``, ``JdbcCatalog``; docs, spark-configuration).  Spark puts no variable into its files: what is secret is given when
the job is submitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from floec.plan.lake import DELEGATION_HEADER, MASKED, IcebergCatalog, Settings, TableStorage
from floec.plan.values import FromVariable, Value, Variable

EXTENSIONS = "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions"
TYPES = {"rest": "rest", "hive": "hive", "sql": "jdbc"}
FILE_IO = {
    "s3": "org.apache.iceberg.aws.s3.S3FileIO",
    "gcs": "org.apache.iceberg.gcp.gcs.GCSFileIO",
    "azure": "org.apache.iceberg.azure.adlsv2.ADLSFileIO",
}


def settings(catalog: IcebergCatalog, variables: Mapping[str, Variable]) -> Settings:
    """The properties; ``variables`` are those of the catalog and its storage by name."""
    wanted: list[tuple[str, Value]] = [
        ("type", TYPES[catalog.protocol]),
        ("uri", f"jdbc:{catalog.uri}" if catalog.protocol == "sql" else catalog.located),
        ("warehouse", catalog.warehouse),
    ]
    if catalog.protocol == "rest":
        wanted += _login(catalog)
        wanted += [(f"header.{name}", text) for name, text in catalog.headers]
        if catalog.delegation:
            wanted.append((f"header.{DELEGATION_HEADER}", "vended-credentials"))
    wanted += [("jdbc.user", catalog.user), ("jdbc.password", catalog.password)]
    wanted += _storage(catalog, catalog.storage)
    root = f"spark.sql.catalog.{catalog.name}"
    made = [("spark.sql.extensions", EXTENSIONS), (root, "org.apache.iceberg.spark.SparkCatalog")]
    made += [(f"{root}.{key}", value) for key, value in wanted if isinstance(value, str) and value]
    later = tuple(
        (f"{root}.{key}", replace(variables[value.name], name=value.name.removeprefix(MASKED)))
        for key, value in wanted
        if isinstance(value, FromVariable)
    )
    return Settings(tuple(made), (), later)


def _login(catalog: IcebergCatalog) -> list[tuple[str, Value]]:
    if catalog.credential:
        return [
            ("rest.auth.type", "oauth2"),
            ("credential", catalog.credential),
            ("scope", catalog.scope),
            ("oauth2-server-uri", catalog.token_uri),
            ("token-refresh-enabled", "true"),
        ]
    if catalog.token:
        return [("rest.auth.type", "oauth2"), ("token", catalog.token)]
    if catalog.signing_service:
        signed = [("rest.signing-name", catalog.signing_service), ("rest.signing-region", catalog.region)]
        return [("rest.auth.type", "sigv4"), *signed]
    return [("rest.auth.type", "none")]


def _storage(catalog: IcebergCatalog, storage: TableStorage | None) -> list[tuple[str, Value]]:
    region = (storage.region if storage else None) or catalog.region
    kind = storage.kind if storage else "s3" if region else ""
    made: list[tuple[str, Value]] = [("io-impl", FILE_IO.get(kind, "")), ("client.region", region)]
    if storage and storage.endpoint:
        made += [("s3.endpoint", storage.endpoint), ("s3.path-style-access", "true")]
    keys = catalog.storage_keys
    if keys and kind == "s3":
        made += [("s3.access-key-id", keys.access_key), ("s3.secret-access-key", keys.secret_key)]
    if keys and storage and kind == "azure":
        made.append(("adls.auth.shared-key.account.key", keys.access_key))
        made.append(("adls.auth.shared-key.account.name", storage.account))
    return made

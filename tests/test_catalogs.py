"""A catalog's settings for the engines that read them, and what a pipeline may connect to for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests import lakes
from tests.golden import GOLDEN
from tests.helpers import findings, slugs
from tests.lakes import BUILDS, compiled, pairs, text
from tests.running import case, floec

each = pytest.mark.parametrize("build", BUILDS)


@each
def test_every_catalog_gives_trino_a_file_under_its_name(build: str) -> None:
    made = compiled(BUILDS[build], "trino")
    assert made.plan is not None
    assert made.plan.lake is not None
    paths = [file.path for file in made.files if file.path.startswith("iceberg/trino/")]
    assert paths == [f"iceberg/trino/catalog/{made.plan.lake.name}.properties"]


@each
def test_trinos_variables_are_in_env_example_without_dbts_prefix(build: str) -> None:
    made = compiled(BUILDS[build], "trino")
    referred = set(re.findall(r"\$\{ENV:(\w+)\}", text(BUILDS[build], "trino")))
    assert not [name for name in referred if name.startswith("DBT_")]
    (listed,) = [file.text for file in made.files if file.path == "env.example"] or [""]
    assert referred <= set(re.findall(r"(?m)^(\w+)=", listed))


@each
def test_spark_gets_no_variable_and_is_told_what_to_give(build: str) -> None:
    made = text(BUILDS[build], "spark")
    assert "$" not in "".join(pairs(made).values())
    lake = compiled(BUILDS[build], "spark").plan.lake  # type: ignore[union-attr]
    assert lake is not None
    assert lake.spark is not None
    for name, variable in lake.spark.later:
        assert name not in pairs(made)
        assert f"{name}: {variable.purpose}" in made


def test_polaris_for_trino_is_as_its_own_guide_has_it() -> None:
    assert pairs(text(BUILDS["every-section"], "trino")) == {
        "connector.name": "iceberg",
        "iceberg.catalog.type": "rest",
        "iceberg.rest-catalog.uri": "http://polaris.catalog:8181/api/catalog",
        "iceberg.rest-catalog.warehouse": "lake",
        "iceberg.rest-catalog.security": "OAUTH2",
        "iceberg.rest-catalog.oauth2.credential": "${ENV:POLARIS_CLIENT_ID}:${ENV:POLARIS_CLIENT_SECRET}",
        "iceberg.rest-catalog.oauth2.scope": "PRINCIPAL_ROLE:ALL",
        "iceberg.rest-catalog.oauth2.server-uri": "http://polaris.catalog:8181/api/catalog/v1/oauth/tokens",
        "iceberg.rest-catalog.http-headers": "Polaris-Realm: POLARIS",
        "iceberg.rest-catalog.vended-credentials-enabled": "true",
        "fs.native-s3.enabled": "true",
        "s3.region": "eu-west-1",
    }


TRINO = {
    "glue": {"iceberg.rest-catalog.security": "SIGV4", "iceberg.rest-catalog.signing-name": "glue"},
    "s3-tables": {"iceberg.rest-catalog.signing-name": "s3tables", "s3.region": "eu-west-1"},
    "nessie": {
        "iceberg.rest-catalog.uri": "https://nessie.example.com/iceberg",
        "iceberg.rest-catalog.prefix": "main",
        "azure.auth-type": "DEFAULT",
    },
    "rest-out-token": {"iceberg.rest-catalog.oauth2.token": "${ENV:ICEBERG_TOKEN}"},
    "rest-out-open": {
        "iceberg.rest-catalog.vended-credentials-enabled": "false",
        "s3.aws-secret-key": "${ENV:AWS_SECRET_ACCESS_KEY}",
        "s3.path-style-access": "true",
    },
    "hive": {"iceberg.catalog.type": "hive_metastore", "fs.native-gcs.enabled": "true"},
    "hive-out-azure": {"azure.access-key": "${ENV:AZURE_STORAGE_KEY}"},
    "sql-out-production": {
        "iceberg.jdbc-catalog.connection-url": "jdbc:postgresql://pg.example.com:5432/iceberg",
        "iceberg.jdbc-catalog.connection-password": "${ENV:SQL_CATALOG_PASSWORD}",
        "iceberg.jdbc-catalog.default-warehouse-dir": "s3://acme-lake/tables",
    },
}
SPARK = {
    "every-section": {"type": "rest", "rest.auth.type": "oauth2", "header.Polaris-Realm": "POLARIS"},
    "glue": {"rest.auth.type": "sigv4", "rest.signing-name": "glue", "client.region": "eu-west-1"},
    "nessie-out-dev": {"uri": "http://localhost:19120/iceberg/dev", "rest.auth.type": "oauth2"},
    "unity-out-dev": {"rest.auth.type": "none", "warehouse": "unity"},
    "hive": {"type": "hive", "io-impl": "org.apache.iceberg.gcp.gcs.GCSFileIO"},
    "sql-out-production": {"type": "jdbc", "uri": "jdbc:postgresql://pg.example.com:5432/iceberg"},
}


@pytest.mark.parametrize("build", TRINO)
def test_trino_properties(build: str) -> None:
    made = pairs(text(BUILDS[build], "trino"))
    assert {name: made.get(name) for name in TRINO[build]} == TRINO[build]


@pytest.mark.parametrize("build", SPARK)
def test_spark_properties(build: str) -> None:
    made = pairs(text(BUILDS[build], "spark"))
    (name,) = [key.removeprefix("spark.sql.catalog.") for key, value in made.items() if value.endswith("SparkCatalog")]
    assert {key: made.get(f"spark.sql.catalog.{name}.{key}") for key in SPARK[build]} == SPARK[build]


CLUSTER = """
orchestration:
  type: dagster
  image: ghcr.io/acme/lake
  image_tag: "1.4.2"
  working_directory: /srv/lake
  database: {host: pg.example.com, name: dagster, user: dagster, secret_ref: lake-postgresql}
network:
  kubernetes_api: {cidrs: [192.0.2.10/32]}
"""


def test_in_a_cluster_the_paths_of_the_project_are_known(tmp_path: Path) -> None:
    folder = case("sql", tmp_path)
    file = folder / "floe.yaml"
    file.write_text(file.read_text(encoding="utf-8") + CLUSTER, encoding="utf-8")

    assert floec(folder, "build", "--quiet") == (0, "", "")

    values = yaml.safe_load((folder / ".floe" / "helm" / "values.yaml").read_text(encoding="utf-8"))
    pods = values["dagster"]["dagster-user-deployments"]["deployments"][0]
    found = {one["name"]: one.get("value") for one in pods["env"]}
    assert found["PYICEBERG_CATALOG__LAKE__URI"] == "sqlite:////srv/lake/catalog.db"
    assert found["PYICEBERG_CATALOG__LAKE__WAREHOUSE"] == "file:///srv/lake/warehouse"
    assert found["PYICEBERG_HOME"] == "/srv/lake/.floe/iceberg"


def test_storage_keys_are_nobodys_where_the_catalog_hands_them_out() -> None:
    """The other way round they are named: `rest-out-open` has a test above."""
    for build in ("rest", "nessie", "every-section"):
        for reader in ("trino", "spark"):
            assert not [name for name in pairs(text(BUILDS[build], reader)) if "key" in name]


def test_every_catalog_is_compiled_here() -> None:
    kinds = {compiled(one, "trino").plan.lake.kind for one in BUILDS.values()}  # type: ignore[union-attr]
    assert kinds == {"glue", "hive", "nessie", "polaris", "rest", "sql", "unity"}
    assert lakes.BUILDS.keys() > {"glue", "hive"}


def test_a_pipeline_may_connect_to_its_catalog_and_its_storage_and_no_other() -> None:
    policy = (GOLDEN / "hive" / "out" / "kubernetes" / "networkpolicy-dagster-run.yaml").read_text(encoding="utf-8")
    assert policy.count("port: 9083") == 1
    assert policy.count("Hive Metastore; floe.yaml:5 catalog") == 1  # both servers are in one namespace
    assert "table data in Google Cloud Storage (storage.googleapis.com); floe.yaml:4 storage" in policy
    azure = (GOLDEN / "hive" / "out-azure" / "kubernetes" / "networkpolicy-dagster-run.yaml").read_text(
        encoding="utf-8"
    )
    assert "acmelake.dfs.core.windows.net" in azure
    assert "googleapis" not in azure


PYTHON = "transforms:\n  - {type: python, path: score.py, entry: run}\n"
HIVE = '{type: hive, uri: "thrift://a:9083"}'
GLUE = '{type: glue, region: eu-west-1, warehouse: "123456789012"}'
S3 = "storage: {type: s3, bucket: lake}\n"


@pytest.mark.parametrize(
    ("block", "codes"),
    [
        ('{type: rest, uri: "http://a/b", auth: none}', []),
        ('{type: rest, uri: "http://a/b", auth: token}', ["missing-key"]),
        ('{type: rest, uri: "http://a/b", auth: oauth2}', ["missing-key"]),
        ('{type: rest, uri: "http://a/b", auth: sigv4, region: eu-west-1}', ["missing-key"]),
        ('{type: rest, uri: "http://a/b"}', ["missing-key"]),
        ('{type: nessie, uri: "http://a/b", auth: oauth2, secret_ref: x}', ["missing-key"]),
        ('{type: nessie, uri: "http://a/b", auth: token, secret_ref: x}', []),
        ('{type: unity, uri: "https://a", warehouse: main, auth: token}', ["missing-key"]),
        ('{type: hive, uri: "thrift://a:9083,thrift://b:9083"}', []),
        ('{type: hive, uri: "thrift://a"}', ["invalid-value"]),
        ('{type: hive, uri: "http://a:9083"}', ["invalid-value"]),
        ('{type: sql, uri: "sqlite:///a/b.db"}', []),
        ('{type: sql, uri: "sqlite:////etc/b.db"}', ["invalid-value"]),
        ('{type: sql, uri: "sqlite:///../b.db"}', ["invalid-value"]),
        ('{type: sql, uri: "postgresql://a/b"}', ["catalog-fields"]),
        ('{type: sql, uri: "postgresql://a/b", secret_ref: x}', []),
        ('{type: sql, uri: "postgresql://me@a/b", secret_ref: x}', ["invalid-value"]),
        ('{type: glue, region: eu-west-1, warehouse: "12345"}', ["invalid-value"]),
        ('{type: glue, region: eu-west-1, warehouse: "123456789012:s3tablescatalog/lake"}', []),
        ('{type: glue, name: my_lake, region: eu-west-1, warehouse: "123456789012"}', ["invalid-value"]),
        ('{type: glue, name: aux, region: eu-west-1, warehouse: "123456789012"}', ["catalog-fields"]),
        ('{type: glue, name: temp, region: eu-west-1, warehouse: "123456789012"}', ["catalog-fields"]),
        ('{type: rest, uri: "http://a/b", auth: none, warehouse: "${ENV:HOME}"}', ["invalid-value"]),
    ],
)
def test_fields(block: str, codes: list[str]) -> None:
    found = findings(f"name: orders\ncompute: {{target: duckdb}}\n{S3}catalog: {block}\n{PYTHON}")
    assert slugs(found) == codes


@pytest.mark.parametrize(
    ("compute", "block", "steps", "codes"),
    [
        ("{target: duckdb}", HIVE, "dbt", ["catalog-engine"]),
        ("{target: duckdb}", HIVE, "python", []),
        ("{target: duckdb}", GLUE, "dbt", []),
        ("{target: motherduck, connection_secret_ref: x}", GLUE, "dbt", ["unused-catalog"]),
        ("{target: motherduck, connection_secret_ref: x}", GLUE, "python", []),
        ("{target: snowflake, connection_secret_ref: x}", GLUE, "dbt", ["unused-catalog"]),
        ("{target: snowflake, connection_secret_ref: x, properties: {catalog_linked_database: LAKE}}", GLUE, "dbt", []),
        ("{target: snowflake, connection_secret_ref: x}", HIVE, "dbt", ["catalog-engine"]),
    ],
)
def test_a_catalog_and_its_engine(compute: str, block: str, steps: str, codes: list[str]) -> None:
    step = PYTHON if steps == "python" else "transforms: [{name: marts, type: dbt, path: ./dbt}]\n"
    assert slugs(findings(f"name: orders\ncompute: {compute}\n{S3}catalog: {block}\n{step}")) == codes

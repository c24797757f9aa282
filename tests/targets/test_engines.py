"""athena, databricks, duckdb, motherduck, snowflake, spark, trino: what they connect to, and what is refused of what they would ignore."""

from __future__ import annotations

from typing import Any

import pytest

from floec import toolbox
from floec.plan.plugins import Draft
from floec.plan.values import Ask
from tests.helpers import findings, only, slugs

TARGETS = ("athena", "databricks", "duckdb", "motherduck", "snowflake", "spark", "trino")


def plugin(target: str) -> Any:
    return toolbox.load("targets", target)


def reached(target: str, **properties: Any) -> list[tuple[str, tuple[int, ...]]]:
    made = plugin(target)
    return [(one.host, one.ports) for one in made.reaches(made.Options.model_validate(properties))]


def written(target: str, **properties: Any) -> dict[str, Any]:
    """The options of the dbt output, with a Secret."""
    made = plugin(target)
    return dict(made.output(made.Options.model_validate(properties), Draft("credentials", Ask), None, "orders"))


def text(target: str, properties: str, *, secret: bool = True) -> str:
    ref = "connection_secret_ref: s, " if secret else ""
    return f"name: orders\ncompute: {{target: {target}, {ref}properties: {{{properties}}}}}\ntransforms: [{{type: dbt, path: dbt}}]\n"


@pytest.mark.parametrize("target", TARGETS)
def test_no_secret_and_no_host_has_a_default(target: str) -> None:
    values = [one for one in written(target).values() if isinstance(one, str)]
    assert not [one for one in values if "." in one and one != "orders.duckdb"]


@pytest.mark.parametrize(
    ("target", "properties", "expected"),
    [
        ("databricks", {}, [("", (443,))]),
        ("databricks", {"host": "a.b.c"}, [("a.b.c", (443,))]),
        ("databricks", {"host": "a.b", "auth": "azure"}, [("a.b", (443,)), ("login.microsoftonline.com", (443,))]),
        ("spark", {}, [("", (10000,))]),
        ("spark", {"method": "http", "host": "a.b"}, [("a.b", (443,))]),
        ("spark", {"method": "session"}, []),
        ("trino", {"host": "trino.query"}, [("trino.query", (443,))]),
        ("trino", {"host": "trino.query", "auth": "none"}, [("trino.query", (8080,))]),
        ("trino", {"host": "trino.query", "auth": "none", "http_scheme": "https"}, [("trino.query", (443,))]),
        ("trino", {"host": "trino.query", "port": 8443}, [("trino.query", (8443,))]),
        (
            "athena",
            {"region_name": "eu-west-1"},
            [(f"{one}.eu-west-1.amazonaws.com", (443,)) for one in ("athena", "s3", "glue", "sts")],
        ),
        (
            "athena",
            {"region_name": "cn-north-1", "lf_tags_database": {"a": "b"}},
            [(f"{one}.cn-north-1.amazonaws.com.cn", (443,)) for one in ("athena", "s3", "glue", "sts", "lakeformation")],
        ),
        ("athena", {}, [("*.amazonaws.com", (443,))] * 4),
        ("snowflake", {"account": "a"}, [("a.snowflakecomputing.com", (443, 80))]),
        (
            "snowflake",
            {"account": "a", "auth": "okta", "okta_url": "https://a.okta.com"},
            [("a.snowflakecomputing.com", (443, 80)), ("https://a.okta.com", (443,))],
        ),
        ("duckdb", {}, []),
        (
            "duckdb",
            {"secrets": [{"name": "m", "type": "s3", "auth": "access_key", "endpoint": "minio.storage", "use_ssl": False}]},
            [("minio.storage", (80,))],
        ),
        (
            "duckdb",
            {"attach": [{"alias": "a", "type": "postgres", "host": "pg.db", "port": 6432}]},
            [("pg.db", (6432,))],
        ),
    ],
)  # fmt: skip
def test_what_runs_connect_to(
    target: str, properties: dict[str, Any], expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert reached(target, **properties) == expected


@pytest.mark.parametrize(
    ("target", "properties", "slug", "words"),
    [
        ("databricks", "host: https://a.b.c", "invalid-value", "`https://a.b.c` is not a valid `compute.properties.host`"),
        ("databricks", "client_id: c", "unused-key", "`client_id` is not used with `auth: token`, the default"),
        ("trino", "auth: jwt, http_scheme: http", "unused-key", "`http_scheme` is not used with `auth: jwt`"),
        ("trino", "auth: LDAP", "invalid-choice", "`LDAP` is not a valid `compute.properties.auth`"),
        ("trino", "port: '443'", "wrong-type", "`compute.properties.port` must be a whole number, not text"),
        ("trino", "auth: kerberos, keytab: /k", "missing-key", "required key `principal` is missing from `compute.properties`"),
        ("spark", "auth: kerberos", "missing-key", "required key `kerberos_service_name` is missing from `compute.properties`"),
        ("spark", "method: session, host: a.b", "unused-key", "`host` is not used with `method: session`"),
        ("athena", "aws_profile_name: a", "unused-key", "`aws_profile_name` is not used with `auth: workload_identity`, the default"),
        ("snowflake", "auth: workload_identity", "missing-key", "required key `workload_identity_provider` is missing from `compute.properties`"),
        ("snowflake", "private_key_path: /k", "unknown-key", "unknown key `private_key_path` for target `snowflake`"),
    ],
)  # fmt: skip
def test_what_is_refused_is_named_with_its_reason(target: str, properties: str, slug: str, words: str) -> None:
    one = only(findings(text(target, properties)))
    assert (one.code.slug, one.message) == (slug, words)


@pytest.mark.parametrize(
    ("target", "properties"),
    [
        ("trino", ""),
        ("databricks", ""),
        ("spark", "auth: ldap"),
        ("spark", "method: http, cluster: c"),
        ("spark", "method: odbc, driver: d, cluster: c"),
        ("spark", "method: odbc, driver: d"),
        ("athena", "auth: access_key"),
        ("snowflake", "auth: workload_identity, workload_identity_provider: OIDC"),
        ("snowflake", "auth: okta, okta_url: 'https://a.okta.com'"),
    ],
)
def test_a_login_that_reads_a_secret_needs_one(target: str, properties: str) -> None:
    one = only(findings(text(target, properties, secret=False)))
    assert (one.code.slug, one.path) == ("missing-key", "compute.connection_secret_ref")
    assert findings(text(target, properties)) == []


def test_only_spark_in_a_process_of_its_own_needs_no_host() -> None:
    runs = (
        "orchestration: {type: dagster, image: ghcr.io/acme/x, image_tag: '1', database: {host: pg.x, secret_ref: y}}\n"
        "network: {kubernetes_api: {cidrs: [10.0.0.1/32]}}\n"
    )
    assert slugs(findings(text("spark", "") + runs)) == ["unknown-host"]
    assert slugs(findings(text("trino", "") + runs)) == ["unknown-host"]
    assert slugs(findings(text("spark", "method: session") + runs)) == []

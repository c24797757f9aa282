"""bigquery, clickhouse, fabric, postgres, redshift, sqlserver: what they connect to, and what is refused of what they would ignore."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from floec import toolbox
from floec.diagnostics import has_errors
from floec.plan.addresses import INTERNET, located
from floec.plan.plugins import Draft
from floec.plan.topology import External, Network, Pods
from floec.plan.values import Ask
from tests.helpers import findings, only, slugs, span
from tests.test_schema import schema

TARGETS = ("bigquery", "clickhouse", "fabric", "postgres", "redshift", "sqlserver")
CLUSTER = "marts.abc123.eu-west-1.redshift.amazonaws.com"
ENTRA = ("login.microsoftonline.com", (443,))
GOOGLE = [("https://bigquery.googleapis.com", ())]
RUNS = (
    "orchestration: {type: dagster, image: ghcr.io/acme/x, image_tag: '1', database: {host: pg.x, secret_ref: y}}\n"
    "network: {kubernetes_api: {cidrs: [10.0.0.1/32]}}\n"
)


def reached(target: str, **properties: Any) -> list[tuple[str, tuple[int, ...]]]:
    plugin = toolbox.load("targets", target)
    return [(one.host, one.ports) for one in plugin.reaches(plugin.Options.model_validate(properties))]


def written(target: str, **properties: Any) -> dict[str, Any]:
    """The options of the dbt output, with a Secret."""
    plugin = toolbox.load("targets", target)
    draft = Draft("credentials", Ask)
    return dict(plugin.output(plugin.Options.model_validate(properties), draft, None, "orders"))


def floe(target: str, *, secret: bool = True, more: str = "", **properties: Any) -> str:
    compute: dict[str, Any] = {"target": target, "properties": properties}
    if secret:
        compute["connection_secret_ref"] = "credentials"
    return f"name: orders\ncompute: {json.dumps(compute)}\ntransforms: [{{type: dbt, path: dbt}}]\n{more}"


@pytest.mark.parametrize(
    ("target", "properties", "expected"),
    [
        ("postgres", {"host": "pg.databases"}, [("pg.databases", (5432,))]),
        ("postgres", {"host": "10.1.2.3", "port": 6432}, [("10.1.2.3", (6432,))]),
        ("postgres", {}, [("", (5432,))]),
        ("redshift", {"host": CLUSTER}, [(CLUSTER, (5439,))]),
        ("redshift", {"host": CLUSTER, "auth": "iam", "cluster_id": "marts"},
         [(CLUSTER, (5439,)), ("redshift.eu-west-1.amazonaws.com", (443,)), ("sts.eu-west-1.amazonaws.com", (443,))]),
        ("redshift", {"host": CLUSTER, "auth": "iam_access_key", "cluster_id": "marts"},
         [(CLUSTER, (5439,)), ("redshift.eu-west-1.amazonaws.com", (443,))]),
        ("redshift", {"host": "rs.example.com", "auth": "iam_role", "serverless_work_group": "marts"},
         [("rs.example.com", (5439,)), ("*.redshift-serverless.amazonaws.com", (443,)), ("*.sts.amazonaws.com", (443,))]),
        ("redshift", {"auth": "iam", "cluster_id": "marts", "region": "us-east-2"},
         [("", (5439,)), ("redshift.us-east-2.amazonaws.com", (443,)), ("sts.us-east-2.amazonaws.com", (443,))]),
        ("redshift", {"host": CLUSTER, "auth": "oauth_token_identity_center", "identity_provider_url": "https://acme.okta.com/token"},
         [(CLUSTER, (5439,)), ("https://acme.okta.com/token", ())]),
        ("redshift", {"host": CLUSTER, "auth": "browser_identity_center", "idc_region": "eu-west-1"},
         [(CLUSTER, (5439,)), ("oidc.eu-west-1.amazonaws.com", (443,))]),
        ("bigquery", {}, [*GOOGLE, ("oauth2.googleapis.com", (443,))]),
        ("bigquery", {"auth": "access_token"}, GOOGLE),
        ("bigquery", {"impersonate_service_account": "a@b"},
         [*GOOGLE, ("oauth2.googleapis.com", (443,)), ("iamcredentials.googleapis.com", (443,))]),
        ("bigquery", {"auth": "workload_identity_federation", "identity_provider_url": "https://login.microsoftonline.com/x"},
         [*GOOGLE, ("https://login.microsoftonline.com/x", ()), ("sts.googleapis.com", (443,))]),
        ("bigquery", {"auth": "access_token", "api_endpoint": "https://bq.example.com:8443"}, [("https://bq.example.com:8443", ())]),
        ("sqlserver", {"host": "mssql.databases"}, [("mssql.databases", (1433,))]),
        ("sqlserver", {"host": "mssql.databases", "auth": "windows"}, [("mssql.databases", (1433,))]),
        ("sqlserver", {"host": "a.database.windows.net", "auth": "service_principal"}, [("a.database.windows.net", (1433,)), ENTRA]),
        ("sqlserver", {"host": "a.database.windows.net", "auth": "managed_identity"}, [("a.database.windows.net", (1433,))]),
        ("fabric", {"host": "a.datawarehouse.fabric.microsoft.com"}, [("a.datawarehouse.fabric.microsoft.com", (1433,)), ENTRA]),
        ("fabric", {"workspace_name": "Sales", "auth": "access_token"},
         [("*.datawarehouse.fabric.microsoft.com", (1433,)), ("api.fabric.microsoft.com", (443,))]),
        ("clickhouse", {"host": "ch.databases"}, [("ch.databases", (8443,))]),
        ("clickhouse", {"host": "ch.databases", "secure": False}, [("ch.databases", (8123,))]),
        ("clickhouse", {"host": "ch.databases", "driver": "native"}, [("ch.databases", (9440,))]),
        ("clickhouse", {"host": "ch.databases", "driver": "native", "secure": False}, [("ch.databases", (9000,))]),
        ("clickhouse", {"host": "ch.databases", "port": 9999}, [("ch.databases", (9999,))]),
    ],
)  # fmt: skip
def test_what_a_run_must_reach(target: str, properties: dict[str, Any], expected: list[Any]) -> None:
    assert reached(target, **properties) == expected


def test_a_host_that_only_the_secret_knows_is_outside() -> None:
    assert located("pg.databases", "data", ()) == Pods("databases")
    assert located("", "data", ()) == External("the host that the Secret holds", INTERNET)
    assert located("", "data", ("10.0.0.0/8",)) == External("the host that the Secret holds", (Network("10.0.0.0/8"),))


@pytest.mark.parametrize(
    ("target", "key", "properties", "expected"),
    [
        ("postgres", "host", {}, "::1"),
        ("redshift", "host", {}, "::1"),
        ("clickhouse", "host", {"driver": "native"}, "::1"),
        ("clickhouse", "host", {"driver": "http"}, "[::1]"),
    ],
)
def test_an_ipv6_address_is_written_as_the_client_reads_it(
    target: str, key: str, properties: Any, expected: str
) -> None:
    assert written(target, host="[::1]", **properties)[key] == expected


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("key", ["password", "passphrase", "token", "private_key", "client_secret", "access_key"])
def test_a_literal_secret_is_refused_and_never_shown(target: str, key: str) -> None:
    found = findings(floe(target, **{key: "hunter2-of-mine"}))
    assert "inline-secret" in slugs(found)
    secret = next(one for one in found if one.code.slug == "inline-secret")
    assert f"{target}_{key}".upper() in secret.help
    assert all("hunter2" not in f"{one.message} {one.label} {one.help} {one.notes}" for one in found)


@pytest.mark.parametrize("target", TARGETS)
def test_no_setting_is_named_like_a_secret(target: str) -> None:
    """Else its value would be refused: every text setting takes its example."""
    for key, one in schema("floe.schema.json")["definitions"][f"{target}_properties"]["properties"].items():
        for example in one.get("examples", ()):
            found = findings(floe(target, **{key: example}))
            assert not {"inline-secret", "possible-secret"} & set(slugs(found)), key


@pytest.mark.parametrize("target", TARGETS)
def test_every_connection_property_left_out_is_a_variable_of_the_secret(target: str) -> None:
    draft = Draft("credentials", Ask)
    plugin = toolbox.load("targets", target)
    plugin.output(plugin.Options(), draft, None, "orders")
    assert draft.variables
    for variable in draft.variables.values():
        assert variable.name.removeprefix("DBT_ENV_SECRET_").startswith(f"{target.upper()}_")
        assert variable.source is not None
        assert variable.source.key == variable.name.removeprefix("DBT_ENV_SECRET_")
        assert variable.secret == variable.name.startswith("DBT_ENV_SECRET_")
        assert variable.required


@pytest.mark.parametrize(
    ("target", "properties", "path", "message"),
    [
        ("bigquery", {"keyfile_path": "/k"}, "keyfile_path", "`keyfile_path` is not used with `auth: oauth`, the default"),
        ("postgres", {"sslcert": "/c", "auth": "password"}, "sslcert", "`sslcert` is not used with `auth: password`"),
        ("redshift", {"auth": "iam", "cluster_id": "c", "serverless_work_group": "w"}, "cluster_id",
         "`cluster_id` is not used beside `serverless_work_group`"),
        ("fabric", {"host": "a.b", "workspace_id": "w"}, "workspace_id", "`workspace_id` is not used beside `host`"),
        ("clickhouse", {"secure": False, "verify": False}, "verify", "`verify` is not used with `secure: false`"),
        ("sqlserver", {"auth": "cli", "user": "u"}, "user", "`user` is not used with `auth: cli`"),
    ],
)  # fmt: skip
def test_a_setting_that_nothing_reads(target: str, properties: Any, path: str, message: str) -> None:
    found = only(findings(floe(target, **properties)))
    assert (found.code.slug, found.path, found.message) == ("unused-key", f"compute.properties.{path}", message)
    assert span(found).text == f'"{path}"'


@pytest.mark.parametrize(
    ("target", "properties", "missing"),
    [
        ("bigquery", {"auth": "service_account"}, "keyfile_path"),
        ("postgres", {"auth": "certificate", "sslcert": "/c"}, "sslkey"),
        ("postgres", {"sslmode": "verify-full"}, "sslrootcert"),
        ("postgres", {"sslrootcert": "system"}, "sslmode"),
        ("redshift", {"auth": "iam"}, "cluster_id"),
        ("redshift", {"auth": "iam", "cluster_id": "c", "serverless_acct_id": "123456789012"}, "serverless_work_group"),
        ("fabric", {"auth": "workload_identity", "tenant_id": "t"}, "client_id"),
        ("clickhouse", {"cluster_mode": True}, "cluster"),
    ],
)
def test_a_setting_that_another_one_needs(target: str, properties: Any, missing: str) -> None:
    found = only(findings(floe(target, **properties)))
    assert (found.code.slug, found.path) == ("missing-key", f"compute.properties.{missing}")
    assert f"add `{missing}: " in found.help
    assert "…" not in found.help


@pytest.mark.parametrize("target", TARGETS)
def test_a_secret_is_asked_for_by_the_logins_that_read_one(target: str) -> None:
    """The explanation of a way of logging in names keys of the Secret, or says that there is none."""
    auth = schema("floe.schema.json")["definitions"][f"{target}_properties"]["properties"]["auth"]
    for way, words in zip(auth["enum"], auth["enumDescriptions"], strict=True):
        found = findings(floe(target, secret=False, auth=way))
        asked = "compute.connection_secret_ref" in [one.path for one in found]
        assert asked == (f"{target.upper()}_" in words), way
        assert asked != ("no secret" in words or "nothing is read from the Secret" in words), way


def test_a_choice_that_another_setting_narrows() -> None:
    found = only(findings(floe("redshift", auth="iam", cluster_id="c", sslmode="disable")))
    assert found.message == "`disable` is not a valid `compute.properties.sslmode` with `auth: iam`"
    assert found.notes == ("allowed: verify-ca, verify-full",)


def test_a_switch_that_another_setting_leaves_no_choice() -> None:
    found = only(findings(floe("clickhouse", auth="certificate", client_cert="/c", client_cert_key="/k", secure=False)))
    assert (found.code.slug, found.message) == ("invalid-choice", "`secure` must be true with `auth: certificate`")
    assert found.help == "write `secure: true`"


@pytest.mark.parametrize("target", ["clickhouse", "fabric", "postgres", "redshift", "sqlserver"])
def test_a_host_in_the_secret_is_warned_about_where_policies_are_made(target: str) -> None:
    host = {"host": "warehouse.example.com"}
    assert slugs(findings(floe(target, more=RUNS))) == ["unknown-host"]
    assert slugs(findings(floe(target))) == []
    assert slugs(findings(floe(target, more=RUNS, **host))) == []
    assert slugs(findings(floe(target, more=RUNS.replace("{kube", "{external_cidrs: [10.9.0.0/16], kube")))) == []


def test_a_target_without_a_host_has_no_unknown_one() -> None:
    assert slugs(findings(floe("bigquery", more=RUNS))) == []
    assert slugs(findings(floe("fabric", more=RUNS, workspace_name="Sales"))) == []


@pytest.mark.parametrize("target", ["fabric", "sqlserver"])
def test_a_users_password_at_entra_is_warned_about(target: str) -> None:
    found = only(findings(floe(target, auth="active_directory_password")))
    assert (found.code.slug, found.path) == ("password-login", "compute.properties.auth")
    assert f"`{target.upper()}_CLIENT_SECRET`" in found.help
    assert not has_errors([found])


def test_the_name_of_a_google_resource_is_no_secret_but_what_looks_drawn_at_random_is() -> None:
    pool = "//iam.googleapis.com/projects/123456789/locations/global/workloadIdentityPools/Acme/providers/Entra"
    assert slugs(findings(floe("snowflake", auth="external_browser", role=pool))) == []
    assert slugs(findings(floe("snowflake", auth="external_browser", role=pool[6:]))) == ["possible-secret"]


def conditions(node: Any) -> Iterator[Any]:
    """Every part of a schema that requires keys."""
    if isinstance(node, dict):
        if isinstance(node.get("required"), list):
            yield node
        for one in node.values():
            yield from conditions(one)
    elif isinstance(node, list):
        for one in node:
            yield from conditions(one)


@pytest.mark.parametrize("target", TARGETS)
def test_conditions_declare_what_they_require(target: str) -> None:
    """As strict checkers ask: each required key beside it, and the type of what holds them."""
    found = list(conditions(toolbox.load("targets", target).CONDITIONS))
    assert found
    for one in found:
        assert set(one["required"]) <= one["properties"].keys()
        assert one["type"] == "object"

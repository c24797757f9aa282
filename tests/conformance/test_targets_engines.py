"""Engines by name: what floec writes for every way of logging in, as the real adapters take it, and what neither of the two may let pass."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conformance._engine_logins import BY_NAME, LOGINS, OF_SECRET, ROLE, SWITCH
from tests.conformance._targets import Answer, Built, Login, build, load, meant, question
from tests.conformance.test_dbt import ENVIRONMENTS


def changed(name: str, fault: str, /, *without: str, secret: bool | None = None, **more: Any) -> Login:
    return BY_NAME[name].changed(fault, *without, secret=secret, **more)


BROKEN = [
    # What adapters take silently and cannot connect with: the facts, and what the adapters' code asks on connecting.
    *(login.changed("no-secret", secret=False) for login in LOGINS if login.secret and login.properties),
    changed("databricks-token", "scheme", host="https://dbc-1.cloud.databricks.com"),
    changed("databricks-token", "port", host="dbc-1.cloud.databricks.com:443"),
    changed("databricks-token", "method", auth="personal"),
    changed("databricks-token", "client", client_id="c-1"),
    changed("databricks-oauth", "azure-client", azure_client_id="c-1"),
    changed("databricks-oidc_file", "no-client", "client_id"),
    changed("databricks-oidc_file", "no-file", "oidc_token_path"),
    changed("databricks-token", "catalog-in-schema", schema="main.marts"),
    changed("databricks-token", "catalog-twice", session_properties={"databricks.catalog": "main"}),
    changed("spark-thrift", "service", kerberos_service_name="hive"),
    changed("spark-thrift-kerberos", "no-service", "kerberos_service_name"),
    changed("spark-thrift-ldap", "service", kerberos_service_name="hive"),
    changed("spark-thrift", "method", auth="pam"),
    changed("spark-thrift", "cluster", cluster="c-1"),
    changed("spark-http", "no-cluster", "cluster"),
    changed("spark-http", "user", user="loader"),
    changed("spark-odbc-own", "no-driver", "driver"),
    changed("spark-odbc-cluster", "endpoint", endpoint="e1"),
    changed("spark-odbc-own", "cluster-no-secret", cluster="c-1"),
    changed("spark-odbc-own", "nothing-to-say", "connection_string_suffix"),
    changed("spark-session", "host", host="spark-thrift.spark"),
    changed("trino-ldap", "method", auth="LDAP"),
    changed("trino-ldap", "unknown-method", auth="basic"),
    changed("trino-ldap", "scheme", http_scheme="http"),
    changed("trino-ldap", "url", host="https://trino.example.com"),
    changed("trino-jwt", "keytab", keytab="/etc/trino/loader.keytab"),
    changed("trino-kerberos", "no-keytab", "keytab"),
    changed("trino-kerberos", "no-principal", "principal"),
    changed("trino-gssapi", "mutual", mutual_authentication="maybe"),
    changed("trino-certificate", "no-key", "client_private_key_path"),
    changed("trino-certificate", "no-certificate", "client_certificate_path"),
    changed("trino-none", "impersonation", impersonation_user="ada"),
    changed("athena-assume_role", "no-role", "assume_role_arn"),
    changed("athena-assume_role", "short", assume_role_duration_seconds=60),
    changed("athena-assume_role", "long", assume_role_duration_seconds=86400),
    changed("athena-profile", "no-profile", "aws_profile_name"),
    changed("athena-access_key", "role", assume_role_arn=ROLE),
    changed("athena-workload_identity", "naming", s3_data_naming="flat"),
    changed("athena-workload_identity", "folder", s3_staging_dir="/results"),
    changed("snowflake-key_pair", "authenticator", auth="magic"),
    changed("snowflake-key_pair", "path", private_key_path="/etc/snowflake/key.p8"),
    changed("snowflake-password", "key", key_encrypted=True),
    changed("snowflake-workload_identity-AWS", "no-provider", "workload_identity_provider"),
    changed("snowflake-workload_identity-AWS", "entra", workload_identity_entra_resource="api://1"),
    changed("snowflake-workload_identity-OIDC", "no-token", secret=False),
    changed("snowflake-okta", "no-url", "okta_url"),
    changed("snowflake-okta", "plain", okta_url="http://acme.okta.com"),
    changed("snowflake-okta", "elsewhere", okta_url="https://okta.example.com"),
    changed("snowflake-key_pair", "okta", okta_url="https://acme.okta.com"),
    changed("motherduck-token", "mode", attach_mode="all"),
    # What adapters take silently though nothing reads it, and what is of the wrong type.
    *(login.changed("unknown", pasword="x") for login in LOGINS),
    *(login.changed("text", **{SWITCH.get(login.target, "connect_retries"): "many"}) for login in LOGINS),
    *(login.changed("number", schema=7) for login in LOGINS),
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """What floec makes of every row."""
    folder = tmp_path_factory.mktemp("built")
    return {login.id: build(login, folder / login.id) for login in (*LOGINS, *BROKEN)}


@pytest.fixture(scope="module")
def loaded(built: dict[str, Built], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """What the adapters make of every row that floec builds."""
    accepted = [login for login in (*LOGINS, *BROKEN) if built[login.id].code == 0]
    return asked({login.id: (login, question(built[login.id])) for login in accepted}, tmp_path_factory.mktemp("home"))


def asked(questions: Mapping[str, tuple[Login, dict[str, Any]]], home: Path) -> dict[str, Answer]:
    """Answers by name; one process an environment."""
    answers: dict[str, Answer] = {}
    for environment in ("dbt", *dict.fromkeys(ENVIRONMENTS.values())):
        here = {
            name: one
            for name, (login, one) in questions.items()
            if ENVIRONMENTS.get(login.target, "dbt") == environment
        }
        answers.update(zip(here, load(here.values(), home, environment), strict=True))
    return answers


def test_every_row_has_a_name_of_its_own() -> None:
    assert len({login.id for login in (*LOGINS, *BROKEN)}) == len(LOGINS) + len(BROKEN)


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.id)
def test_the_adapter_takes_a_login_as_it_was_meant(
    login: Login, built: dict[str, Built], loaded: dict[str, Answer]
) -> None:
    assert built[login.id].code == 0, built[login.id].said
    answer = loaded[login.id]
    assert "refused" not in answer
    assert answer["before"] == ""
    fields = answer["fields"]
    assert {name: fields.get(name) for name in login.fields} == meant(login.fields)


@pytest.mark.parametrize("login", BROKEN, ids=lambda login: login.id)
def test_a_broken_one_does_not_pass_both(login: Login, built: dict[str, Built], loaded: dict[str, Answer]) -> None:
    if built[login.id].code == 0:
        answer = loaded[login.id]
        assert answer.get("refused") or answer["before"], f"floec and the adapter both take {login.properties}"
    else:
        assert "error[" in built[login.id].said


def test_what_floec_does_not_write_is_a_variable_that_must_be_set(
    built: dict[str, Built], loaded: dict[str, Answer], tmp_path: Path
) -> None:
    """Without one of them the adapter refuses, or says so when it connects, but for some passwords."""
    rows = {f"{login.id} {name}": (login, name) for login in LOGINS for name in built[login.id].variables}
    asking = {key: (login, question(built[login.id], without=name)) for key, (login, name) in rows.items()}
    silent = set()
    for key, answer in asked(asking, tmp_path).items():
        refusal = answer.get("refused") or answer["before"]
        if refusal:
            assert any(words in refusal for words in (rows[key][1], "None is not of type", "Password should be set")), (
                key
            )
        else:
            silent.add(key)
    # A missing secret under a key with `password` in its name is none at all to dbt; over TLS, dbt-spark then makes one up.
    assert silent == {
        "spark-thrift-ldap DBT_ENV_SECRET_SPARK_PASSWORD",
        "snowflake-password DBT_ENV_SECRET_SNOWFLAKE_PASSWORD",
        "snowflake-okta DBT_ENV_SECRET_SNOWFLAKE_PASSWORD",
    }
    assert {name for _, name in rows.values()} >= {
        f"{prefix}_{key}" for prefix, keys in OF_SECRET.items() for key in keys
    }

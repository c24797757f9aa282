"""Warehouses by name: what floec writes for every way of logging in, as the real adapters take it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance._targets import Answer, Built, Login, Variant, build, load, meant, question, variants
from tests.conformance._warehouses import LOGINS, TABLE
from tests.conformance.test_dbt import SWALLOWED
from tests.test_schema import schema

# What an adapter looks for only when it connects, beyond what `_target_checks.py` asks it: facts of its source.
NEEDED = {
    ("postgres", "password"): {"password"},
    ("redshift", "database"): {"user", "password"},
    ("redshift", "iam"): {"user"},
    ("redshift", "iam_access_key"): {"user", "access_key_id", "secret_access_key"},
    ("bigquery", "service_account_json"): {"keyfile_json"},
    ("bigquery", "oauth_secrets"): {"refresh_token", "client_id", "client_secret", "token_uri"},
    ("bigquery", "access_token"): {"token"},
    ("sqlserver", "sql"): {"UID", "PWD"},
    ("sqlserver", "service_principal"): {"tenant_id", "client_id", "client_secret"},
    ("sqlserver", "active_directory_password"): {"UID", "PWD"},
    ("sqlserver", "access_token"): {"access_token"},
    ("fabric", "service_principal"): {"tenant_id", "client_id", "client_secret"},
    ("fabric", "access_token"): {"access_token"},
    ("fabric", "active_directory_password"): {"UID", "PWD"},
    ("clickhouse", "password"): {"user", "password"},
}
ALWAYS = {
    "postgres": {"host", "port", "user", "database", "schema"},
    "redshift": {"host", "port", "database", "schema", "method"},
    "bigquery": {"database", "schema", "method"},
    "sqlserver": {"driver", "host", "database", "schema"},
    "fabric": {"host", "database", "schema"},
    "clickhouse": {"host", "port", "user", "schema"},
}


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """Every login, built."""
    top = tmp_path_factory.mktemp("logins")
    return {one.id: build(one, top / one.id) for one in LOGINS}


@pytest.fixture(scope="module")
def loaded(builds: dict[str, Built], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """Every login, loaded by its adapter."""
    answers = load([question(one) for one in builds.values()], tmp_path_factory.mktemp("home"))
    return dict(zip(builds, answers, strict=True))


def test_every_way_of_logging_in_has_a_row() -> None:
    """The table has what the schema has."""
    for target, (_, ways) in TABLE.items():
        assert set(ways) == set(
            schema("floe.schema.json")["definitions"][f"{target}_properties"]["properties"]["auth"]["enum"]
        ), target


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.id)
def test_the_adapter_takes_what_floec_writes(login: Login, builds: dict[str, Built], loaded: dict[str, Answer]) -> None:
    assert (builds[login.id].code, builds[login.id].said) == (0, builds[login.id].said)
    answer = loaded[login.id]
    assert "refused" not in answer
    assert (answer["type"], answer["threads"], answer["before"]) == (login.target, 4, "")
    fields = answer["fields"]
    assert {key: fields.get(key) for key in login.fields} == {key: meant(one) for key, one in login.fields.items()}
    assert needed(login) <= fields.keys()


def needed(login: Login) -> set[str]:
    """What the adapter must have for a login, or one that was made from it."""
    return ALWAYS[login.target] | NEEDED.get((login.target, login.properties.get("auth", login.name)), set())


def test_a_variable_that_is_missing_is_refused_by_name(builds: dict[str, Built], tmp_path: Path) -> None:
    """But for a key called `password`, whose error dbt swallows: there the type is refused, and the adapter knows no other name."""
    asked = [(name, one, variable) for name, one in builds.items() for variable in one.variables]
    answers = load([question(one, without=variable) for _, one, variable in asked], tmp_path)
    for (name, _, variable), answer in zip(asked, answers, strict=True):
        expected = SWALLOWED.get(variable, f"Env var required but not provided: '{variable}'")
        assert expected in answer.get("refused", ""), (name, variable)
    assert len(asked) > 20


VARIANTS = variants(LOGINS, schema("floe.schema.json"))


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Built, Answer]]:
    """Every variant, and what the adapter says of those that floec takes."""
    top = tmp_path_factory.mktemp("variants")
    made = {one.login.id: build(one.login, top / str(index)) for index, one in enumerate(VARIANTS)}
    taken = {name: one for name, one in made.items() if one.code == 0}
    answers = load([question(one) for one in taken.values()], tmp_path_factory.mktemp("home"))
    known = dict(zip(taken, answers, strict=True))
    return {name: (one, known.get(name, {})) for name, one in made.items()}


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.login.id)
def test_nothing_that_cannot_connect_passes_both(variant: Variant, varied: dict[str, tuple[Built, Answer]]) -> None:
    built, answer = varied[variant.login.id]
    if variant.refused:
        assert built.code == 1, built.said
    if built.code == 1:
        assert "error[" in built.said
    else:
        assert built.code == 0, built.said
        assert "refused" not in answer
        assert answer["before"] == ""
        assert needed(variant.login) <= answer["fields"].keys()


# The other side's eyes: what floec would never write, and what the adapter or its own check says of it. An output of the table, with a text replaced.
CONTROLS = {
    "postgres-password": ("sslmode: require", "sslmode: require\n      sslrootcert: system", "weak sslmode"),
    "postgres-certificate": ("port: 5432", 'port: "5432"', "is not of type 'integer'"),
    "redshift-database": ("method: database", "method: magic", "Invalid 'method'"),
    "redshift-iam": ("      cluster_id: marts\n", "", "'cluster_id' must be provided"),
    "redshift-iam_access_key": ("secret_access_key:", "secret_acces_key:", "are both needed"),
    "redshift-browser_identity_center": ("issuer_url:", "isuer_url:", "'issuer_url' field(s) are required"),
    "redshift-oauth_token_identity_center": ("idp_auth_credentials:", "idp_auth:", "Missing 'idp_auth_credentials'"),
    "bigquery-oauth": ("method: oauth", "method: magic", "'magic' is not one of"),
    "bigquery-service_account": ("keyfile:", "key_file:", "TypeError"),
    "bigquery-service_account_json": ("client_email:", "email:", "missing fields client_email"),
    "bigquery-oauth_secrets": ("refresh_token:", "refreshtoken:", "do not contain the necessary fields"),
    "bigquery-workload_identity_federation": ("request_url:", "url:", "Missing required key in token_endpoint: 'request_url'"),
    "sqlserver-sql": ("driver:", "drivr:", "requires a SQL Server ODBC driver name"),
    "sqlserver-default": ("server:", "srver:", "The `host` profile field is required"),
    "sqlserver-windows": ("windows_login: true", "windows_login: true\n      authentication: ActiveDirectoryMSI", "cannot be combined"),
    "fabric-default": ("server:", "srver:", "Either host or workspace_id must be provided"),
    "fabric-workload_identity": ("federated_token_file:", "token_file:", "Exactly one of federated_token_url or federated_token_file"),
    "fabric-cli": ("authentication: cli", "authentication: magic", "Unsupported authentication method"),
    "clickhouse-password": ("driver: http", "driver: magic", "Unrecognized ClickHouse driver"),
    "clickhouse-certificate": ("schema: marts", "schema: marts\n      database: other", "database must be omitted"),
}  # fmt: skip


def test_the_adapters_refuse_what_floec_never_writes(builds: dict[str, Built], tmp_path: Path) -> None:
    """Without this, an adapter's check that says nothing could be one that looks at nothing."""
    questions = []
    for name, (old, new, _) in CONTROLS.items():
        text = (builds[name].profiles / "profiles.yml").read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, text)
        (tmp_path / name).mkdir()
        (tmp_path / name / "profiles.yml").write_text(text.replace(old, new), encoding="utf-8")
        questions.append(question(builds[name]._replace(profiles=tmp_path / name)))
    answers = dict(zip(CONTROLS, load(questions, tmp_path), strict=True))
    said = {name: answer.get("refused", "") + answer.get("before", "") for name, answer in answers.items()}
    assert {name: words for name, words in said.items() if CONTROLS[name][-1] not in words} == {}

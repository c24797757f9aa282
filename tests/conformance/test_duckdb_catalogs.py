"""What DuckDB is sent for an attached catalog, as dbt-duckdb makes it of profiles.yml."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conformance.test_dbt import OUTPUTS, Answer, load, question

STATEMENTS = json.loads(Path(__file__).with_name("duckdb-statements.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """Every DuckDB output, loaded by name."""
    embedded = [output for output in OUTPUTS if output.compute["target"] == "duckdb"]
    answers = load([question(output) for output in embedded], tmp_path_factory.mktemp("home"))
    return {output.id: answer for output, answer in zip(embedded, answers, strict=True)}


def test_catalogs_become_statements_that_duckdb_parses(loaded: dict[str, Answer]) -> None:
    """What dbt-duckdb makes of secrets and attached databases; parsed by DuckDB, which needs no catalog for that."""
    statements = {name: [_spaced(sql) for sql in loaded[name]["statements"]] for name in loaded}
    secret, attach = statements["every-section-lake-dev"]
    assert secret == (
        "CREATE OR REPLACE SECRET polaris_secret ( type iceberg, client_id 'the-polaris-client-id', "
        "client_secret 'the-dbt-env-secret-polaris-client-secret', "
        "oauth2_server_uri 'http://polaris.catalog:8181/api/catalog/v1/oauth/tokens', "
        "oauth2_scope 'PRINCIPAL_ROLE:ALL', extra_http_headers map {'Polaris-Realm': 'POLARIS'} )"
    )
    assert attach == (
        "ATTACH IF NOT EXISTS 'lake_dev' AS polaris (TYPE iceberg, SECRET polaris_secret, "
        "ENDPOINT 'http://polaris.catalog:8181/api/catalog', ACCESS_DELEGATION_MODE 'vended_credentials')"
    )
    for name, wanted in STATEMENTS.items():
        assert statements[name] == wanted, name
    catalogs = {name for name, found in statements.items() if any("TYPE iceberg" in one for one in found)}
    assert catalogs > STATEMENTS.keys()


def test_duckdb_loads_what_the_secrets_need(loaded: dict[str, Answer]) -> None:
    """`aws` and `azure` look up the workload's own identity; what is not needed is not downloaded."""
    wanted = {
        "glue-events-default": ["aws", "httpfs", "iceberg"],
        "rest-lake-default": ["httpfs", "iceberg"],
        "rest-lake-open": ["httpfs", "iceberg"],
        "nessie-out-dev-lake-dev": ["azure", "httpfs", "iceberg"],
    }
    assert {name: loaded[name]["fields"]["extensions"] for name in wanted} == wanted


def _spaced(sql: str) -> str:
    return " ".join(sql.split())

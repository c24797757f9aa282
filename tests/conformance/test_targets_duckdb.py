"""What stands beside DuckDB's own database: the statements that dbt-duckdb sends, read by DuckDB; and a file that is really attached."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conformance import tools
from tests.conformance._targets import SECRET, Login, build
from tests.conformance.test_dbt import OUTPUTS, compile_project, dbt, load, project, question

S3 = {"name": "lake", "type": "s3", "auth": "access_key", "secret_ref": SECRET}
AZURE = {"name": "blob", "type": "azure", "auth": "connection_string", "secret_ref": SECRET}
FILE = {"alias": "crm", "type": "sqlite", "path": "crm.db"}
SERVER = {"alias": "crm", "type": "postgres", "host": "postgres.databases", "database": "crm", "secret_ref": SECRET}
LAKE = {**SERVER, "type": "ducklake_postgres", "data_path": "s3://acme/marts"}
# A login does not stand in a path, a kind has what it needs and nothing that it does not read, and dbt-duckdb says `KeyError` to no type.
BROKEN = {
    "secret-without-type": {"secrets": [{**S3, "type": None}]},
    "secret-without-name": {"secrets": [{**S3, "name": None}]},
    "secret-without-login": {"secrets": [{**S3, "auth": None}]},
    "secret-without-secret": {"secrets": [{**S3, "secret_ref": None}]},
    "identity-with-secret": {"secrets": [{**S3, "auth": "workload_identity"}]},
    "s3-with-principal": {"secrets": [{**S3, "auth": "service_principal", "account_name": "acme"}]},
    "s3-with-account": {"secrets": [{**S3, "account_name": "acme"}]},
    "gcs-with-identity": {"secrets": [{"name": "g", "type": "gcs", "auth": "workload_identity"}]},
    "azure-with-key": {"secrets": [{**AZURE, "auth": "access_key"}]},
    "azure-with-region": {"secrets": [{**AZURE, "region": "eu-west-1"}]},
    "principal-without-account": {"secrets": [{**AZURE, "auth": "service_principal"}]},
    "literal-key": {"secrets": [{**S3, "key_id": "AKIA"}]},
    "scopes": {"secrets": [{**S3, "scope": ["s3://a", "s3://b"]}]},
    "endpoint-with-scheme": {"secrets": [{**S3, "endpoint": "https://minio.storage"}]},
    "file-without-path": {"attach": [{**FILE, "path": None}]},
    "file-without-type": {"attach": [{**FILE, "type": None}]},
    "file-without-alias": {"attach": [{**FILE, "alias": None}]},
    "file-with-host": {"attach": [{**FILE, "host": "postgres.databases"}]},
    "file-with-login": {"attach": [{**FILE, "path": "md:analytics?motherduck_token=x"}]},
    "file-with-data": {"attach": [{**FILE, "data_path": "s3://acme/marts"}]},
    "server-with-path": {"attach": [{**SERVER, "path": "host=postgres.databases password=x"}]},
    "server-without-secret": {"attach": [{**SERVER, "secret_ref": None}]},
    "server-without-database": {"attach": [{**SERVER, "database": None}]},
    "port-as-text": {"attach": [{**SERVER, "port": "5432"}]},
    "lake-without-data": {"attach": [{**LAKE, "data_path": None}]},
    "lake-with-path": {"attach": [{**LAKE, "path": "marts.ducklake"}]},
    "unknown": {"attach": [{**FILE, "readonly": True}]},
    "extension-without-repo": {"extensions": [{"name": "h3"}]},
    "extension-with-quote": {"extensions": [{"name": "h3", "repo": "'x'; drop table t"}]},
}  # fmt: skip


def test_what_stands_beside_it_becomes_statements_that_duckdb_reads(tmp_path: Path) -> None:
    (output,) = (one for one in OUTPUTS if one.build == "duckdb")
    (answer,) = load([question(output, FLOE_PROJECT_DIR="/srv/project")], tmp_path)
    assert [" ".join(one.split()) for one in answer["statements"]] == [
        (
            "CREATE OR REPLACE SECRET raw ( type s3, key_id 'the-dbt-env-secret-raw-aws-access-key-id', "
            "secret 'the-dbt-env-secret-raw-aws-secret-access-key', region 'eu-west-1', scope 's3://acme-raw' )"
        ),
        "CREATE OR REPLACE SECRET own ( type s3, provider credential_chain, region 'eu-central-1' )",
        (
            "CREATE OR REPLACE SECRET minio ( type s3, key_id 'the-dbt-env-secret-minio-aws-access-key-id', "
            "secret 'the-dbt-env-secret-minio-aws-secret-access-key', endpoint 'minio.storage:9000', url_style 'path', "
            "use_ssl 'false', scope 's3://local' )"
        ),
        (
            "CREATE OR REPLACE SECRET google ( type gcs, key_id 'the-dbt-env-secret-google-gcs-hmac-key-id', "
            "secret 'the-dbt-env-secret-google-gcs-hmac-secret' )"
        ),
        (
            "CREATE OR REPLACE SECRET blob ( type azure, "
            "connection_string 'the-dbt-env-secret-blob-azure-storage-connection-string' )"
        ),
        (
            "CREATE OR REPLACE SECRET entra ( type azure, provider service_principal, "
            "tenant_id 'the-dbt-env-secret-entra-azure-tenant-id', client_id 'the-dbt-env-secret-entra-azure-client-id', "
            "client_secret 'the-dbt-env-secret-entra-azure-client-secret', account_name 'acmelake' )"
        ),
        "CREATE OR REPLACE SECRET pod ( type azure, provider credential_chain, account_name 'acmepod' )",
        (
            "CREATE OR REPLACE SECRET crm_login ( type postgres, host 'postgres.databases', port '5432', database 'crm', "
            "user 'the-dbt-env-secret-crm-postgres-user', password 'the-dbt-env-secret-crm-postgres-password' )"
        ),
        (
            "CREATE OR REPLACE SECRET events_login ( type postgres, host 'postgres.databases', port '6432', "
            "database 'lake', user 'the-dbt-env-secret-events-postgres-user', "
            "password 'the-dbt-env-secret-events-postgres-password' )"
        ),
        (
            "CREATE OR REPLACE SECRET events_ducklake ( type ducklake, metadata_path '', "
            "data_path 's3://acme-raw/events', metadata_parameters map {'TYPE': 'postgres', 'SECRET': 'events_login'} )"
        ),
        "ATTACH IF NOT EXISTS '/srv/project/archive/history.duckdb' AS history (READ_ONLY)",
        "ATTACH IF NOT EXISTS 's3://acme-raw/shared.duckdb' AS shared (READ_ONLY)",
        "ATTACH IF NOT EXISTS '/srv/project/archive/tickets.db' AS tickets (TYPE sqlite)",
        "ATTACH IF NOT EXISTS '' AS crm (TYPE postgres, SECRET crm_login, READ_ONLY)",
        (
            "ATTACH IF NOT EXISTS '/srv/project/archive/marts.ducklake' AS marts "
            "(TYPE ducklake, DATA_PATH 's3://acme-raw/marts')"
        ),
        "ATTACH IF NOT EXISTS 'ducklake:events_ducklake' AS events",
    ]


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_one_is_refused(fault: str, tmp_path: Path) -> None:
    given = {
        key: [{name: value for name, value in one.items() if value is not None} for one in items]
        for key, items in BROKEN[fault].items()
    }
    built = build(Login("duckdb", fault, given, secret=False), tmp_path / fault)
    assert built.code == 1
    assert "error[" in built.said


@pytest.mark.parametrize(
    "given", [{"secrets": [S3, AZURE]}, {"attach": [FILE, {**SERVER, "alias": "b"}, {**LAKE, "alias": "c"}]}]
)
def test_what_the_broken_ones_were_made_from_is_taken(given: dict[str, list[dict[str, str]]], tmp_path: Path) -> None:
    assert build(Login("duckdb", "sound", given, secret=False), tmp_path / "sound").code == 0


def test_a_model_reads_a_database_that_is_attached(tmp_path: Path) -> None:
    """Started somewhere else, so that a relative path would not be found."""
    where = project("quickstart", tmp_path)
    written = (where / "floe.yaml").read_text(encoding="utf-8")
    path = "    path: quickstart.duckdb\n"
    attach = "    attach: [{alias: history, type: duckdb, path: history.duckdb, read_only: true}]\n"
    assert path in written
    (where / "floe.yaml").write_text(written.replace(path, path + attach), encoding="utf-8")
    make = "import duckdb, sys; duckdb.connect(sys.argv[1]).execute('create table t as select 42 as n')"
    subprocess.run([tools.python("dbt"), "-c", make, str(where / "history.duckdb")], check=True, timeout=120)
    (where / "dbt" / "models" / "read.sql").write_text("select n from history.main.t\n", encoding="utf-8")
    compile_project(where)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folders = ["--profiles-dir", str(where / ".floe" / "dbt"), "--project-dir", str(where / "dbt")]
    done = dbt("build", "--select", "read", *folders, cwd=elsewhere)
    assert done.returncode == 0, done.stdout
    assert "PASS=1 WARN=0 ERROR=0" in done.stdout

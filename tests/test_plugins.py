"""Plugins that other distributions bring: found by entry point, in the schema, in what is built."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import process

TARGET = '''
from pydantic import Field

from floec.spec.base import Identifier, Section

NAME = "mimosa"
SUMMARY = "Mimosa, a warehouse of ours."
ADAPTER = "postgres"
PACKAGE = "dbt-postgres"
CONDITIONS = {}


class Options(Section):
    """Mimosa settings."""

    database: Identifier = Field(description="Database to connect to.")


def output(options, draft, catalog, name):
    return (("dbname", options.database), ("password", draft.secret("compute", "MIMOSA_PASSWORD", "login")))


def reaches(options):
    return ()
'''
FLOE = (
    "name: orders\ncompute:\n  target: mimosa\n  properties: {database: marts}\ntransforms: [{type: dbt, path: dbt}]\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "dbt").mkdir()
    (tmp_path / "dbt" / "dbt_project.yml").write_text("name: orders\nprofile: orders\n")
    (tmp_path / "floe.yaml").write_text(FLOE)
    return tmp_path


def installed(folder: Path, module: str) -> dict[str, str]:
    """The environment of a process for which a distribution with this target is installed."""
    site = folder / "site"
    about = site / "acme_mimosa-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-mimosa\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[floe.targets]\nmimosa = acme_mimosa\n")
    (site / "acme_mimosa.py").write_text(module)
    return {"PYTHONPATH": str(site)}


def test_a_target_of_another_distribution_is_checked_and_built(project: Path) -> None:
    extra = installed(project, TARGET)

    run = process(project, "build", extra=extra)

    assert (run.code, run.err) == (0, "wrote .floe: 3 files (3 new)\n")
    profile = (project / ".floe" / "dbt" / "profiles.yml").read_text()
    assert "type: postgres\n" in profile
    assert "dbname: marts\n" in profile
    assert "env_var('DBT_ENV_SECRET_MIMOSA_PASSWORD')" in profile


def test_its_settings_are_as_strict_as_ours(project: Path) -> None:
    extra = installed(project, TARGET)
    (project / "floe.yaml").write_text(FLOE.replace("database: marts", "databse: marts"))

    run = process(project, "validate", extra=extra)

    assert run.code == 1
    assert "error[unknown-key]: unknown key `databse` for target `mimosa`" in run.err
    assert "did you mean `database`?" in run.err
    assert run.err.endswith("\nFound 1 error in 1 of 1 file.\n")


def test_the_printed_schema_knows_it(project: Path) -> None:
    schema = json.loads(process(project, "schema", extra=installed(project, TARGET)).out)
    without = json.loads(process(project, "schema").out)

    assert "mimosa" in json.dumps(schema)
    assert "mimosa" not in json.dumps(without)


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ("raise RuntimeError('no driver')", "could not be loaded: RuntimeError('no driver')"),
        ("NAME = 'mimosa'", "lacks SUMMARY, Options"),
    ],
)
def test_one_that_cannot_be_used_is_named(project: Path, module: str, reason: str) -> None:
    run = process(project, "build", extra=installed(project, module))

    assert run.code == 2
    assert run.err == f"Error: plugin 'mimosa' of 'acme_mimosa' (floe.targets) {reason}\n"
    assert not (project / ".floe").exists()


LAKE_TARGET = (
    TARGET.replace("CONDITIONS = {}", 'CONDITIONS = {}\nCATALOGS = ("hive", "polaris")\nCATALOG_READER = "trino"\n')
    + """

def catalog_integration(options, catalog):
    return (("catalog_type", "mimosa"), ("table_format", "iceberg"), ("external_volume", catalog.storage.location))
"""
)
LAKE = (
    "storage: {type: gcs, bucket: acme-lake}\n"
    'catalog: {type: hive, name: tables, uri: "thrift://metastore.hive:9083"}\n'
)


def test_a_target_says_what_it_can_do_with_a_catalog(project: Path) -> None:
    extra = installed(project, LAKE_TARGET)
    (project / "floe.yaml").write_text(FLOE + LAKE)

    run = process(project, "build", extra=extra)

    assert (run.code, run.err) == (0, "wrote .floe: 5 files (5 new)\n")
    trino = (project / ".floe" / "iceberg" / "trino" / "catalog" / "tables.properties").read_text()
    assert "hive.metastore.uri=thrift://metastore.hive:9083\n" in trino
    assert 'external_volume: "gs://acme-lake"\n' in (project / ".floe" / "dbt" / "catalogs.yml").read_text()


def test_a_catalog_that_a_target_does_not_name_is_refused(project: Path) -> None:
    extra = installed(project, LAKE_TARGET)
    lake = LAKE.replace(
        'hive, name: tables, uri: "thrift://metastore.hive:9083"', 'glue, region: eu-west-1, warehouse: "123456789012"'
    )
    (project / "floe.yaml").write_text(FLOE + lake)

    run = process(project, "validate", extra=extra)

    assert run.code == 1
    assert "error[catalog-engine]: target `mimosa` cannot use a catalog of type `glue`" in run.err
    assert "not one of `hive`, `polaris`" in run.err

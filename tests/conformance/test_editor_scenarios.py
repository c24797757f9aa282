"""What a person sees who types a floe.yaml: exactly these diagnostics, these completions, this text on hover.

``‸`` marks the cursor.  Diagnostics are written ``line:column message`` (counted from 1, a part of the message), and the list is
exact.  Completions are exact too; whole-object skeletons, which the server offers for every schema, are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from floec import toolbox
from tests.conformance.yls import Server

SCHEMA = Path(__file__).parent.parent.parent / "schemas" / "floe.schema.json"
HEAD = "name: orders\ntransforms: [{type: dbt, path: dbt}]\n"
DUCKDB = HEAD + "compute: {target: duckdb}\n"
SNOWFLAKE = HEAD + "compute:\n  target: snowflake\n  connection_secret_ref: s\n  properties:\n"
STEP = "name: orders\ncompute: {target: duckdb}\ntransforms:\n"
BACKEND = DUCKDB + "observability:\n  backends:\n"

TARGETS = toolbox.built_in("targets")

DIAGNOSTICS: dict[str, tuple[str, list[str]]] = {
    "a complete target": (HEAD + "compute:\n  target: duckdb\n  threads: 2\n  properties:\n    path: a.duckdb\n", []),
    "a target whose settings all have defaults": (DUCKDB, []),
    "a login that reads no Secret": (HEAD + "compute:\n  target: bigquery\n  properties:\n    project: p\n", []),
    "a login that needs a setting": (
        HEAD + "compute:\n  target: bigquery\n  properties:\n    auth: service_account\n",
        ['5:3 Missing property "keyfile_path".'],
    ),
    "a setting that the login does not read": (
        HEAD + "compute:\n  target: bigquery\n  properties:\n    keyfile_path: /k\n",
        ["6:5 Property keyfile_path is not allowed"],
    ),
    "a login that reads a Secret": (
        HEAD + "compute:\n  target: postgres\n  properties:\n    host: pg.databases\n",
        ['3:1 Missing property "connection_secret_ref".'],
    ),
    "a misspelt setting": (
        HEAD + "compute:\n  target: duckdb\n  properties:\n    pth: a.db\n",
        ["6:5 Property pth is not allowed"],
    ),
    "a misspelt target is one message, on the value, that lists all": (
        HEAD + "compute:\n  target: duckbd\n  properties:\n    path: a.db\n",
        ["4:11 Value is not accepted. Valid values: " + ", ".join(f'"{name}"' for name in TARGETS) + "."],
    ),
    "text where a whole number is wanted": (
        HEAD + "compute:\n  target: duckdb\n  threads: four\n",
        ['5:12 Incorrect type. Expected "integer"'],
    ),
    "a target that needs credentials": (
        HEAD + "compute:\n  target: snowflake\n",
        ['3:1 Missing property "connection_secret_ref"'],
    ),
    "another target that needs them": (
        HEAD + "compute:\n  target: motherduck\n",
        ['3:1 Missing property "connection_secret_ref"'],
    ),
    "a setting of another target": (
        HEAD + "compute:\n  target: duckdb\n  properties:\n    path: a.db\n    warehouse: w\n",
        ["7:5 Property warehouse is not allowed"],
    ),
    "no target is one message, not one for each": (
        HEAD + "compute:\n  properties:\n    path: a.db\n",
        ['3:1 Missing property "target"'],
    ),
    "an empty block": (HEAD + "compute:\n", ['3:9 Incorrect type. Expected "object"']),
    "a wrong way to log in": (
        SNOWFLAKE + "    auth: kerberos\n",
        ['7:11 Value is not accepted. Valid values: "key_pair"'],
    ),
    "a transform of no kind": (STEP + "  - type: spark\n    path: x\n", ["4:11 Value is not accepted"]),
    "a key of another transform": (
        STEP + "  - type: python\n    path: x.py\n    target: prod\n",
        ["6:5 Property target is not allowed"],
    ),
    "a transform without its path": (STEP + "  - type: dbt\n", ['4:5 Missing property "path"']),
    "a name with capitals": (
        "name: Orders!\ncompute: {target: duckdb}\ntransforms: [{type: dbt, path: dbt}]\n",
        ["1:7 a name has lower-case letters"],
    ),
    "a version that is a number": (DUCKDB + "version: 1.0\n", ['4:10 Value is not accepted. Valid values: "1.0"']),
    "a misspelt backend": (BACKEND + "    - type: tempoo\n      endpoint: t.m:4317\n", ["6:13 Value is not accepted"]),
    "a backend without its endpoint": (BACKEND + "    - type: tempo\n", ['6:7 Missing property "endpoint"']),
    "a key of another backend": (
        BACKEND + "    - type: loki\n      endpoint: http://loki.m:3100/otlp\n      database: {host: x}\n",
        ["8:7 Property database is not allowed"],
    ),
    "yes is no switch": (
        DUCKDB + "observability:\n  traces: yes\n",
        ['5:11 Incorrect type. Expected "boolean | object"'],
    ),
    "a port by name, where nobody knows the names": (
        DUCKDB + "network:\n  egress:\n    - {from: dagster-run, to: {cidr: 10.0.0.0/8}, port: http, reason: x}\n",
        ['6:57 Incorrect type. Expected "integer"'],
    ),
    "half a network": (DUCKDB + "network:\n  external_cidrs: [10.0.0]\n", ["5:20 a network such as 10.20.0.0/24"]),
    "notes of one's own": (DUCKDB + "x-mine: {a: 1}\n", []),
    "an overlay holds what differs": (DUCKDB + "environments:\n  prod:\n    compute: {threads: 8}\n", []),
    "a misspelt key of an overlay": (
        DUCKDB + "environments:\n  prod:\n    compute: {thread: 8}\n",
        ["6:15 Property thread is not allowed"],
    ),
}

SNOWFLAKE_SETTINGS = (
    "auth catalog_linked_database client_session_keep_alive connect_retries database key_encrypted okta_url query_tag "
    "retry_on_database_errors role schema user warehouse workload_identity_entra_resource workload_identity_provider"
)
TOP_LEVEL = (
    "$schema catalog compute consumption deployment description environments extends governance labels network observability "
    "orchestration owner security storage transforms version"
)
COMPLETION = {
    "targets": (HEAD + "compute:\n  target: ‸\n", " ".join(TARGETS)),
    "keys of compute": (HEAD + "compute:\n  ‸\n", "connection_secret_ref properties target threads"),
    "keys of compute, with a target that needs a Secret": (
        HEAD + "compute:\n  target: motherduck\n  ‸\n",
        "connection_secret_ref properties threads",
    ),
    "keys of compute, with a target that needs a Secret for some logins": (
        # `properties` comes once from the block and once from the conditions of the logins, which text alone tells apart.
        HEAD + "compute:\n  target: snowflake\n  ‸\n",
        "connection_secret_ref properties properties threads",
    ),
    "settings of duckdb": (
        HEAD + "compute:\n  target: duckdb\n  properties:\n    ‸\n",
        "attach extensions path schema secrets settings",
    ),
    "settings of motherduck": (
        HEAD + "compute:\n  target: motherduck\n  connection_secret_ref: s\n  properties:\n    ‸\n",
        "attach_mode database is_ducklake saas_mode schema settings",
    ),
    "settings of snowflake": (SNOWFLAKE + "    ‸\n", f"account {SNOWFLAKE_SETTINGS}"),
    "settings of snowflake but the one that is given": (SNOWFLAKE + "    account: a\n    ‸\n", SNOWFLAKE_SETTINGS),
    "ways to log in": (
        SNOWFLAKE + "    auth: ‸\n",
        "access_token external_browser jwt key_pair oauth okta password workload_identity",
    ),
    "top level": ("name: orders\n‸\n", TOP_LEVEL),
    "kinds of transforms": (STEP + "  - type: ‸\n", "dbt python"),
    "keys of a dbt transform": (STEP + "  - type: dbt\n    ‸\n", "depends_on name path target"),
    "keys of a Python transform": (STEP + "  - type: python\n    ‸\n", "depends_on entry name path"),
    "keys of observability": (
        DUCKDB + "observability:\n  ‸\n",
        "attributes backends collector lineage lineage_endpoint logs metrics otlp_endpoint service_name traces",
    ),
    "backends": (BACKEND + "    - type: ‸\n", "jaeger loki marquez prometheus tempo"),
    "keys of tempo": (BACKEND + "    - type: tempo\n      ‸\n", "endpoint signals tenant"),
    "keys of marquez": (BACKEND + "    - type: marquez\n      ‸\n", "database endpoint signals"),
    "catalogs": (DUCKDB + "catalog:\n  type: ‸\n", "glue hive nessie polaris rest sql unity"),
    "keys of polaris": (
        DUCKDB + "catalog:\n  type: polaris\n  ‸\n",
        "access_delegation name realm scope secret_ref uri warehouse",
    ),
    "keys of glue": (DUCKDB + "catalog:\n  type: glue\n  ‸\n", "name region warehouse"),
    "severities": (DUCKDB + "security:\n  image_scan:\n    severity: [‸]\n", "CRITICAL HIGH LOW MEDIUM"),
    "a switch": (DUCKDB + "observability:\n  metrics: ‸\n", "false true"),
}

HOVER = {
    "the target key": (HEAD + "compute:\n  tar‸get: snowflake\n", "Which engine runs the pipeline", ""),
    "the Secret that a target needs": (
        HEAD + "compute:\n  target: motherduck\n  connection_sec‸ret_ref: s\n",
        "Kubernetes Secret",
        "",
    ),
    "a target": (HEAD + "compute:\n  target: snow‸flake\n", "Snowflake, a cloud warehouse", ""),
    "properties speak of the chosen target": (
        HEAD + "compute:\n  target: snowflake\n  prop‸erties:\n    account: a\n",
        "Snowflake settings",
        "DuckDB",
    ),
    "a setting that two targets share, of the one": (
        SNOWFLAKE + "    sch‸ema: x\n",
        "`SNOWFLAKE_SCHEMA` of the Secret",
        "",
    ),
    "a setting that two targets share, of the other": (
        HEAD + "compute:\n  target: duckdb\n  properties:\n    sch‸ema: x\n",
        "Schema that models are built in",
        "SNOWFLAKE",
    ),
    "a kind of transform": (STEP + "  - type: d‸bt\n    path: x\n", "A dbt project", ""),
    "a key of a backend": (
        BACKEND + "    - type: loki\n      end‸point: http://x:1\n",
        "OTLP base URL, which ends in `/otlp`",
        "Jaeger",
    ),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(SCHEMA, tmp_path_factory.mktemp("editor")) as running:
        yield running


def skeletons() -> set[str]:
    """The names of kinds' definitions (`backend_tempo`), under which whole objects are offered."""
    definitions = json.loads(SCHEMA.read_text(encoding="utf-8"))["definitions"]
    return {"object", *(name for name in definitions if "_" in name)}


@pytest.mark.parametrize("name", DIAGNOSTICS)
def test_diagnostics(server: Server, name: str) -> None:
    text, wanted = DIAGNOSTICS[name]
    with server.open(text) as document:
        starts = [one["range"]["start"] for one in document.diagnostics]
        places = [f"{start['line'] + 1}:{start['character'] + 1}" for start in starts]
        shown = [f"{place} {one['message']}" for place, one in zip(places, document.diagnostics, strict=True)]
    assert len(shown) == len(wanted), shown
    for one, part in zip(sorted(shown), sorted(wanted), strict=True):
        assert one.startswith(part)


@pytest.mark.parametrize("name", COMPLETION)
def test_completion(server: Server, name: str) -> None:
    text, wanted = COMPLETION[name]
    with server.open(text) as document:
        offered = [label for label in document.completion() if label not in skeletons()]
    assert sorted(offered) == sorted(wanted.split())


@pytest.mark.parametrize("name", HOVER)
def test_hover(server: Server, name: str) -> None:
    text, wanted, unwanted = HOVER[name]
    with server.open(text) as document:
        shown = document.hover()
    assert wanted in shown
    assert not unwanted or unwanted not in shown

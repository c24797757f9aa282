"""pyiceberg reads every .pyiceberg.yaml; dbt reads every catalogs.yml; Trino's and Spark's properties are ones that they have."""

from __future__ import annotations

import base64
import contextlib
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from floec.encode import pyiceberg as encode
from tests import golden, lakes
from tests.conformance import tools

LOADER = Path(__file__).with_name("_pyiceberg_loads.py")
TABLES = json.loads(Path(__file__).with_name("iceberg-properties.json").read_text(encoding="utf-8"))
FILES = {
    build.id: path
    for build in golden.builds()
    if (path := golden.GOLDEN / build.case / build.folder / "iceberg" / ".pyiceberg.yaml").exists()
}
Answer = dict[str, Any]


def asked_for(file: Path) -> list[str]:
    """The variables that env.example says Python steps need."""
    text = (file.parent.parent / "env.example").read_text(encoding="utf-8") if file.exists() else ""
    return re.findall(r"(?m)^(PYICEBERG_CATALOG__\w+)=$", text)


def pyiceberg(folder: Path, home: Path, *arguments: str, **variables: str) -> Answer:
    """What pyiceberg makes of the file of a folder."""
    quiet = {"PATH": os.defpath, "HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true", "NO_PROXY": "*"}
    done = subprocess.run(
        [tools.python("iceberg"), str(LOADER), *arguments],
        check=False,
        cwd=home,
        env={**quiet, "PYICEBERG_HOME": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    answer: Answer = json.loads(done.stdout.splitlines()[-1])
    return answer


@pytest.mark.parametrize("build", FILES)
def test_pyiceberg_reads_the_file_and_lays_the_variables_over_it(build: str, tmp_path: Path) -> None:
    file = FILES[build]
    variables = {name: f"the-{name.lower()}" for name in asked_for(file)}

    answer = pyiceberg(file.parent, tmp_path, **variables)

    assert "refused" not in answer
    (name,) = answer["config"]["catalog"]  # a variable that misses the name would make a second catalog
    assert answer["default"] == name
    written = yaml.safe_load(file.read_text(encoding="utf-8"))["catalog"][name]
    wanted: dict[str, Any] = {key.lower(): value for key, value in written.items()}
    for variable, value in variables.items():
        key = variable.split("__", 2)[2].lower().replace("__", ".").replace("_", "-")
        assert key not in wanted
        wanted[key] = value
    assert answer["config"]["catalog"][name] == wanted


def test_there_is_a_file_of_every_type() -> None:
    types = {next(iter(yaml.safe_load(file.read_text())["catalog"].values()))["type"] for file in FILES.values()}
    assert types == {"hive", "rest", "sql"}
    assert len(FILES) > 10


def changed(build: str, old: str, new: str, folder: Path) -> Path:
    text = FILES[build].read_text(encoding="utf-8")
    assert text.count(old) == 1
    folder.mkdir(exist_ok=True)
    (folder / ".pyiceberg.yaml").write_text(text.replace(old, new), encoding="utf-8")
    return folder


BROKEN = {
    "flow style": ('"hive"\n    uri', '"hive"\n    more: {}\n    uri', "Flow"),
    "anchor": ('type: "hive"', 'type: &a "hive"', "Anchor"),
    "tag": ('type: "hive"', 'type: !!str "hive"', "Tag"),
    "twice": ('type: "hive"', 'type: "hive"\n    type: "hive"', "Duplicate"),
    "no such type": ('type: "hive"', 'type: "nessie"', "nessie"),
    "no address": ('    uri: "thrift://metastore-0.hive:9083,thrift://metastore-1.hive:9083"\n', "", "URI missing"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_pyiceberg_refuses_a_broken_file(fault: str, tmp_path: Path) -> None:
    old, new, reason = BROKEN[fault]
    answer = pyiceberg(changed("hive", old, new, tmp_path / "broken"), tmp_path, "load")
    assert reason in answer["refused"]


def test_a_name_with_an_underscore_would_be_out_of_reach_of_variables(tmp_path: Path) -> None:
    """Why names of catalogs have none."""
    folder = changed("rest", "  lake-house:", "  lake_house:", tmp_path / "changed")
    answer = pyiceberg(folder, tmp_path, PYICEBERG_CATALOG__LAKE_HOUSE__CREDENTIAL="a:b")
    assert sorted(answer["config"]["catalog"]) == ["lake-house", "lake_house"]


TEXTS = [
    "", " a ", "no", "~", "null", "1e3", "0x1F", "{}", "[a]", "&a", "*a", "!!int 3", "# x", "a # b", "${X}", "a: b", "- a", "%x", "@x", "`x`",
    'a"b', "a'b", "\\", "\\n", "a\nb", "a\tb", "é", "😀", "\x85", "\u2028", "\ufeff", "|", ">", "? a", "---", "...", "<<", "=",
]  # fmt: skip


def test_any_text_arrives_as_it_is(tmp_path: Path) -> None:
    entries = [(f"p{index}", text) for index, text in enumerate(TEXTS)]
    folder = tmp_path / "texts"
    folder.mkdir()
    for name in ("lake", "on", "null"):
        (folder / ".pyiceberg.yaml").write_text(encode.document(name, entries, "x"), encoding="utf-8")
        answer = pyiceberg(folder, tmp_path)
        assert (answer["default"], answer["config"]["catalog"]) == (name, {name: dict(entries)})


def test_pyiceberg_makes_a_catalog_of_a_file_of_sqlite(tmp_path: Path) -> None:
    """Really: the tables are made, and a namespace in them."""
    variables = {
        "PYICEBERG_CATALOG__LAKE__URI": f"sqlite:///{tmp_path}/catalog.db",
        "PYICEBERG_CATALOG__LAKE__WAREHOUSE": f"file://{tmp_path}/warehouse",
    }
    assert sorted(variables) == sorted(asked_for(FILES["sql"]))
    answer = pyiceberg(FILES["sql"].parent, tmp_path, "load", **variables)
    assert answer["loaded"]["class"] == "SqlCatalog", answer
    assert answer["loaded"]["namespaces"] == ["probe"]
    assert (tmp_path / "catalog.db").exists()
    without = pyiceberg(FILES["sql"].parent, tmp_path, "load")
    assert "URI" in without["refused"].upper()


def test_a_hive_catalog_asks_the_first_of_its_servers(tmp_path: Path) -> None:
    """pyiceberg makes the catalog without them; what it asks then goes to a port of this machine that nobody listens on."""
    folder = changed("hive", "thrift://metastore-0.hive:9083", "thrift://127.0.0.1:1", tmp_path / "changed")
    answer = pyiceberg(folder, tmp_path, "load")
    assert answer["loaded"]["class"] == "HiveCatalog"
    assert answer["loaded"]["properties"]["warehouse"] == "gs://acme-lake/tables"
    assert "('127.0.0.1', 1)" in answer["refused"]


# --- a server of the Iceberg REST API on this machine


@contextlib.contextmanager
def server() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A stand-in for a catalog: hands out a token, answers /v1/config to who shows it; its address, and what it was asked."""
    came: list[dict[str, Any]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._note(body)
            self._answer({"access_token": "the-token", "token_type": "bearer", "expires_in": 3600})

        def do_GET(self) -> None:
            self._note("")
            self._answer({"defaults": {}, "overrides": {"prefix": "given"}})

        def _note(self, body: str) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            came.append({"method": self.command, "path": self.path, "headers": headers, "body": body})

        def _answer(self, value: Any) -> None:
            data = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{made.server_port}", came
        finally:
            made.shutdown()
            thread.join()


def local(build: str, address: str, folder: Path) -> Path:
    """A copy of a file whose servers are all the one at an address; paths stay."""
    text = FILES[build].read_text(encoding="utf-8")
    folder.mkdir()
    (folder / ".pyiceberg.yaml").write_text(re.sub(r"https?://[^/\"]+", address, text), encoding="utf-8")
    return folder


def form(request: dict[str, Any]) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request["body"]).items()}


OAUTH2 = {
    "every-section": ("/api/catalog/v1/oauth/tokens", "/api/catalog/v1/config", "PRINCIPAL_ROLE:ALL"),
    "rest": ("/realms/lake/protocol/openid-connect/token", "/catalog/v1/config", "lakekeeper"),
    "nessie": ("/realms/lake/protocol/openid-connect/token", "/iceberg/main/v1/config", "profile"),
    "unity": ("/oidc/v1/token", "/api/2.1/unity-catalog/iceberg-rest/v1/config", "all-apis"),
}


@pytest.mark.parametrize("build", OAUTH2)
def test_a_client_logs_in_with_its_credential_and_scope(build: str, tmp_path: Path) -> None:
    token_path, config_path, scope = OAUTH2[build]
    (variable,) = asked_for(FILES[build])
    with server() as (address, came):
        folder = local(build, address, tmp_path / "local")
        answer = pyiceberg(folder, tmp_path, "load", **{variable: "the-id:the-secret"})
    assert answer["loaded"]["class"] == "RestCatalog", answer
    token, config = came[:2]
    assert {request["path"] for request in came} == {token["path"], config["path"]}
    assert (token["method"], token["path"]) == ("POST", token_path)
    asked = form(token)
    assert (asked["grant_type"], asked["scope"]) == ("client_credentials", scope)
    assert (asked["client_id"], asked["client_secret"]) == ("the-id", "the-secret")
    written = next(iter(yaml.safe_load(FILES[build].read_text(encoding="utf-8"))["catalog"].values()))
    assert urlsplit(config["path"]).path == config_path
    assert parse_qs(urlsplit(config["path"]).query)["warehouse"] == [written["warehouse"]]
    assert config["headers"]["authorization"] == "Bearer the-token"
    assert config["headers"]["x-iceberg-access-delegation"] == "vended-credentials"
    assert config["headers"].get("polaris-realm") == ("POLARIS" if build == "every-section" else None)


def test_without_the_variable_no_token_is_asked_for(tmp_path: Path) -> None:
    with server() as (address, came):
        pyiceberg(local("rest", address, tmp_path / "local"), tmp_path, "load")
    assert {request["method"] for request in came} == {"GET"}
    assert came[0]["headers"]["authorization"] == "Bearer None"  # which a server refuses


@pytest.mark.parametrize("build", ["rest-out-token", "nessie-out-dev"])
def test_a_token_is_shown_as_it_is(build: str, tmp_path: Path) -> None:
    (variable,) = [name for name in asked_for(FILES[build]) if name.endswith("__TOKEN")]
    with server() as (address, came):
        pyiceberg(local(build, address, tmp_path / "local"), tmp_path, "load", **{variable: "my-token"})
    assert [request["headers"]["authorization"] for request in came] == ["Bearer my-token"]


def test_who_asks_for_no_keys_gets_none(tmp_path: Path) -> None:
    with server() as (address, came):
        pyiceberg(local("rest-out-open", address, tmp_path / "local"), tmp_path, "load")
    assert came[0]["headers"]["x-iceberg-access-delegation"] == ""
    assert "authorization" not in came[0]["headers"]


SIGNED = {"rest-out-signed": "execute-api", "s3-tables": "s3tables"}


@pytest.mark.parametrize("build", SIGNED)
def test_requests_to_aws_are_signed(build: str, tmp_path: Path) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": base64.b64encode(b"no key").decode()}
    with server() as (address, came):
        answer = pyiceberg(local(build, address, tmp_path / "local"), tmp_path, "load", **keys)
    assert answer.get("loaded", {}).get("class") == "RestCatalog", answer
    signature = came[0]["headers"]["authorization"]
    assert signature.startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert f"/eu-west-1/{SIGNED[build]}/aws4_request" in signature


# --- dbt's catalogs.yml


CATALOGS = {
    build.id: path
    for build in golden.builds()
    if (path := golden.GOLDEN / build.case / build.folder / "dbt" / "catalogs.yml").exists()
}


def dbt_parse(build: str, folder: Path, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    """`dbt parse` of a project that has this catalogs.yml."""
    case = next(one for one in golden.builds() if one.id == build)
    shutil.copytree(golden.GOLDEN / case.case / "dbt", folder / "dbt")
    profiles = golden.GOLDEN / case.case / case.folder / "dbt"
    (folder / "dbt" / "catalogs.yml").write_text(text, encoding="utf-8")
    listed = (profiles.parent / "env.example").read_text(encoding="utf-8")
    variables = dict.fromkeys(re.findall(r"(?m)^(\w+)=$", listed), "x")
    command = [tools.python("dbt", "dbt"), "--no-use-colors", "parse", "--no-partial-parse"]
    quiet = {"PATH": os.defpath, "HOME": str(folder), "DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    return subprocess.run(
        [*command, "--project-dir", str(folder / "dbt"), "--profiles-dir", str(profiles), *options],
        check=False,
        cwd=folder,
        env={**quiet, **variables},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize("build", CATALOGS)
def test_dbt_takes_catalogs_yml(build: str, tmp_path: Path) -> None:
    done = dbt_parse(build, tmp_path, CATALOGS[build].read_text(encoding="utf-8"))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("catalog_type: ICEBERG_REST", "catalog_type: ICEBERG", "not supported"),
        ("        adapter_properties:\n          catalog_linked_database: LAKE\n", "", "catalog_linked_database"),
        ("active_write_integration: polaris", "active_write_integration: other", "other"),
    ],
)
def test_dbt_refuses_a_broken_catalogs_yml(old: str, new: str, reason: str, tmp_path: Path) -> None:
    text = CATALOGS["snowflake-iceberg"].read_text(encoding="utf-8")
    assert text.count(old) == 1
    done = dbt_parse("snowflake-iceberg", tmp_path, text.replace(old, new))
    assert done.returncode != 0
    assert reason in done.stdout


def test_the_file_says_rightly_which_outputs_it_shuts_out(tmp_path: Path) -> None:
    text = CATALOGS["snowflake-iceberg"].read_text(encoding="utf-8")
    assert "`--target dev` cannot be used" in text
    done = dbt_parse("snowflake-iceberg", tmp_path, text, "--target", "dev")
    assert done.returncode != 0
    assert "Catalog type is not supported" in done.stdout or "not supported" in done.stdout


# --- Trino and Spark, of which neither is here: names against tables that say where they were read


def names(build: str, reader: str) -> set[str]:
    made = lakes.pairs(lakes.text(lakes.BUILDS[build], reader))
    if reader == "trino":
        return set(made)
    (root,) = [name for name, value in made.items() if value == "org.apache.iceberg.spark.SparkCatalog"]
    lake = lakes.compiled(lakes.BUILDS[build], reader).plan.lake
    later = [name for name, _ in lake.spark.later]
    return {name.removeprefix(root) for name in (*made, *later)}


def unknown(found: set[str], reader: str) -> set[str]:
    known = {name for source in TABLES[reader] for name in source["names"]}
    return {name for name in found if name not in known and not name.startswith(".header.")}


@pytest.mark.parametrize("reader", ["trino", "spark"])
@pytest.mark.parametrize("build", lakes.BUILDS)
def test_every_property_is_in_the_tables(build: str, reader: str) -> None:
    found = names(build, reader)
    assert unknown(found, reader) == set()
    assert len(found) >= 4


@pytest.mark.parametrize("reader", ["trino", "spark"])
def test_a_property_that_is_not_in_the_tables_is_found(reader: str) -> None:
    assert unknown(names("hive", reader) | {"iceberg.rest-catalog.sigv4-enabled"}, reader) == {
        "iceberg.rest-catalog.sigv4-enabled"
    }


@pytest.mark.parametrize("reader", ["trino", "spark"])
def test_the_tables_hold_nothing_that_no_golden_case_shows(reader: str) -> None:
    known = {name for source in TABLES[reader] for name in source["names"]}
    assert known - {name for build in lakes.BUILDS for name in names(build, reader)} == set()

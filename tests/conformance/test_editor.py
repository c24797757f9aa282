"""An editor with the schema: yaml-language-server finds nothing wrong with what builds, and helps where floec would help."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from floec import toolbox
from tests import golden
from tests.conformance.yls import CARET, Server

SCHEMA = Path(__file__).parent.parent.parent / "schemas" / "floe.schema.json"
BUILDING = sorted({build.case for build in golden.builds()})
SMALL = """\
name: orders
compute: {target: duckdb}
transforms:
  - {type: dbt, path: ./dbt}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(SCHEMA, tmp_path_factory.mktemp("editor")) as running:
        yield running


def written(case: str) -> str:
    """The floe.yaml of a case; where it names its schema by a web address, the file of this checkout stands in."""
    text = (golden.GOLDEN / case / "floe.yaml").read_text(encoding="utf-8")
    return re.sub(r"(?m)^(# yaml-language-server: \$schema=|\$schema: )https://\S+$", rf"\g<1>{SCHEMA.as_uri()}", text)


@pytest.mark.parametrize("case", BUILDING)
def test_what_builds_has_no_diagnostics(server: Server, case: str) -> None:
    with server.open(written(case)) as document:
        assert document.messages == []


def test_the_first_line_of_the_quickstart_is_enough_to_find_the_schema(server: Server) -> None:
    text = written("quickstart") + "observabilty: {traces: true}\n"
    with server.open(text, "unknown.yml") as document:
        assert [message.partition(": ")[2] for message in document.messages] == [
            "Property observabilty is not allowed."
        ]
    with server.open(text.partition("\n")[2], "unknown.yml") as document:
        assert document.messages == []


def test_a_mistyped_key_is_one_diagnostic_at_its_line(server: Server) -> None:
    with server.open(SMALL + "observabilty: {traces: true}\n") as document:
        assert document.messages == ["5: Property observabilty is not allowed."]


def test_a_property_of_another_target_is_one_diagnostic_at_its_line(server: Server) -> None:
    text = "compute:\n  target: duckdb\n  properties:\n    account: acme-eu1\n"
    with server.open(SMALL.replace("compute: {target: duckdb}\n", text)) as document:
        assert document.messages == ["5: Property account is not allowed."]


@pytest.mark.parametrize(
    ("target", "offered", "foreign"),
    [
        ("duckdb", {"path", "schema", "extensions", "settings"}, {"account", "warehouse", "role"}),
        ("snowflake", {"account", "warehouse", "role", "schema"}, {"path", "extensions", "settings"}),
    ],
)
def test_completion_offers_the_properties_of_the_target_only(
    server: Server, target: str, offered: set[str], foreign: set[str]
) -> None:
    with server.open(f"name: orders\ncompute:\n  target: {target}\n  properties:\n    {CARET}\n") as document:
        labels = document.completion()
    assert offered <= set(labels)
    assert not foreign & set(labels)
    assert len(labels) == len(set(labels))


def test_completion_of_a_value_offers_the_targets(server: Server) -> None:
    with server.open(f"name: orders\ncompute:\n  target: {CARET}\n") as document:
        assert sorted(document.completion()) == list(toolbox.built_in("targets"))


def test_hover_shows_the_description(server: Server) -> None:
    section = json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"]["compute"]
    with server.open(SMALL.replace("compute", f"com{CARET}pute")) as document:
        assert section["description"] in document.hover()

"""The records of keys: that every key has one, that they say what the schema says, and that their examples hold."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest
import yaml
from jsonschema_rs import Draft7Validator

from floec import fields, toolbox
from floec.cli.explain import codes
from floec.fields import Field, find, inside
from tests.helpers import SCHEMAS, golden_data, language


@cache
def schema() -> Any:
    return json.loads((SCHEMAS / "floe.schema.json").read_text(encoding="utf-8"))


@cache
def known() -> tuple[Field, ...]:
    return fields.fields(schema())


@cache
def checker() -> Draft7Validator:
    return Draft7Validator(json.dumps(schema()))


def one(name: str) -> Field:
    (found,) = find(known(), name)
    return found


def titles(node: Any) -> set[str]:
    """The paths that the schema itself names, in its titles."""
    if isinstance(node, dict):
        own = {node["title"]} if isinstance(node.get("title"), str) else set()
        return own.union(*(titles(value) for value in node.values()))
    return set().union(*(titles(value) for value in node)) if isinstance(node, list) else set()


def test_every_key_that_the_schema_names_has_a_record() -> None:
    paths = {fields.bare(record.path).replace(".*", "") for record in known()}
    named = {title for title in titles(schema()) if re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", title)}
    assert len(named) > 50
    assert {title for title in named if title.split(".")[0] in schema()["properties"]} <= paths


def test_every_record_has_words_for_everything() -> None:
    for record in known():
        assert record.description, record.path
        assert record.types
        assert record.required
        assert record.example
        assert record.parent == "" or find(known(), record.parent), record.path


def test_a_path_and_a_kind_have_one_record() -> None:
    seen = [(record.path, record.kinds and record.kinds.key, name) for record in known() for name in _names(record)]
    assert len(seen) == len(set(seen))


def _names(record: Field) -> tuple[str, ...]:
    return record.kinds.names if record.kinds else ("",)


@pytest.mark.parametrize("record", known(), ids=lambda record: f"{record.path}-{'-'.join(_names(record))}")
def test_the_example_is_yaml_that_lacks_keys_at_most(record: Field) -> None:
    data = yaml.safe_load(record.example)

    at = data
    for word in record.path.split("."):
        at = next(iter(at.values())) if word == fields.ANY else at[word.removesuffix(fields.LIST)]
        at = at[0] if word.endswith(fields.LIST) else at
    assert at == record.sample
    for error in checker().iter_errors(data):
        assert "is a required property" in error.message, (record.example, error.message)


def test_the_words_of_a_key() -> None:
    threads = one("compute.threads")
    assert (threads.types, threads.required, threads.default) == ("a whole number", "no", 4)
    assert threads.limits == ("from 1 to 256",)
    assert threads.example == "compute:\n  threads: 8"
    assert [value for value, _ in one("compute.target").allowed] == list(toolbox.built_in("targets"))
    assert all(meaning for _, meaning in one("compute.target").allowed)
    assert one("name").default is fields.NOTHING
    assert one("observability.traces").types == "true or false or a mapping"
    assert one("network.ingress[].port").types == "a whole number or text"
    assert one("version").example == 'version: "1.0"'


def test_when_a_key_is_required() -> None:
    assert one("compute").required == "yes"
    secret = one("compute.connection_secret_ref").required.split("; ")
    assert "with `target: motherduck`" in secret
    assert "with `target: snowflake`, unless `properties.auth` is workload_identity or external_browser" in secret
    endpoints = {
        record.kinds.names: record.required
        for record in find(known(), "observability.backends[].endpoint")
        if record.kinds
    }
    assert endpoints["marquez",] == "no"
    assert endpoints["loki",] == "yes"


def test_a_key_that_differs_by_kind_has_a_record_for_each() -> None:
    records = find(known(), "compute.properties.schema")
    having = [name for name in toolbox.built_in("targets") if "schema" in (language().known("compute", name) or ())]
    assert [record.kinds for record in records] == [fields.Kinds("compute.target", (name,)) for name in having]
    assert {"duckdb", "motherduck", "snowflake"} <= set(having)
    (shared,) = find(known(), "transforms[].depends_on")
    assert shared.kinds == fields.Kinds("transforms[].type", ("dbt", "python"))
    general, *kinds = find(known(), "compute.properties")
    assert general.kinds is None
    assert len(kinds) == len(toolbox.built_in("targets"))
    motherduck = next(record for record in kinds if record.kinds and record.kinds.names == ("motherduck",))
    assert {record.path for record in inside(known(), motherduck)} == {
        f"compute.properties.{key}" for key in language().known("compute", "motherduck") or ()
    }


@pytest.mark.parametrize(
    "name, path",
    [
        ("transforms[0].path", "transforms[].path"),
        ("transforms.path", "transforms[].path"),
        ("transforms[]", "transforms"),
        ("network.external_cidrs[3]", "network.external_cidrs"),
        ("labels.team", "labels"),
        ("labels.example.com/team", "labels"),
        ("environments.prod", "environments"),
        ("environments.prod.compute.threads", "environments.*.compute.threads"),
        ("governance.policies.pii.production.action", "governance.policies.*.production.action"),
        ("observability.backends[].database.host", "observability.backends[].database.host"),
        (" compute.threads ", "compute.threads"),
    ],
)
def test_a_key_is_found_however_it_is_written(name: str, path: str) -> None:
    assert {record.path for record in find(known(), name)} == {path}


@pytest.mark.parametrize(
    "name",
    ["", ".", "nothing", "compute.", "compute..threads", ".compute", "compute.threads.more", "environments.prod.bogus",
     "labels.", "compute.properties.bogus", "[]", "*", "x" * 10_000, "a." * 2_000],
)  # fmt: skip
def test_what_is_no_key_is_not_found(name: str) -> None:
    assert find(known(), name) == ()


def test_no_code_is_also_a_key() -> None:
    assert [slug for slug in codes() if find(known(), slug)] == []


def test_every_key_of_the_golden_cases_is_found() -> None:
    def paths(value: Any, above: str) -> set[str]:
        if isinstance(value, dict):
            return set().union(*({f"{above}{key}"} | paths(inner, f"{above}{key}.") for key, inner in value.items()))
        if isinstance(value, list):
            return set().union(*(paths(inner, above.removesuffix(".") + "[0].") for inner in value))
        return set()

    for name in ("every-section", "first-sketch", "quickstart"):
        for path in paths(golden_data()[name], ""):
            assert path.startswith("x-") or find(known(), path), path


def test_plain_data_as_yaml_is_what_it_was() -> None:
    data = {
        "text": ["on", "no", "null", "1.0", "a: b", "", "x#y", "~", "- a", "ünï", "12:30", "@a",
                 ".5", ".inf", "true", "./a", "../b", ".git", "2024-01-01", "0x1f", "=", "<<"],
        "values": [1, 1.5, True, None, [], {}, [[1, [2]], {"a": [{"b": 1, "c": {"d": []}}]}]],
        "on": {"y": "tab\tand\nbreak", "null": 1},
    }  # fmt: skip
    assert yaml.safe_load(fields.written(data)) == data
    for value in data["text"]:
        assert yaml.safe_load(fields.scalar(value)) == value

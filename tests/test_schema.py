"""The schemas: that they are what the models say, that editors can use them, and that two checkers agree on them."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema_rs import Draft7Validator as Product
from jsonschema_rs import RegexOptions
from pydantic import Field

from floec import contract, frontend, toolbox
from floec.cli import _project, _toolbox
from floec.diagnostics import has_errors
from floec.plan.resolve import resolve
from floec.spec.base import Section
from floec.spec.schema import Families, Kind, compose
from tests.golden import FAILING
from tests.helpers import MINIMAL, SCHEMAS, as_document, checked, findings, golden_data, language

NAMES = ("floe.schema.json", "artifacts.schema.json", "diagnostics.schema.json")


@cache
def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def nodes(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every mapping of a schema, and where it stands; examples are no schema."""
    if isinstance(node, dict):
        yield path, node
        for key, one in node.items():
            if key not in ("examples", "default", "enum", "x-intellij-enum-metadata"):
                yield from nodes(one, (*path, key))
    elif isinstance(node, list):
        for index, one in enumerate(node):
            yield from nodes(one, (*path, str(index)))


PATTERNS = sorted(
    {node["pattern"] for name in NAMES for _, node in nodes(schema(name)) if isinstance(node.get("pattern"), str)}
)


# ---------------------------------------------------------------------------------------------------------------- form


def test_the_committed_schema_of_the_language_is_what_the_models_say() -> None:
    assert (SCHEMAS / "floe.schema.json").read_text(encoding="utf-8") == toolbox.schema_text()


@pytest.mark.parametrize("model", [contract.Artifacts, contract.Diagnostics])
def test_the_committed_schema_of_an_output_is_what_its_model_says(model: Any) -> None:
    name = f"{model.__name__.lower()}.schema.json"
    assert (SCHEMAS / name).read_text(encoding="utf-8") == contract.schema_text(model, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_valid_draft_07(name: str) -> None:
    made = schema(name)
    assert made["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(made)


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_is_local_and_leads_somewhere(name: str) -> None:
    made = schema(name)
    wanted = {node["$ref"] for _, node in nodes(made) if isinstance(node.get("$ref"), str)}
    assert wanted <= {f"#/definitions/{one}" for one in made["definitions"]}


def test_every_definition_is_used() -> None:
    made = schema("floe.schema.json")
    used = {node["$ref"].rpartition("/")[2] for _, node in nodes(made) if isinstance(node.get("$ref"), str)}
    assert used == set(made["definitions"])


def undescribed(made: Any) -> set[str]:
    """The properties without a description of their own or of what they refer to."""
    found = set()
    for path, node in nodes(made):
        if {"if", "else", "allOf", "dependencies"} & set(path[-2:]) or not isinstance(node.get("properties"), dict):
            continue
        for key, one in node["properties"].items():
            target = (
                made["definitions"].get(str(one.get("$ref")).rpartition("/")[2], {}) if isinstance(one, dict) else {}
            )
            if (
                isinstance(one, dict)
                and "const" not in one
                and not (one.get("description") or target.get("description"))
            ):
                found.add("/".join((*path, "properties", key)))
    return found


def test_every_key_of_the_language_is_described() -> None:
    assert {one for one in undescribed(schema("floe.schema.json")) if "/then/" not in one} == set()


def test_every_object_of_the_language_is_closed_or_says_what_its_keys_hold() -> None:
    made = schema("floe.schema.json")
    loose = [
        "/".join(path)
        for path, node in nodes(made)
        if node.get("type") == "object" and node.get("properties") and "if" not in path and "allOf" not in path
        if "additionalProperties" not in node and "allOf" not in node
    ]
    assert loose == []


def undeclared(made: Any) -> set[str]:
    """The keys that are required where nothing beside it names them; Ajv's ``strictRequired`` refuses such a schema."""
    return {
        "/".join((*path, key))
        for path, node in nodes(made)
        if isinstance(node.get("required"), list)
        for key in node["required"]
        if key not in node.get("properties", {})
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_required_key_is_named_beside_it(name: str) -> None:
    assert undeclared(schema(name)) == set()


class Settings(Section):
    """Settings."""

    host: str = Field(description="Host.")


CONDITIONS: dict[str, Any] = {
    "required": ["connection_secret_ref"],
    "properties": {"threads": {"maximum": 4}},
    "if": {"properties": {"properties": {"type": "object", "required": ["host"]}}, "required": ["properties"]},
    "else": {"anyOf": [{"required": ["threads"]}, {"not": {"required": ["properties"]}}]},
}


def test_what_a_target_requires_of_its_neighbours_is_added_to_its_branch_and_named_there() -> None:
    before = copy.deepcopy(CONDITIONS)
    plain = {"one": Kind("One.", Settings)}
    made = compose(Families({"one": Kind("One.", Settings, CONDITIONS)}, plain, plain, plain))

    assert before == CONDITIONS
    assert undeclared(made) == set()
    (branch,) = [one["then"] for one in made["properties"]["compute"]["allOf"] if "then" in one]
    assert branch["required"] == ["properties", "connection_secret_ref"]
    settings = {"$ref": "#/definitions/one_properties"}
    assert branch["properties"] == {"properties": settings, "threads": {"maximum": 4}, "connection_secret_ref": True}


def test_a_closed_object_names_no_key_that_it_does_not_describe() -> None:
    plain = {"one": Kind("One.", Settings)}
    made = compose(Families(plain, {"one": Kind("One.", Settings, {"required": ["hots"]})}, plain, plain))
    assert made["definitions"]["catalog_one"]["required"] == ["host", "hots"]
    assert undeclared(made) == {"definitions/catalog_one/hots"}


@pytest.mark.parametrize("name", NAMES)
def test_every_example_and_default_is_valid_where_it_stands(name: str) -> None:
    made = schema(name)
    for path, node in nodes(made):
        for value in [*node.get("examples", ()), *([node["default"]] if "default" in node else ())]:
            if "then" in path and "const" in str(node):
                continue
            own = {key: one for key, one in node.items() if key != "$ref"} if "$ref" in node else node
            faults = list(jsonschema.Draft7Validator({**own, "definitions": made["definitions"]}).iter_errors(value))
            assert faults == [], (path, value)


# ------------------------------------------------------------------------------------------------------------ patterns


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 20


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_says_what_is_wrong(pattern: str) -> None:
    for path, node in nodes(schema("floe.schema.json")):
        if node.get("pattern") == pattern:
            assert "patternErrorMessage" in node or "module" in path, path


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_is_anchored_and_has_nothing_that_a_linear_engine_lacks(pattern: str) -> None:
    assert pattern.startswith("^")
    assert pattern.endswith("$")
    assert not operations(re._parser.parse(pattern)) & {"ASSERT", "ASSERT_NOT", "GROUPREF", "GROUPREF_EXISTS"}  # type: ignore[attr-defined]
    compiled(pattern)


def operations(parsed: Any) -> set[str]:
    """The operations of a pattern, however deep."""
    found = set()
    for item in parsed:
        if isinstance(item, tuple) and item and hasattr(item[0], "name"):
            found.add(item[0].name)
            item = item[1:]  # noqa: PLW2901
        if isinstance(item, tuple | list) or hasattr(item, "data"):
            found |= operations(item)
    return found


def compiled(pattern: str) -> Product:
    """A pattern in the engine of the product."""
    text = json.dumps({"type": "string", "pattern": pattern})
    return Product(text, pattern_options=RegexOptions(), offline=True)


def python(pattern: str, text: str) -> bool:
    """What Python says, with `$` at the very end."""
    return re.search(pattern[:-1] + r"\Z", text) is not None


@pytest.mark.parametrize("pattern", PATTERNS)
@given(draw=st.data())
def test_a_pattern_takes_what_python_does_and_no_line_break_after_it(pattern: str, draw: st.DataObject) -> None:
    text = draw.draw(st.from_regex(pattern[:-1] + r"\Z"))
    engine = compiled(pattern)
    assert engine.is_valid(text)
    assert not engine.is_valid(text + "\n")
    for other in (text + " ", text + "é", text[:-1], "-" + text, text + "."):
        assert engine.is_valid(other) == python(pattern, other)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("unit", ["a", "1", "-", ".", "a.", "a-", "a/", "/", " ", ":", "0:", "A1", "0 "])
def test_a_long_text_is_decided_as_python_does(pattern: str, unit: str) -> None:
    engine = compiled(pattern)
    for text in (unit * 120, unit * 120 + "!", "http://" + unit * 120 + "!", "a" + unit * 120):
        assert engine.is_valid(text) == python(pattern, text)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_with_open_repeats_stands_beside_a_length(pattern: str) -> None:
    if not operations(re._parser.parse(pattern)) & {"MAX_REPEAT"}:  # type: ignore[attr-defined]
        return
    for path, node in nodes(schema("floe.schema.json")):
        if node.get("pattern") == pattern:
            assert node["maxLength"] <= 4000, path


# --------------------------------------------------------------------------------------------------------- differential


def _pattern(validator: Any, pattern: str, instance: Any, _: Any) -> Iterator[jsonschema.ValidationError]:
    if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield jsonschema.ValidationError("does not match")


Reference = jsonschema.validators.extend(jsonschema.Draft7Validator, {"pattern": _pattern})


@cache
def reference() -> Any:
    return Reference(schema("floe.schema.json"))


def accepted(value: Any) -> bool:
    tree = frontend.layered(as_document(value), language())[None]
    return language().faults(tree) == []


WORDS = [
    "x", "", "duckdb", "snowflake", "polaris", "glue", "dbt", "python", "tempo", "marquez", "s3", "true", "10.0.0.0/8", "http://x:1", "x:1",
    "a" * 70, "a\n", "é", "0 6 * * *", "512Mi", "x-note", "name", "type", "target", "1.0",
]  # fmt: skip
LEAVES = st.one_of(
    st.sampled_from([*WORDS, None, True, False, 0, 1, -1, 4.0, 0.5, 70000, 2**63 - 1, [], {}, ["a"], {"a": "b"}]),
    st.integers(0, 100),
)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places_in(one, (*path, key))


@st.composite
def mutated(draw: st.DrawFn, *, only_good: bool = False) -> Any:
    """A golden floe.yaml with a few parts dropped, renamed, replaced or copied to elsewhere."""
    known = golden_data()
    names = [name for name in known if not name.startswith(FAILING)] if only_good else list(known)
    value = copy.deepcopy(known[draw(st.sampled_from(names))])
    for _ in range(draw(st.integers(1, 3))):
        paths = list(places_in(value))
        if not paths:
            break
        *outer, last = draw(st.sampled_from(paths))
        box = value
        for step in outer:
            box = box[step]
        action = draw(st.sampled_from(["drop", "rename", "replace", "copy"]))
        if action == "drop":
            del box[last]
        elif action == "rename" and isinstance(box, dict):
            box[
                draw(st.sampled_from([*WORDS, *(step for path in paths for step in path if isinstance(step, str))]))
            ] = box.pop(last)
        elif action == "copy":
            other: Any = value
            for step in draw(st.sampled_from(paths)):
                other = other[step]
            box[last] = copy.deepcopy(other)
        else:
            box[last] = draw(LEAVES)
    return value


@pytest.mark.parametrize("name", sorted(golden_data()))
def test_both_checkers_agree_on_a_golden_file(name: str) -> None:
    value = golden_data()[name]
    assert accepted(value) == reference().is_valid(value)


@given(mutated())
def test_both_checkers_agree_on_a_changed_golden_file(value: Any) -> None:
    assert accepted(value) == reference().is_valid(value)


@given(mutated())
def test_every_fault_of_the_schema_is_said_once_and_has_a_place(value: Any) -> None:
    made = as_document(value)
    found = checked(made).diagnostics
    assert len({(one.code.slug, one.span, one.message) for one in found}) == len(found)
    for one in found:
        assert one.message
        assert one.span is not None
        assert one.span.source is made.source


# ------------------------------------------------------------------------------------------------------------- models


def resolved(value: Any) -> bool:
    """Whether data without faults; it is then read with the models, in every environment."""
    found = checked(as_document(value))
    if has_errors(found.diagnostics) or "extends" in value:  # a part of a document, without what it builds on
        return False
    tools = _toolbox.toolbox(found.trees)
    profiles = dict.fromkeys(frontend.wanted_paths(found.trees), "orders")
    for environment in found.trees:
        assert resolve(found.trees, environment, tools.plugins, profiles).name == value["name"]
    return True


WHOLE = [name for name, data in sorted(golden_data().items()) if not name.startswith(FAILING) and "extends" not in data]


@pytest.mark.parametrize("name", WHOLE)
def test_a_golden_file_is_read_by_the_models(name: str) -> None:
    assert resolved(golden_data()[name])


@given(mutated(only_good=True))
def test_what_the_schema_and_the_rules_accept_the_models_read(value: Any) -> None:
    assume(resolved(value))


def test_the_language_knows_the_kinds_and_their_settings() -> None:
    assert language().kinds(("compute", "target")) == toolbox.built_in("targets")
    assert language().kinds(("transforms", 0, "type")) == toolbox.built_in("transforms")
    assert language().kinds(("no", "such", "key")) == ()
    assert "path" in (language().known("compute", "duckdb") or ())
    assert language().known("compute", "no-such-target") is None
    assert language().signals("tempo") == ("traces",)
    assert language().signals("no-such-backend") == ()
    assert _project.language().text == language().text


def test_a_fault_below_an_empty_key_has_its_place() -> None:
    """The checker's own path leaves the empty key out."""
    text = MINIMAL + 'governance:\n  policies:\n    "": {production: {x: 1}}\n'
    found = [(one.code.slug, one.span.position) for one in findings(text) if one.span]
    assert ("unknown-key", (7, 23)) in found

"""The schemas in Ajv's strict mode, as SchemaStore's checker runs it: they compile, take what builds, and refuse what they should."""

from __future__ import annotations

import copy
import json
import subprocess
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests import golden, schemastore
from tests.conformance import tools
from tests.helpers import SCHEMAS

SCRIPT = tools.HERE / "node" / "ajv.cjs"
FLOE = "floe.schema.json"
BUILDING = sorted({build.case for build in golden.builds()})
DECLARED = json.loads((schemastore.FOLDER / "schema-validation-options.json").read_text(encoding="utf-8"))
OWN_KEYWORDS = DECLARED[f"{schemastore.NAME}.json"]["unknownKeywords"]


def read(name: str) -> dict[str, Any]:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def ajv(
    schema: dict[str, Any], documents: Mapping[str, str], own: list[str]
) -> tuple[str | None, dict[str, list[dict[str, Any]]]]:
    """What Ajv says against a schema (nothing if it compiles), and what it finds in each document.

    That the `then` of a condition did not hold is left out: what did not hold is there too.
    """
    asked = {"schema": schema, "keywords": [*schemastore.KEYWORDS, *own], "documents": dict(documents)}
    made = subprocess.run(
        ["node", SCRIPT, tools.CACHE / tools.NODE / "node_modules"],
        input=json.dumps(asked),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert made.returncode == 0, made.stderr
    answer = json.loads(made.stdout)
    found = {name: [one for one in faults if one["keyword"] != "if"] for name, faults in answer["found"].items()}
    return answer["fault"], found


def written(case: str) -> str:
    return (golden.GOLDEN / case / "floe.yaml").read_text(encoding="utf-8")


def outputs() -> dict[str, str]:
    """The artifacts.json of every build."""
    return {
        build.id: (golden.GOLDEN / build.case / build.folder / "artifacts.json").read_text(encoding="utf-8")
        for build in golden.builds()
    }


@pytest.fixture(scope="module")
def found() -> dict[str, list[dict[str, Any]]]:
    """What Ajv finds in all documents, in one run."""
    texts = {f"golden {case}": written(case) for case in BUILDING}
    texts |= {f"positive {name}": schemastore.path("test", name).read_text() for name in schemastore.POSITIVE}
    texts |= {f"negative {name}": schemastore.path("negative_test", name).read_text() for name in schemastore.NEGATIVE}
    texts |= {f"mended {name}": schemastore.mended(name) for name in schemastore.NEGATIVE}
    fault, all_found = ajv(read(FLOE), texts, OWN_KEYWORDS)
    assert fault is None
    assert set(all_found) == set(texts)
    return all_found


@pytest.mark.parametrize("case", BUILDING)
def test_what_builds_is_valid(case: str, found: dict[str, list[dict[str, Any]]]) -> None:
    assert found[f"golden {case}"] == []


@pytest.mark.parametrize("name", schemastore.POSITIVE)
def test_a_positive_example_is_valid(name: str, found: dict[str, list[dict[str, Any]]]) -> None:
    assert found[f"positive {name}"] == []


@pytest.mark.parametrize("name", sorted(schemastore.NEGATIVE))
def test_a_negative_example_is_refused_for_its_one_reason(name: str, found: dict[str, list[dict[str, Any]]]) -> None:
    wanted = schemastore.NEGATIVE[name]
    (fault,) = found[f"negative {name}"]
    assert (fault["instancePath"], fault["keyword"]) == (wanted.place, wanted.keyword)
    assert wanted.detail in json.dumps(fault["params"])
    assert found[f"mended {name}"] == []


def test_every_artifacts_json_is_valid_and_a_changed_one_is_not() -> None:
    texts = outputs()
    broken = json.loads(next(iter(texts.values())))
    broken["name"] = 1
    fault, all_found = ajv(read("artifacts.schema.json"), {**texts, "broken": json.dumps(broken)}, [])
    assert fault is None
    assert [name for name, faults in all_found.items() if faults] == ["broken"]


def test_the_schema_of_diagnostics_takes_what_is_printed_and_nothing_else() -> None:
    printed = golden.run("mistake-two-at-once", ["validate", "--format", "json"]).text
    broken = json.loads(printed)
    del broken["diagnostics"][0]["fingerprint"]
    texts = {"printed": printed, "broken": json.dumps(broken)}
    fault, all_found = ajv(read("diagnostics.schema.json"), texts, [])
    assert fault is None
    assert all_found["printed"] == []
    assert [one["keyword"] for one in all_found["broken"]] == ["required"]


def undeclared(schema: dict[str, Any]) -> None:
    branches = schema["properties"]["compute"]["allOf"]
    one = next(one["then"] for one in branches if "connection_secret_ref" in one.get("then", {}).get("required", ()))
    one["required"].append("nowhere")


def unknown_keyword(schema: dict[str, Any]) -> None:
    schema["properties"]["name"]["errorMessages"] = "no"


def union_type(schema: dict[str, Any]) -> None:
    schema["properties"]["name"]["type"] = ["string", "integer"]


def missing_type(schema: dict[str, Any]) -> None:
    del schema["properties"]["compute"]["type"]


def open_tuple(schema: dict[str, Any]) -> None:
    schema["properties"]["x"] = {"type": "array", "items": [{"type": "string"}]}


def lonely_if(schema: dict[str, Any]) -> None:
    schema["properties"]["name"]["if"] = {"const": "orders"}


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (undeclared, "strictRequired"),
        (unknown_keyword, "unknown keyword"),
        (union_type, "strictTypes"),
        (missing_type, "strictTypes"),
        (open_tuple, "1-tuple"),
        (lonely_if, '"if" without'),
    ],
)
def test_strict_mode_complains(broken: Callable[[dict[str, Any]], None], complaint: str) -> None:
    schema = copy.deepcopy(read(FLOE))
    broken(schema)
    fault, _ = ajv(schema, {}, OWN_KEYWORDS)
    assert fault is not None
    assert complaint in fault


def test_every_keyword_that_is_declared_is_needed() -> None:
    for keyword in OWN_KEYWORDS:
        fault, _ = ajv(read(FLOE), {}, [one for one in OWN_KEYWORDS if one != keyword])
        assert fault is not None
        assert keyword in fault

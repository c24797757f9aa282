"""What is handed to SchemaStore: shaped as its checker wants it, and true of floec too."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from floec import frontend
from floec.spec.schema import SCHEMA_URL
from tests import schemastore
from tests.helpers import SCHEMAS, document, language

FILES = sorted(schemastore.FOLDER.glob("*test/*/*"))


def faults(text: str) -> list[object]:
    """What floec's own schema check finds in a text."""
    return list(language().faults(frontend.layered(document(text), language())[None]))


def test_each_folder_holds_what_is_listed_and_nothing_else() -> None:
    wanted = [schemastore.path("test", name) for name in schemastore.POSITIVE]
    wanted += [schemastore.path("negative_test", name) for name in schemastore.NEGATIVE]
    assert sorted(wanted) == FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_a_file_begins_with_the_line_that_names_the_schema_and_has_no_byte_order_mark(path: object) -> None:
    assert schemastore.Path(str(path)).read_bytes().startswith(schemastore.PRAGMA.encode())


def test_the_schema_has_an_address_and_a_draft_that_it_takes() -> None:
    schema = json.loads((SCHEMAS / "floe.schema.json").read_text(encoding="utf-8"))
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["$id"].startswith("https://")
    assert "$ref" not in schema


def test_the_catalogue_entry_keeps_the_rules() -> None:
    entry = json.loads((schemastore.FOLDER / "catalog-entry.json").read_text(encoding="utf-8"))
    assert list(entry) == ["name", "description", "fileMatch", "url"]
    for key in ("name", "description"):
        assert not re.search(r"[,. \t-]$|schema|\n", entry[key], re.IGNORECASE)
    assert entry["url"] == SCHEMA_URL
    hooks = yaml.safe_load((SCHEMAS.parent / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [re.search(hooks[0]["files"], name) is not None for name in entry["fileMatch"]] == [True, True]
    assert not any("/" in one for one in entry["fileMatch"])


@pytest.mark.parametrize("name", schemastore.POSITIVE)
def test_floec_takes_a_positive_example(name: str) -> None:
    assert faults(schemastore.positive(name)) == []


@pytest.mark.parametrize("name", sorted(schemastore.NEGATIVE))
def test_floec_refuses_a_negative_example_for_one_reason(name: str) -> None:
    assert len(faults(schemastore.negative(name))) == 1
    assert faults(schemastore.mended(name)) == []

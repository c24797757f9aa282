"""What is handed to SchemaStore, as `schemas/schemastore` holds it, and what its checker asks for.

SchemaStore's ``cli.js`` and CONTRIBUTING.md are the source: which keywords Ajv is told of, where a test file stands, what its
first line is.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from tests.golden import GOLDEN

FOLDER = GOLDEN.parent / "schemas" / "schemastore"
NAME = "floe"  # of the schema and of the folders with its tests
PRAGMA = f"# yaml-language-server: $schema=../../schemas/json/{NAME}.json\n"
POSITIVE = ("every-section", "first-sketch", "quickstart", "snowflake-oidc", "telemetry")  # golden cases
KEYWORDS = (
    *("allowTrailingCommas", "defaultSnippets", "markdownDescription", "enumDescriptions", "markdownEnumDescriptions"),
    *("x-intellij-enum-metadata", "x-intellij-html-description", "x-intellij-language-injection"),
)  # that its checker allows in every schema, those of TOML aside


class Fault(NamedTuple):
    """The one reason for which a file is refused, as Ajv gives it, and the edit that mends the file."""

    place: str  # JSON Pointer
    keyword: str
    detail: str  # a value of the error's parameters
    old: str
    new: str


NEGATIVE = {
    "action-misspelt": Fault("/governance/policies/pii/production/action", "enum", "hash", "hide", "hash"),
    "backend-without-endpoint": Fault(
        "/observability/backends/0", "required", "endpoint", "type: tempo", "type: tempo\n      endpoint: http://tempo:4317"
    ),
    "empty-transforms": Fault("/transforms", "minItems", "1", "[]", "[{type: dbt, path: ./dbt}]"),
    "key-misspelt": Fault("", "additionalProperties", "owners", "owners", "owner"),
    "key-of-another-transform": Fault("/transforms/0", "additionalProperties", "target", "    target: prod\n", ""),
    "motherduck-without-secret": Fault(
        "/compute", "required", "connection_secret_ref", "motherduck", "motherduck\n  connection_secret_ref: motherduck"
    ),
    "name-missing": Fault("", "required", "name", "version:", "name: orders\nversion:"),
    "name-with-capitals": Fault("/name", "pattern", "^[a-z]", "Orders", "orders"),
    "overlay-key-misspelt": Fault(
        "/environments/production/compute", "additionalProperties", "thread", "thread:", "threads:"
    ),
    "port-too-high": Fault("/consumption/cube/port", "maximum", "65535", "70000", "4000"),
    "setting-of-another-target": Fault(
        "/compute/properties", "additionalProperties", "warehouse", "warehouse: LOAD_WH", "path: orders.duckdb"
    ),
    "snowflake-without-secret": Fault(
        "/compute", "required", "connection_secret_ref", "properties:", "connection_secret_ref: snowflake\n  properties:"
    ),
    "switch-key-misspelt": Fault(
        "/observability/lineage", "additionalProperties", "namespce", "namespce", "namespace"
    ),
    "target-misspelt": Fault("/compute/target", "enum", "snowflake", "snowflke", "duckdb"),
    "threads-as-text": Fault("/compute/threads", "type", "integer", "four", "4"),
    "version-as-number": Fault("/version", "enum", "1.0", "1.0", '"1.0"'),
}  # fmt: skip


def positive(case: str) -> str:
    """The floe.yaml of a golden case, with the first line that SchemaStore wants."""
    text = (GOLDEN / case / "floe.yaml").read_text(encoding="utf-8")
    return PRAGMA + re.sub(r"\A# yaml-language-server: .*\n", "", text)


def negative(name: str) -> str:
    """A file that is refused, without its first line, which is not about floe.yaml."""
    return path("negative_test", name).read_text(encoding="utf-8").removeprefix(PRAGMA)


def mended(name: str) -> str:
    """A file that is refused, with its one fault mended."""
    text, fault = negative(name), NEGATIVE[name]
    assert text.count(fault.old) == 1, f"{fault.old} does not stand once in {name}"
    return text.replace(fault.old, fault.new)


def path(kind: str, name: str) -> Path:
    """Where a test file stands; the kind is `test` or `negative_test`."""
    return FOLDER / kind / NAME / f"{name}.yaml"

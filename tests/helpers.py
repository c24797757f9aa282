"""What the unit tests share: reading and checking texts without a disk."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from floec import frontend
from floec.cli import _project
from floec.decode import decode
from floec.diagnostics import Diagnostic
from floec.project import FOLDER, REGULAR, PathFact
from floec.schema import Language
from floec.source import Source, Span
from floec.syntax import Document, compose

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "golden"
SCHEMAS = ROOT / "schemas"
DBT_FOLDER = PathFact(FOLDER, dbt_project=b"name: dbt\nprofile: orders\n")
MINIMAL = "name: orders\ncompute: {target: duckdb}\ntransforms:\n  - {name: marts, type: dbt, path: ./dbt}\n"


@cache
def language() -> Language:
    """The language as committed."""
    return Language((SCHEMAS / "floe.schema.json").read_text(encoding="utf-8"))


def read(text: str | bytes) -> tuple[Document | None, list[Diagnostic]]:
    """A text as `floec validate` reads it."""
    source, found = decode("floe.yaml", text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return compose(source) if source else (None, found)


def document(text: str) -> Document:
    """The document in a text without faults."""
    made, found = read(text)
    assert found == []
    assert made is not None
    return made


def data(text: str) -> Any:
    return document(text).data


def only(found: list[Diagnostic]) -> Diagnostic:
    """The one finding that there is."""
    assert len(found) == 1, found
    return found[0]


def span(one: Diagnostic) -> Span:
    assert one.span is not None
    return one.span


def slugs(found: list[Diagnostic]) -> list[str]:
    return [one.code.slug for one in found]


def as_wanted(trees: frontend.Trees) -> Mapping[str, PathFact]:
    """For each path of a document what suits its name: a file of Python, or a dbt project."""
    wanted = frontend.wanted_paths(trees)
    return {path: PathFact(REGULAR) if path.endswith(".py") else DBT_FOLDER for path in wanted}


def checked(made: Document) -> frontend.Checked:
    """A document checked against the schema and every rule, as if its paths led to what they name."""
    trees = frontend.layered(made, language())
    return frontend.check(trees, language(), as_wanted(trees), _project.rules())


def findings(text: str, *, without: str = "kubernetes-api") -> list[Diagnostic]:
    """What is found in a text, but for one warning that nearly every text would have."""
    made, found = read(text)
    more = checked(made).diagnostics if made else ()
    return [one for one in (*found, *more) if one.code.slug != without]


def as_document(value: Any) -> Document:
    """Plain data as a document: JSON is YAML."""
    from floec.encode.json import dump

    made, found = compose(Source("floe.yaml", dump(value)))
    assert made is not None, found
    return made


def golden_texts() -> dict[str, str]:
    """Every floe.yaml of the golden cases that is UTF-8."""
    texts = {}
    for path in sorted(GOLDEN.glob("*/floe.yaml")):
        raw = path.read_bytes()
        try:
            texts[path.parent.name] = raw.decode("utf-8")
        except UnicodeDecodeError:
            continue
    return texts


@cache
def golden_data() -> dict[str, Any]:
    """The data of every golden floe.yaml that reads as YAML."""
    found = {}
    for name, text in golden_texts().items():
        made, _ = read(text)
        if made is not None and made.data is not None:
            found[name] = made.data
    return found

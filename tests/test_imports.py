"""Start-up is part of the design: a command imports what it needs.  What was imported the interpreter says, not a clock.

``-X importtime`` would not do: it leaves out what `importlib.import_module` imports.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import case, python

HEAVY = (
    "pydantic",
    "jinja2",
    "structlog",
    "opentelemetry",
    "jsonschema",
    "asyncio",
    "importlib.metadata",
    "logging",
    "ssl",
)
NEVER = ("structlog", "opentelemetry", "jsonschema", "asyncio", "ssl", "rich")


SCRIPT = """
import sys
before = set(sys.modules)
from floec.cli import main
place, *arguments = sys.argv[1:]
code = main(arguments)
after = set(sys.modules)
with open(place, "w") as file:
    file.write("\\n".join(sorted(after - before)))
sys.exit(code)
"""


def imported(folder: Path, *arguments: str, code: int = 0) -> set[str]:
    """The modules that a command imports."""
    listing = folder.parent / "modules.txt"
    run = python(folder, "-c", SCRIPT, listing, *arguments)
    assert run.code == code, run.err
    names = set(listing.read_text(encoding="utf-8").splitlines())
    assert "floec.cli" in names
    return names


def of(names: set[str], packages: tuple[str, ...]) -> set[str]:
    """Those of the modules that belong to the packages."""
    return {name for name in names if any(name == one or name.startswith(one + ".") for one in packages)}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return case("every-section", tmp_path)


def test_the_help_imports_click_and_nothing_of_the_compiler(tmp_path: Path) -> None:
    for arguments in (("--help",), ("--version",)):
        names = imported(tmp_path, *arguments)
        assert of(names, (*HEAVY, "ruamel", "_ruamel_yaml", "jsonschema_rs")) == set()
        assert of(names, ("floec.syntax", "floec.plan", "floec.spec", "floec.rules", "floec.emitters")) == set()


@pytest.mark.parametrize("name", ["every-section", "first-sketch", "quickstart", "error-missing-key", "error-tag"])
def test_validate_imports_no_model_and_no_template_engine(name: str, tmp_path: Path) -> None:
    folder = case(name, tmp_path)
    for options in ((), ("--format", "json")):
        names = imported(folder, "validate", *options, code=1 if name.startswith("error-") else 0)
        assert of(names, HEAVY) == set()
        assert of(names, ("floec.spec", "floec.plan", "floec.emitters", "floec.encode", "floec.pipeline")) == set()
        assert "floec.syntax" in names


def test_a_build_that_has_nothing_to_do_imports_no_model_and_no_template_engine(project: Path) -> None:
    imported(project, "build", "--out", "out")

    for option in ((), ("--check",), ("--diff",)):
        names = imported(project, "build", "--out", "out", *option)
        assert of(names, HEAVY) == set()
        assert of(names, ("floec.spec", "floec.plan", "floec.emitters", "floec.encode", "floec.pipeline")) == set()
        assert "floec.outputs" in names


def test_a_build_imports_what_renders_and_nothing_that_observes(project: Path) -> None:
    names = imported(project, "build", "--out", "out")

    assert of(names, NEVER) == set()
    assert {"pydantic", "jinja2"} <= names


def test_a_build_imports_only_the_plugins_and_emitters_it_asks_for(tmp_path: Path) -> None:
    names = imported(case("quickstart", tmp_path), "build", "--out", "out")

    assert of(names, ("floec.targets",)) == {"floec.targets", "floec.targets.duckdb", "floec.targets._duckdb"}
    assert of(names, ("floec.catalogs", "floec.backends", "floec.charts")) <= {"floec.catalogs", "floec.backends"}
    assert (
        of(names, ("floec.emitters.orchestration", "floec.emitters.security", "floec.emitters.observability")) == set()
    )


def test_explain_imports_no_model_and_no_template_engine(tmp_path: Path) -> None:
    for arguments in ((), ("tag",)):
        assert of(imported(tmp_path, "explain", *arguments), HEAVY) == set()

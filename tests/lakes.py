"""The golden cases with a catalog, compiled for an engine that reads settings of its own: what Trino and Spark would get."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from floec import pipeline
from floec.cli import _project, _toolbox, build
from floec.rules.transforms.dbt_project import profiles
from tests import golden
from tests.golden import GOLDEN, Build

# Every build with a catalog that is not kept in a file of the project, which no server can open.
BUILDS = {
    one.id: one
    for one in golden.builds()
    if "\ncatalog:" in (GOLDEN / one.case / "floe.yaml").read_text(encoding="utf-8") and one.id != "sql"
}


def compiled(one: Build, reader: str) -> pipeline.Bundle:
    """A build with a target that reads the settings of ``trino`` or ``spark``."""
    environment = dict(zip(one.arguments[::2], one.arguments[1::2], strict=True)).get("--env")
    project = _project.opened(str(GOLDEN / one.case))
    tools = _toolbox.toolbox(project.checked.trees)
    targets = {name: _reading(target, reader) for name, target in tools.plugins.targets.items()}
    inputs = pipeline.Inputs(project.checked, environment, profiles(project.files), build._digests(project))
    return pipeline.compile(inputs, tools._replace(plugins=tools.plugins._replace(targets=targets)))


def _reading(target: Any, reader: str) -> Any:
    known = {name: getattr(target, name) for name in dir(target) if not name.startswith("_")}
    return SimpleNamespace(**{**known, "CATALOG_READER": reader})


def text(one: Build, reader: str) -> str:
    """The one file of a reader."""
    (found,) = [file.text for file in compiled(one, reader).files if file.path.startswith(f"iceberg/{reader}/")]
    return found


def pairs(properties: str) -> dict[str, str]:
    """The properties of a file that has one a line, as they stand there."""
    lines = [line for line in properties.splitlines() if not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)

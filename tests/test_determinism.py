"""Same inputs, same bytes: whatever the hash seed, locale, time zone, folder, or the order in which plugins are found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from floec import pipeline, resources, toolbox, workspace
from floec.cli import _project, build
from floec.cli import _toolbox as tools
from floec.rules.transforms.dbt_project import profiles
from tests import golden
from tests.golden import GOLDEN, Build
from tests.running import SCHEMAS, case, floec, process, python, tree

BUILDS = list(golden.builds())

# All golden builds in one process of a given environment, into the folders named.
SCRIPT = """
import json, os, sys
from floec.cli import main

top = os.getcwd()
for case, out, arguments in json.loads(sys.argv[1]):
    os.chdir(os.path.join(top, case))
    code = main(["build", "--quiet", "--out", out, *arguments])
    assert code == 0, (case, code)
"""


@pytest.mark.parametrize(
    "extra",
    [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"},
        {"PYTHONHASHSEED": "random", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "utf-8"},
        {"PYTHONOPTIMIZE": "2", "HOME": "/nonexistent", "SOURCE_DATE_EPOCH": "0", "USER": "nobody"},
    ],
    ids=["seed-0", "seed-1", "turkish", "ascii", "optimized"],
)
def test_the_environment_of_the_process_changes_no_byte(extra: dict[str, str], tmp_path: Path) -> None:
    for name in {one.case for one in BUILDS}:
        case(name, tmp_path)
    listed = json.dumps([(one.case, one.folder, one.arguments) for one in BUILDS])

    run = python(tmp_path, "-c", SCRIPT, listed, extra=extra)

    assert run.code == 0, run.err
    for one in BUILDS:
        assert tree(tmp_path / one.case / one.folder) == tree(GOLDEN / one.case / one.folder), one.id


@pytest.mark.parametrize("name", ["every-section", "first-sketch", "two-projects"])
def test_where_the_user_stands_and_where_outputs_go_change_no_byte(name: str, tmp_path: Path) -> None:
    project = case(name, tmp_path / "söme where")
    other = tmp_path / "other"
    other.mkdir()
    wanted = tree(GOLDEN / name / "out")

    for place, path, out in (
        (project, ".", "a"),
        (project, "floe.yaml", project / "deep" / "er" / "b"),
        (other, project, "c"),
        (other, f"../söme where/{name}/floe.yaml", tmp_path / "d"),
        (project / "dbt" if (project / "dbt").is_dir() else other, project, other / "e"),
    ):
        assert floec(place, "build", path, "--out", out).code == 0
        assert tree(place / out) == wanted, (place, path, out)


def test_a_process_of_its_own_gives_the_same_bytes(tmp_path: Path) -> None:
    project = case("every-section", tmp_path)

    assert process(project, "build", "--out", "out").code == 0
    assert tree(project / "out") == tree(GOLDEN / "every-section" / "out")


def test_windows_line_ends_and_a_byte_order_mark_change_the_digest_of_the_input_only(tmp_path: Path) -> None:
    project = case("quickstart", tmp_path)
    file = project / "floe.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

    assert floec(project, "build", "--out", "out").code == 0

    made, wanted = tree(project / "out"), tree(GOLDEN / "quickstart" / "out")
    contract, golden_contract = json.loads(made.pop("artifacts.json")), json.loads(wanted.pop("artifacts.json"))
    assert made == wanted
    for key in ("inputs", "digest"):
        contract.pop(key)
        golden_contract.pop(key)
    assert contract == golden_contract


# --- the order in which plugins, emitters and rules are found


@contextmanager
def reversed_listings() -> Iterator[list[str]]:
    """Every listing of a folder of modules, turned round; the list grows with each."""
    asked: list[str] = []
    original = resources.modules

    def turned(package: str) -> list[str]:
        asked.append(package)
        return original(package)[::-1]

    with pytest.MonkeyPatch.context() as patch:
        for module in (resources, toolbox):
            patch.setattr(module, "modules", turned)
        _project._rules_of.cache_clear()
        _project.language.cache_clear()
        yield asked
    _project._rules_of.cache_clear()
    _project.language.cache_clear()


def turned_plugins(tools_: pipeline.Toolbox) -> pipeline.Toolbox:
    """The same tools, with every mapping and list of plugins the other way round."""
    plugins = tools_.plugins._replace(
        **{name: dict(reversed(list(family.items()))) for name, family in tools_.plugins._asdict().items()}
    )
    return tools_._replace(
        plugins=plugins, emitters=tools_.emitters[::-1], schemas=dict(reversed(list(tools_.schemas.items())))
    )


def compiled(folder: Path, environment: str | None, *, turned: bool) -> pipeline.Bundle:
    project = _project.opened(str(folder))
    assert project.document is not None
    made: Any = tools.toolbox(project.checked.trees)
    inputs = pipeline.Inputs(project.checked, environment, profiles(project.files), build._digests(project))
    return pipeline.compile(inputs, turned_plugins(made) if turned else made)


@pytest.mark.parametrize("build_", BUILDS, ids=[one.id for one in BUILDS])
def test_reversed_plugins_emitters_and_rules_give_an_equal_bundle(build_: Build) -> None:
    environment = build_.arguments[1] if build_.arguments else None
    straight = compiled(GOLDEN / build_.case, environment, turned=False)
    with reversed_listings() as asked:
        turned = compiled(GOLDEN / build_.case, environment, turned=True)

    assert any(one.startswith("emitters.") for one in asked)
    assert any(one.startswith("rules.") for one in asked)
    assert turned.files == straight.files
    assert [(one.code.slug, one.message, one.path) for one in turned.diagnostics] == [
        (one.code.slug, one.message, one.path) for one in straight.diagnostics
    ]


def test_reversed_charts_give_equal_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from floec.emitters.orchestration import helm_chart

    for name in ("every-section", "snowflake-oidc"):
        straight = compiled(GOLDEN / name, None, turned=False)
        with monkeypatch.context() as patch:
            assert len(helm_chart.CHARTS) > 1
            patch.setattr(helm_chart, "CHARTS", helm_chart.CHARTS[::-1])
            assert compiled(GOLDEN / name, None, turned=False).files == straight.files


def test_reversed_plugins_give_the_published_schema() -> None:
    with reversed_listings() as asked:
        text = toolbox.schema_text()

    assert set(asked) >= set(toolbox.FAMILIES)
    assert text == (SCHEMAS / "floe.schema.json").read_text(encoding="utf-8")


FAILING = [name for name in golden.failing() if golden.command(name) == ["validate"]]


@pytest.mark.parametrize("name", FAILING)
def test_reversed_rules_find_the_same_in_the_same_order(name: str) -> None:
    file = str(GOLDEN / name / workspace.FILE)
    straight = _project.opened(file).checked.diagnostics
    with reversed_listings():
        turned = _project.opened(file).checked.diagnostics

    assert [(one.code.slug, one.message, one.path) for one in turned] == [
        (one.code.slug, one.message, one.path) for one in straight
    ]

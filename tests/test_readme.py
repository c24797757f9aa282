"""What README shows is what a user gets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from floec import toolbox
from floec.cli import main

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def _project(folder: Path, text: str) -> None:
    (folder / "dbt").mkdir()
    (folder / "dbt" / "dbt_project.yml").write_text("name: orders\nprofile: orders\n")
    (folder / "floe.yaml").write_text(text)


def _shown() -> str:
    found = re.search(r"## One file in\n\n```yaml\n(.*?)```", README, re.DOTALL)
    assert found
    return found[1]


def test_file_in_readme_compiles_to_the_files_it_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _project(tmp_path, _shown())
    monkeypatch.chdir(tmp_path)
    assert main(["build"]) == 0
    made = {path.relative_to(".floe").as_posix() for path in Path(".floe").rglob("*") if path.is_file()}
    table = README.partition("## What comes out")[2].partition("\n\nOnly")[0]
    listed = {name for row in table.splitlines() for name in re.findall(r"`([\w./-]+)`", row.partition(" | ")[0])}
    assert listed - {"kubernetes/", "github/dependabot.yml"} <= made
    assert {name for name in made if not name.startswith("kubernetes/")} <= listed
    rule = re.search(r"    # 4317, 4318: .*?(?=```)", README, re.DOTALL)
    assert rule
    assert rule[0] in (tmp_path / ".floe/kubernetes/networkpolicy-dagster-run.yaml").read_text()


def test_errors_in_readme_are_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = re.sub(r"snowflake$", "snowflke", _shown(), count=1, flags=re.MULTILINE).replace("image_tag", "image_tga")
    _project(tmp_path, broken)
    monkeypatch.chdir(tmp_path)
    assert main(["validate", "--color", "never"]) == 1
    printed = capsys.readouterr()
    assert (printed.out + printed.err).strip() in README


def test_hooks_in_readme_are_those_that_init_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "orders"]) == 0
    written = Path("orders/.pre-commit-config.yaml").read_text()
    shown = re.search(r"## As a pre-commit hook\n\n```yaml\n(.*?)```", README, re.DOTALL)
    assert shown
    assert re.sub(r" +#.*", "", shown[1]) == written


def test_the_tables_of_targets_and_catalogs_hold_all_there_are() -> None:
    rows = {line.split("`")[1]: line for line in README.splitlines() if line.startswith("| `")}
    for name in toolbox.built_in("targets"):
        target = toolbox.load("targets", name)
        assert f"| {target.PACKAGE.partition('[')[0]} |" in rows[name]
        auth = target.Options.model_fields.get("auth")
        for choice in get_args(auth.annotation) if auth else ():
            assert choice is type(None) or any(f"`{one}`" in rows[name] for one in (get_args(choice) or [choice])), (
                name,
                choice,
            )
    for name in toolbox.built_in("catalogs"):
        assert name in rows

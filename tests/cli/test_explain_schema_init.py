"""``floec explain``, ``floec schema`` and ``floec init``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from floec.cli.explain import codes
from tests import golden
from tests.running import SCHEMAS, floec, tree


def test_explain_lists_every_code_that_a_case_is_about(tmp_path: Path) -> None:
    run = floec(tmp_path, "explain")

    listed = [line.split()[0] for line in run.out.splitlines()]
    assert (run.code, run.err) == (0, "")
    assert listed == sorted(codes())
    assert {name.removeprefix("error-") for name in golden.failing()} == set(listed)


@pytest.mark.parametrize("slug", sorted(codes()))
def test_explain_shows_the_page_of_a_code(slug: str, tmp_path: Path) -> None:
    code = codes()[slug]

    run = floec(tmp_path, "explain", slug)

    assert (run.code, run.err) == (0, "")
    heading, _, rest = run.out.partition("\n\n")
    page, _, url = rest.rstrip("\n").rpartition("\n\n")
    assert heading.startswith(f"{code.severity}[{slug}]: {code.title}")
    assert page
    assert page in code.page
    assert code.title not in page.splitlines()[0]
    assert url == code.url


def test_explain_guesses_which_code_was_meant(tmp_path: Path) -> None:
    run = floec(tmp_path, "explain", "duplicate-keys")

    assert (run.code, run.out) == (2, "")
    assert "No code 'duplicate-keys'. Did you mean 'duplicate-key'?" in run.err


def test_explain_shows_a_strange_word_safely(tmp_path: Path) -> None:
    run = floec(tmp_path, "explain", "\033[31mx\u202e")

    assert run.code == 2
    assert "\033" not in run.err
    assert "\u202e" not in run.err
    assert "`floec explain` lists them." in run.err


@pytest.mark.parametrize("kind", [(), ("floe",), ("artifacts",), ("diagnostics",)])
def test_schema_prints_what_is_published(kind: tuple[str, ...], tmp_path: Path) -> None:
    file = SCHEMAS / f"{kind[0] if kind else 'floe'}.schema.json"

    run = floec(tmp_path, "schema", *kind)

    assert run == (0, file.read_text(encoding="utf-8"), "")
    Draft7Validator.check_schema(json.loads(run.out))


def test_init_writes_nothing_where_a_floe_yaml_is(tmp_path: Path) -> None:
    (tmp_path / "floe.yaml").write_text("mine\n")

    run = floec(tmp_path, "init")

    assert run == (2, "", run.err)
    assert "floe.yaml exists already; nothing was written." in run.err
    assert tree(tmp_path) == {"floe.yaml": b"mine\n"}


def test_init_does_not_write_through_a_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "floe.yaml").symlink_to("../elsewhere.yaml")

    assert floec(tmp_path, "init", "new").code == 2
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_init_keeps_every_other_file_and_says_so(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")

    run = floec(tmp_path, "init")

    assert run.code == 0
    assert "kept    .gitignore\n" in run.err
    assert "created floe.yaml\n" in run.err
    assert tree(tmp_path)[".gitignore"] == b"mine\n"


@pytest.mark.parametrize(
    "name", ["orders", "My Orders", "2024", "Ünïcode", "-", "a" * 80, "null", "on", "a'b\"c", "{name}"]
)
def test_init_gives_a_project_that_builds_whatever_its_folder_is_called(name: str, tmp_path: Path) -> None:
    assert floec(tmp_path, "init", "--", name).code == 0
    assert floec(tmp_path / name, "validate", "-q") == (0, "", "")
    dbt = yaml.safe_load((tmp_path / name / "dbt" / "dbt_project.yml").read_text(encoding="utf-8"))
    assert (type(dbt["name"]), type(dbt["profile"])) == (str, str)
    assert floec(tmp_path / name, "build").code == 0
    assert floec(tmp_path / name, "build", "--check").code == 0

"""``floec explain``, ``floec schema`` and ``floec init``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from floec import fields, toolbox
from floec.cli.explain import codes
from tests import golden
from tests.helpers import language
from tests.running import SCHEMAS, floec, process, tree
from tests.test_plugins import TARGET, installed


def test_explain_lists_every_code_that_a_case_is_about(tmp_path: Path) -> None:
    run = floec(tmp_path, "explain")

    listed = [line.split()[0] for line in run.out.splitlines()]
    assert (run.code, run.err) == (0, "")
    assert listed == sorted(codes())
    assert {name.removeprefix("error-") for name in golden.failing() if name.startswith("error-")} == set(listed)


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


def test_explain_shows_what_a_key_is(tmp_path: Path) -> None:
    page = (
        "compute.threads\n\nHow many models dbt builds at the same time.\n\ntype      a whole number\nrequired  no\ndefault   4\n"
        "form      from 1 to 256\n\nExample:\n  compute:\n    threads: 8\n"
    )
    assert floec(tmp_path, "explain", "compute.threads") == (0, page, "")


def test_explain_lists_the_keys_of_a_section(tmp_path: Path) -> None:
    run = floec(tmp_path, "explain", "compute")

    assert (run.code, run.err) == (0, "")
    keys = run.out.partition("\nKeys:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in keys] == ["target", "connection_secret_ref", "threads", "properties"]
    assert all(len(line.split()) > 1 for line in keys)


def test_explain_shows_a_key_for_each_kind(tmp_path: Path) -> None:
    run = floec(tmp_path, "explain", "compute.properties.schema")

    shown = [line for line in run.out.splitlines() if line.startswith("With ")]
    having = [name for name in toolbox.built_in("targets") if "schema" in (language().known("compute", name) or ())]
    assert shown == [f"With compute.target: {name}:" for name in having]
    assert {"duckdb", "motherduck", "snowflake"} <= set(having)
    listed = floec(tmp_path, "explain", "observability.backends").out
    assert "  tenant    " in listed
    assert "(loki, tempo)\n" in listed
    assert "Differs by kind: `floec explain observability.backends[].endpoint`\n" in listed


def test_explain_shows_every_key(tmp_path: Path) -> None:
    known = fields.fields(json.loads((SCHEMAS / "floe.schema.json").read_text(encoding="utf-8")))
    for path in {one.path for one in fields.top(known)}:
        run = floec(tmp_path, "explain", path)
        assert (run.code, run.err) == (0, "")
        assert run.out.startswith(f"{path}\n")


@pytest.mark.parametrize(
    "word, guesses",
    [
        ("compute.thread", "'compute.threads'"),
        ("threads", "'compute.threads'"),
        ("transforms[0].dependson", "'transforms[].depends_on'"),
        ("compute.tagret", "'compute.target'"),
    ],
)
def test_explain_guesses_which_key_was_meant(word: str, guesses: str, tmp_path: Path) -> None:
    run = floec(tmp_path, "explain", word)

    assert (run.code, run.out) == (2, "")
    assert f"No key '{word}'. Did you mean {guesses}?" in run.err


def test_keys_of_an_installed_plugin_are_explained_and_known_to_editors(tmp_path: Path) -> None:
    extra = installed(tmp_path, TARGET)

    run = process(tmp_path, "explain", "compute.properties.database", extra=extra)

    assert (run.code, run.err) == (0, "")
    assert "With compute.target: mimosa:\n\nDatabase to connect to.\n" in run.out
    assert process(tmp_path, "schema", "--install", "vscode", extra=extra).code == 0
    assert "mimosa_properties" in (tmp_path / ".vscode" / "floe.schema.json").read_text(encoding="utf-8")


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

"""``floec schema --install``: an editor learns of floe.yaml, and nothing that was there is lost."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.running import SCHEMAS, floec, stamps, tree

SCHEMA = (SCHEMAS / "floe.schema.json").read_bytes()
PLACES = {"vscode": ".vscode/settings.json", "jetbrains": ".idea/jsonSchemas.xml", "zed": ".zed/settings.json"}
each_editor = pytest.mark.parametrize("editor", sorted(PLACES))


def files(editor: str, settings: Any) -> list[str]:
    """The files that a setting maps to the schema."""
    if editor == "vscode":
        return settings["yaml.schemas"]["./.vscode/floe.schema.json"]
    return settings["lsp"]["yaml-language-server"]["settings"]["yaml"]["schemas"]["./.zed/floe.schema.json"]


def vscode(folder: Path, text: str | bytes) -> Path:
    place = folder / ".vscode" / "settings.json"
    place.parent.mkdir()
    place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return place


@each_editor
def test_a_project_gets_the_schema_and_the_setting(editor: str, tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    run = floec(tmp_path, "schema", "--install", editor, "--project", "p")

    place = tmp_path / "p" / PLACES[editor]
    assert (run.code, run.out) == (0, "")
    assert run.err == f"wrote   p/{Path(PLACES[editor]).parent}/floe.schema.json\nwrote   p/{PLACES[editor]}\n"
    assert set(tree(tmp_path / "p")) == {PLACES[editor], f"{Path(PLACES[editor]).parent}/floe.schema.json"}
    assert (place.parent / "floe.schema.json").read_bytes() == SCHEMA
    assert stat.S_IMODE(place.stat().st_mode) == 0o644
    text = place.read_text(encoding="utf-8")
    if editor == "jetbrains":
        options = {one.get("name"): one.get("value") for one in ET.fromstring(text).iter("option")}
        assert (options["relativePathToSchema"], options["path"]) == (".idea/floe.schema.json", "floe.yaml")
    else:
        assert files(editor, json.loads(text)) == ["floe.yaml"]


@each_editor
def test_a_second_time_changes_nothing(editor: str, tmp_path: Path) -> None:
    floec(tmp_path, "schema", "--install", editor)
    before = stamps(tmp_path)

    run = floec(tmp_path, "schema", "--install", editor)

    assert run.code == 0
    assert run.err.count("kept   ") == 2
    assert stamps(tmp_path) == before


def test_all_other_settings_stay_in_their_order_and_form(tmp_path: Path) -> None:
    before = '{\r\n\t"z": [1.5, null, "ü", 12345678901234567890],\r\n\t"yaml.schemas": {\r\n\t\t"./o.json": "o.yaml"\r\n\t},\r\n\t"a": {}\r\n}'
    place = vscode(tmp_path, before)
    place.chmod(0o600)

    assert floec(tmp_path, "schema", "--install", "vscode").code == 0

    text = place.read_bytes().decode()
    assert text.startswith('{\r\n\t"z": [')
    assert "ü" in text
    assert "\n" not in text.replace("\r\n", "")
    assert not text.endswith("\n")
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    settings = json.loads(text)
    assert list(settings) == ["z", "yaml.schemas", "a"]
    assert settings["z"] == [1.5, None, "ü", 12345678901234567890]
    assert settings["yaml.schemas"] == {"./o.json": "o.yaml", "./.vscode/floe.schema.json": ["floe.yaml"]}


@pytest.mark.parametrize("files_", ['"other.yaml"', '["other.yaml"]'])
def test_files_that_the_schema_has_already_stay(files_: str, tmp_path: Path) -> None:
    place = vscode(tmp_path, f'{{"yaml.schemas": {{"./.vscode/floe.schema.json": {files_}}}}}\n')

    assert floec(tmp_path, "schema", "--install", "vscode").code == 0
    assert files("vscode", json.loads(place.read_bytes())) == ["other.yaml", "floe.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        '{\n  // mine\n  "a": 1\n}\n', '{"a": 1,}', "[]", "null", '{"a": 1, "a": 2}', '{"a": 1e999}', '{"a": NaN}',
        '{"a": 0.1234567890123456789}', "\ufeff{}", '{"yaml.schemas": []}', '{"yaml.schemas": {"./.vscode/floe.schema.json": {}}}',
        b'{"a": "\xff"}', "[" * 100_000,
    ],
)  # fmt: skip
def test_what_would_lose_something_is_left_alone(text: str | bytes, tmp_path: Path) -> None:
    vscode(tmp_path, text)
    before = tree(tmp_path)

    run = floec(tmp_path, "schema", "--install", "vscode")

    assert run.code == 2
    assert tree(tmp_path) == before
    assert files("vscode", json.loads(run.out)) == ["floe.yaml"]
    assert ".vscode/settings.json" in run.err
    assert "nothing was changed" in run.err
    assert "floec schema > .vscode/floe.schema.json" in run.err


def test_an_empty_file_is_no_obstacle(tmp_path: Path) -> None:
    place = vscode(tmp_path, "")
    assert floec(tmp_path, "schema", "--install", "vscode").code == 0
    assert files("vscode", json.loads(place.read_bytes())) == ["floe.yaml"]


@each_editor
def test_a_foreign_file_of_the_schemas_name_is_not_overwritten(editor: str, tmp_path: Path) -> None:
    place = tmp_path / Path(PLACES[editor]).parent / "floe.schema.json"
    place.parent.mkdir()
    place.write_text("mine\n")

    run = floec(tmp_path, "schema", "--install", editor)

    assert run.code == 2
    assert "is not floec's; nothing was written." in run.err
    assert list(tree(tmp_path).values()) == [b"mine\n"]


@each_editor
def test_an_older_copy_of_the_schema_is_renewed(editor: str, tmp_path: Path) -> None:
    place = tmp_path / Path(PLACES[editor]).parent / "floe.schema.json"
    place.parent.mkdir()
    place.write_text(json.dumps({"$id": json.loads(SCHEMA)["$id"]}))

    assert floec(tmp_path, "schema", "--install", editor).code == 0
    assert place.read_bytes() == SCHEMA


@pytest.mark.parametrize("link", [".vscode", ".vscode/settings.json", ".vscode/floe.schema.json"])
def test_nothing_is_written_through_a_link(link: str, tmp_path: Path) -> None:
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (project / link).parent.mkdir(parents=True)
    (project / link).symlink_to(elsewhere / ("" if link == ".vscode" else "file"))

    run = floec(project, "schema", "--install", "vscode")

    assert run.code == 2
    assert "is a link; nothing was written." in run.err
    assert list(elsewhere.iterdir()) == []


def test_a_mapping_joins_those_of_the_jetbrains_file(tmp_path: Path) -> None:
    floec(tmp_path, "schema", "--install", "jetbrains")
    place = tmp_path / PLACES["jetbrains"]
    ours = place.read_text()
    other = ours.replace('key="floe"', 'key="other"').replace(".idea/floe.schema.json", "other.json")
    place.write_text(other)

    assert floec(tmp_path, "schema", "--install", "jetbrains").code == 0

    text = place.read_text()
    assert [one.get("key") for one in ET.fromstring(text).iter("entry")] == ["other", "floe"]
    assert text.startswith(other[: other.index("      </map>")])
    floec(tmp_path, "schema", "--install", "jetbrains")
    assert place.read_text() == text


@pytest.mark.parametrize("text", ["", "<project/>", "<!-- x --><project></project>", "<map></map>"])
def test_a_strange_jetbrains_file_is_left_alone(text: str, tmp_path: Path) -> None:
    place = tmp_path / PLACES["jetbrains"]
    place.parent.mkdir()
    place.write_text(text)

    run = floec(tmp_path, "schema", "--install", "jetbrains")

    assert run.code == 2
    assert list(tree(tmp_path).values()) == [text.encode()]
    assert ET.fromstring(run.out.encode()).tag == "project"


def test_a_file_in_the_folders_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".zed").write_text("mine")
    run = floec(tmp_path, "schema", "--install", "zed")
    assert run.code == 2
    assert "cannot write" in run.err
    assert tree(tmp_path) == {".zed": b"mine"}


@pytest.mark.parametrize(
    "arguments", [("artifacts", "--install", "zed"), ("--install", "emacs"), ("--install", "zed", "--project", "none")]
)
def test_a_wrong_command_line_writes_nothing(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert floec(tmp_path, "schema", *arguments).code == 2
    assert tree(tmp_path) == {}

"""Editors' settings for floe.yaml: a copy of the schema in the editor's folder, and the setting that uses it.

An existing file of settings keeps all it holds.  What cannot be changed without loss (JSON with comments, an unknown form) is left alone, and
what to add is printed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import click

from floec import workspace
from floec.cli import _files, _project
from floec.diagnostics import quoted

SCHEMA = "floe.schema.json"


class _Strange(Exception):
    """Settings that cannot be added to without loss; the text says why."""


class Editor(NamedTuple):
    """Where an editor keeps a project's settings, and how the mapping gets into them."""

    folder: str
    file: str
    fresh: Callable[[], str]  # the whole file, where there is none
    merged: Callable[[str], str]  # an existing text with the mapping; _Strange


def install(editor: str, project: str, schema: str) -> int:
    """Write the schema and the setting; 0 if the editor now knows floe.yaml, 2 if the user has to add the setting."""
    one = EDITORS[editor]
    folder = os.path.join(project, one.folder)
    settings, copy = os.path.join(folder, one.file), os.path.join(folder, SCHEMA)
    try:
        for path in (folder, settings, copy):
            if os.path.islink(path):
                raise click.ClickException(f"{quoted(_project.shown(path))} is a link; nothing was written.")
        before = _read(settings)
        _must_be_ours(copy, schema)
        try:
            after = one.fresh() if before is None else one.merged(before)
        except _Strange as why:
            click.echo(one.fresh(), nl=False)
            click.echo(
                f"Error: {_project.shown(settings)} {why}; nothing was changed. Add the lines above to it, and run\n"
                f"  floec schema > {_project.shown(copy)}",
                err=True,
            )
            return 2
        os.makedirs(folder, exist_ok=True)
        for path, text in ((copy, schema), (settings, after)):
            changed = _read(path) != text
            if changed:
                _files.put(path, text.encode("utf-8", "surrogateescape"))
            click.echo(f"{'wrote  ' if changed else 'kept   '} {_project.shown(path)}", err=True)
    except OSError as failure:
        raise click.ClickException(
            f"cannot write {quoted(_project.shown(failure.filename or folder))}: "
            f"{(failure.strerror or 'the system refused').lower()}"
        ) from failure
    return 0


def _read(path: str) -> str | None:
    """A file's text, its line breaks as they are; None if there is no file."""
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return None


def _must_be_ours(path: str, schema: str) -> None:
    """Nothing but a copy of the schema is overwritten."""
    text = _read(path)
    if text is None:
        return
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("$id") != json.loads(schema)["$id"]:
        raise click.ClickException(f"{quoted(_project.shown(path))} is not floec's; nothing was written.")


# Settings in JSON


def _json_editor(folder: str, keys: Sequence[str]) -> Editor:
    """An editor whose setting is a mapping from schema to files, at ``keys`` of settings.json."""
    schema = f"./{folder}/{SCHEMA}"

    def fresh() -> str:
        made: Any = {schema: [workspace.FILE]}
        for key in reversed(keys):
            made = {key: made}
        return json.dumps(made, indent=2) + "\n"

    def merged(text: str) -> str:
        settings = at = _parsed(text)
        for index, key in enumerate(keys):
            at = at.setdefault(key, {})
            if not isinstance(at, dict):
                raise _Strange(f"has a {'.'.join(keys[: index + 1])} that is no mapping")
        files = at.get(schema, [])
        files = [files] if isinstance(files, str) else files
        if not isinstance(files, list):
            raise _Strange(f"maps {schema} to something that is no list")
        if workspace.FILE in files:
            return text
        at[schema] = [*files, workspace.FILE]
        return _dumped(settings, text)

    return Editor(folder, "settings.json", fresh, merged)


def _parsed(text: str) -> dict[str, Any]:
    """Settings that can be written again without loss."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            raise _Strange("has a key twice")
        return made

    def exact(digits: str) -> float:
        number = float(digits)
        if not Decimal(repr(number)).is_finite() or Decimal(repr(number)) != Decimal(digits):
            raise _Strange(f"holds the number {digits[:40]}, which would be rounded")
        return number

    def refused(word: str) -> float:
        raise ValueError(word)

    try:
        text.encode()
        found = (
            json.loads(text, object_pairs_hook=once, parse_float=exact, parse_constant=refused) if text.strip() else {}
        )
    except (ValueError, RecursionError) as failure:
        raise _Strange("is not plain JSON") from failure
    if not isinstance(found, dict):
        raise _Strange("is not a mapping")
    return found


def _dumped(settings: dict[str, Any], like: str) -> str:
    """Settings as JSON, indented and ended as the text they came from."""
    indent = re.search(r"\n([ \t]+)\S", like)
    made = json.dumps(settings, indent=indent[1] if indent else 2, ensure_ascii=False)
    try:
        made.encode()
    except UnicodeEncodeError:
        made = json.dumps(settings, indent=indent[1] if indent else 2)
    made += "\n" if like.endswith("\n") or not like else ""
    return made.replace("\n", "\r\n") if "\r\n" in like else made


# Settings of the JetBrains family

_ENTRY = f"""\
        <entry key="floe">
          <value>
            <SchemaInfo>
              <option name="name" value="floe" />
              <option name="relativePathToSchema" value=".idea/{SCHEMA}" />
              <option name="schemaVersion" value="JSON Schema version 7" />
              <option name="patterns">
                <list>
                  <Item>
                    <option name="pattern" value="true" />
                    <option name="path" value="{workspace.FILE}" />
                    <option name="mappingKind" value="Pattern" />
                  </Item>
                </list>
              </option>
            </SchemaInfo>
          </value>
        </entry>
"""
_COMPONENT = f"""\
  <component name="JsonSchemaMappingsProjectConfiguration">
    <state>
      <map>
{_ENTRY}      </map>
    </state>
  </component>
"""


def _xml_fresh() -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<project version="4">\n{_COMPONENT}</project>\n'


def _xml_merged(text: str) -> str:
    """An existing jsonSchemas.xml with the entry before the end of its one map; everything else stays byte by byte."""
    if f'"relativePathToSchema" value=".idea/{SCHEMA}"' in text and "<!--" not in text:
        return text
    end = re.compile(r"[ \t]*</map>")
    expected = 'name="JsonSchemaMappingsProjectConfiguration"' in text and text.rstrip().endswith("</project>")
    strange = "<!" in text or len(end.findall(text)) != 1 or '<entry key="floe">' in text
    if not expected or strange:
        raise _Strange("is not as the editor writes it")
    entry = _ENTRY.replace("\n", "\r\n") if "\r\n" in text else _ENTRY
    return end.sub(lambda found: entry + found[0], text)


EDITORS = {
    "vscode": _json_editor(".vscode", ["yaml.schemas"]),
    "jetbrains": Editor(".idea", "jsonSchemas.xml", _xml_fresh, _xml_merged),
    "zed": _json_editor(".zed", ["lsp", "yaml-language-server", "settings", "yaml", "schemas"]),
}

"""Diagnostics as SARIF 2.1.0, which GitHub code scanning, Azure DevOps and editors read.

The format is an OASIS standard (Static Analysis Results Interchange Format 2.1.0); what GitHub takes of it stands in its
documentation, "SARIF support for code scanning".  No text of a source is copied: there are no snippets, and a fix that
would touch a secret is left out.  Paths are relative to the working directory; a file elsewhere has a ``file:`` URI.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from floec import __version__
from floec.diagnostics import ERROR, NOTE, PROJECT_URL, WARNING, Code, Diagnostic, Edit, Label
from floec.report.json import fingerprint
from floec.report.places import Secrets, helped, line, local
from floec.source import FILE, Source, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {ERROR: "error", WARNING: "warning", NOTE: "note"}
_ROOT = "%SRCROOT%"


def render(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """A log with one run, and in it every finding; its rules are the codes that were found."""
    rules = sorted({diagnostic.code for diagnostic in diagnostics})
    secrets = Secrets(diagnostics)
    run = {
        "tool": {
            "driver": {
                "name": "floec",
                "version": __version__,
                "informationUri": PROJECT_URL,
                "rules": [_rule(code) for code in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "the directory in which floec was run"}}},
        "results": [_result(diagnostic, rules.index(diagnostic.code), secrets) for diagnostic in diagnostics],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _rule(code: Code) -> dict[str, Any]:
    page = code.page.strip() or code.title
    paragraphs = page.split("\n\n")
    if len(paragraphs) > 1 and paragraphs[0].startswith(code.title):  # a rule's page begins with a heading of its own
        paragraphs = paragraphs[1:]
    return {
        "id": code.slug,
        "name": "".join(word.capitalize() for word in code.slug.split("-")),
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": " ".join(paragraphs[0].split())},
        "help": {"text": page},
        "helpUri": code.url,
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
    }


def _result(diagnostic: Diagnostic, index: int, secrets: Secrets) -> dict[str, Any]:
    result = {
        "ruleId": diagnostic.code.slug,
        "ruleIndex": index,
        "level": _LEVELS[diagnostic.severity],
        "message": _message(helped(diagnostic)),
        "locations": [_location(diagnostic.source, diagnostic.span, diagnostic.label, diagnostic.path)],
        "partialFingerprints": {"floec/v1": fingerprint(diagnostic)},
    }
    if diagnostic.secondary:
        result["relatedLocations"] = [_related(label) for label in diagnostic.secondary]
    edit = diagnostic.edit
    if edit and edit.span.source.kind == FILE and not secrets.revealed_by(edit):
        result["fixes"] = [_fix(edit)]
    return result


def _related(label: Label) -> dict[str, Any]:
    return _location(label.span.source, label.span, label.text, "")


def _location(source: Source, span: Span | None, text: str, path: str) -> dict[str, Any]:
    """A place in a file, and in the document; of a variable or flag, its name."""
    made: dict[str, Any] = {}
    if source.kind == FILE:
        made["physicalLocation"] = {"artifactLocation": _artifact(source)}
        if span:
            made["physicalLocation"]["region"] = _region(span)
        if path:
            made["logicalLocations"] = [{"fullyQualifiedName": line(path)}]
    else:
        made["logicalLocations"] = [{"name": line(source.name), "kind": "parameter"}]
    if text:
        made["message"] = _message(line(text))
    return made


def _artifact(source: Source) -> dict[str, Any]:
    relative = local(source)
    if relative is None:
        return {"uri": "file://" + quote(os.fsencode(source.name))}
    return {"uri": quote(os.fsencode(relative)), "uriBaseId": _ROOT}


def _region(span: Span) -> dict[str, int]:
    start, column = span.position
    end, end_column = span.end_position
    return {"startLine": start, "startColumn": column, "endLine": end, "endColumn": end_column}


def _fix(edit: Edit) -> dict[str, Any]:
    replacement = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.replacement}}
    change = {"artifactLocation": _artifact(edit.span.source), "replacements": [replacement]}
    return {"description": _message(line(edit.description)), "artifactChanges": [change]}


def _message(text: str) -> dict[str, str]:
    """A message in which nothing a user wrote becomes a link: ``[text](target)`` would be one (section 3.11.6)."""
    if "](" in text:
        text = text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return {"text": text}

"""Diagnostics for programs, version 1: a promise.  New keys may appear; a removed or changed one raises the version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from floec import __version__
from floec.diagnostics import ERROR, NOTE, WARNING, Diagnostic
from floec.report.places import Secrets
from floec.source import DOTENV, FILE, Span

VERSION = 1


def render(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """The envelope with every finding, also when there is none."""
    listed, secrets = [d for d in diagnostics if d.severity != NOTE], Secrets(diagnostics)
    envelope = {
        "version": VERSION,
        "tool": {"name": "floec", "version": __version__},
        "summary": {
            "files": files,
            "errors": sum(d.severity == ERROR for d in listed),
            "warnings": sum(d.severity == WARNING for d in listed),
        },
        "diagnostics": [_diagnostic(d, secrets) for d in listed],
    }
    return json.dumps(envelope, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _diagnostic(diagnostic: Diagnostic, secrets: Secrets) -> dict[str, Any]:
    in_file = diagnostic.source.kind in (FILE, DOTENV)
    return {
        "code": diagnostic.code.slug,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "origin": {"kind": diagnostic.source.kind, "name": None if in_file else diagnostic.source.name},
        **_place(diagnostic.source.name, diagnostic.span if in_file else None, named=in_file),
        "path": diagnostic.path,
        "help": diagnostic.help or None,
        "notes": list(diagnostic.notes),
        "fix": None
        if diagnostic.edit is None or secrets.revealed_by(diagnostic.edit)
        else {
            "description": diagnostic.edit.description,
            "replacement": diagnostic.edit.replacement,
            **_place(diagnostic.edit.span.source.name, diagnostic.edit.span),
        },
        "related": [
            {"message": label.text, **_place(label.span.source.name, label.span)} for label in diagnostic.secondary
        ],
        "url": diagnostic.code.url,
        "fingerprint": fingerprint(diagnostic),
    }


def _place(name: str, span: Span | None, *, named: bool = True) -> dict[str, Any]:
    line, column = span.position if span else (None, None)
    end_line, end_column = span.end_position if span else (None, None)
    return {
        "file": name if named else None,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


def fingerprint(diagnostic: Diagnostic) -> str:
    """What stays the same when lines above change: source, code, path and message, hashed to 32 hex digits."""
    parts = (diagnostic.source.name, diagnostic.code.slug, diagnostic.path, diagnostic.message)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

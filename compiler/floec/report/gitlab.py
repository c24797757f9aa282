"""Diagnostics as a Code Quality report, which GitLab shows in merge requests.

The format is described in GitLab's documentation, "Code Quality": a list, each entry with a description, the name of the
check, a fingerprint that no other entry has, a severity, and a place.  A place is required: a finding about a variable or
flag gets its name for a path.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from floec.diagnostics import ERROR, NOTE, WARNING, Diagnostic
from floec.report.json import fingerprint
from floec.report.places import line, local, named
from floec.source import FILE

_SEVERITIES = {ERROR: "major", WARNING: "minor", NOTE: "info"}


def render(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """The list with every finding, empty if there is none."""
    seen: set[str] = set()
    listed = [_entry(diagnostic, seen) for diagnostic in diagnostics]
    return json.dumps(listed, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _entry(diagnostic: Diagnostic, seen: set[str]) -> dict[str, Any]:
    source, message = diagnostic.source, line(diagnostic.message)
    in_file = source.kind == FILE
    return {
        "description": message if in_file else f"{named(source)}: {message}",
        "check_name": f"floec/{diagnostic.code.slug}",
        "fingerprint": _unique(fingerprint(diagnostic), seen),
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {
            "path": local(source) or line(source.name),
            "lines": {"begin": diagnostic.span.position[0] if in_file and diagnostic.span else 1},
        },
    }


def _unique(print_: str, seen: set[str]) -> str:
    """A fingerprint that was not given before: GitLab shows one of two entries that share theirs."""
    while print_ in seen:
        print_ = hashlib.sha256(print_.encode()).hexdigest()[:32]
    seen.add(print_)
    return print_

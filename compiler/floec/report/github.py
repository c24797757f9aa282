"""Diagnostics as workflow commands, which GitHub Actions shows as annotations at the lines of a pull request.

The commands are described in GitHub's documentation, "Workflow commands for GitHub Actions"; what has to be escaped, in
``packages/core/src/command.ts`` of github.com/actions/toolkit; that columns count only where a span is of one line, in
``ActionCommandManager.cs`` of github.com/actions/runner.  A step shows ten errors and ten warnings, and a job fifty of all:
errors come first.  Paths are taken from the root of the repository: run floec there.
"""

from __future__ import annotations

from collections.abc import Sequence

from floec.diagnostics import ERROR, NOTE, WARNING, Diagnostic
from floec.report.places import helped, local, named

_COMMANDS = {ERROR: "error", WARNING: "warning", NOTE: "notice"}


def render(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """One command a finding, errors first; nothing if there is none."""
    return "".join(f"{_command(d)}\n" for d in sorted(diagnostics, key=lambda d: d.severity != ERROR))


def _command(diagnostic: Diagnostic) -> str:
    properties: dict[str, str | int] = {}
    message = helped(diagnostic)
    file = local(diagnostic.source)
    if file is None:
        message = f"{named(diagnostic.source)}: {message}"
    else:
        properties["file"] = file
        if diagnostic.span:
            line, column = diagnostic.span.position
            end_line, end_column = diagnostic.span.end_position
            properties["line"] = line
            if line == end_line:
                properties["col"] = column
            properties["endLine"] = end_line
            if line == end_line:
                properties["endColumn"] = end_column
    properties["title"] = f"floec ({diagnostic.code.slug})"
    return command(_COMMANDS[diagnostic.severity], properties, message)


def command(name: str, properties: dict[str, str | int], message: str) -> str:
    """A workflow command, on one line whatever the values hold."""
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

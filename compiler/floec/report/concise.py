"""Diagnostics for editors and grep, one line each: ``path:line:column: severity[code] message (help)``.

The order of path, line and column is that of GNU's coding standards ("Formatting Error Messages"), which Vim's
``errorformat``, Emacs' compilation mode and the problem matchers of VS Code read.  A finding about a whole file stands at
its first line; one about a variable or flag has its name and no line.
"""

from __future__ import annotations

from collections.abc import Sequence

from floec.diagnostics import Diagnostic
from floec.report.places import line, named
from floec.source import FILE


def render(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """One line a finding; nothing if there is none."""
    return "".join(f"{_line(diagnostic)}\n" for diagnostic in diagnostics)


def _line(diagnostic: Diagnostic) -> str:
    place = named(diagnostic.source)
    if diagnostic.source.kind == FILE:
        number, column = diagnostic.span.position if diagnostic.span else (1, 1)
        place += f":{number}:{column}"
    help_ = f" ({line(diagnostic.help)})" if diagnostic.help else ""
    return f"{place}: {diagnostic.severity}[{diagnostic.code.slug}] {line(diagnostic.message)}{help_}"

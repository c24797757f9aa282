"""Text that dbt would replace.

dbt replaces its own marker for secrets even in plain text, and turns any other text that holds `DBT_ENV_SECRET_` into
nothing. There is no escape, so such text is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from floec.diagnostics import Diagnostic, dotted, error
from floec.project import Project
from floec.syntax import Path

RESERVED_TEXT = error("reserved-text", "Text that dbt would replace", __doc__)

_MARKERS = ("DBT_ENV_SECRET", "DBT_SECRET_")


def check(project: Project) -> Iterator[Diagnostic]:
    yield from _walk(project, project.tree.data, ())


def _walk(project: Project, value: Any, path: Path) -> Iterator[Diagnostic]:
    if isinstance(value, dict):
        for key, one in value.items():
            if path or not key.startswith("x-"):
                yield from _walk(project, one, (*path, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _walk(project, one, (*path, index))
    elif isinstance(value, str):
        marker = next((marker for marker in _MARKERS if marker in value), None)
        if marker:
            span = project.tree.value(path)
            help_ = "a property that is left out comes from the Secret: delete the line"
            yield Diagnostic(
                RESERVED_TEXT,
                f"`{dotted(path)}` holds `{marker}`, which dbt would replace",
                span.source,
                span,
                "no escape exists",
                help=help_,
                path=dotted(path),
            )

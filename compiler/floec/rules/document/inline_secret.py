"""A secret in the file.

floe.yaml names Secrets and never holds one: it is read by many, kept in git for ever, and copied into outputs. A literal
under a key that names a password or token, and any value in the form of a known credential, is refused and never shown.
Put the value into a Kubernetes Secret and name that.

    compute:
      target: snowflake
      connection_secret_ref: snowflake-credentials   # kubectl create secret generic snowflake-credentials …

A value that merely looks random is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from floec.diagnostics import SECRET_SLUG, Diagnostic, dotted, error, quoted, warning
from floec.project import Project
from floec.secrets import credential, has_marker, secret_name, suspicious
from floec.source import Span
from floec.syntax import Path

INLINE_SECRET = error(SECRET_SLUG, "A secret in the file", __doc__)
POSSIBLE_SECRET = warning("possible-secret", "A value that looks like a secret", (__doc__ or "").partition("\n\n")[2])


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    leaves = list(_leaves(tree.data, ()))
    shaped = has_marker("\n".join(value for _, value in leaves if isinstance(value, str)))
    for path, value in leaves:
        key = str(next((step for step in reversed(path) if isinstance(step, str)), ""))
        if isinstance(value, bool) or value is None:
            continue
        found = credential(value) if shaped and isinstance(value, str) else None
        named = secret_name(key) and value != ""
        if not found and not named:
            if isinstance(value, str) and len(value) >= 32 and suspicious(value):
                span = tree.value(path)
                message = f"the value of `{dotted(path)}` looks like a secret"
                yield Diagnostic(
                    POSSIBLE_SECRET,
                    message,
                    span.source,
                    span,
                    "long and random",
                    help=_help(project, path, key),
                    path=dotted(path),
                )
            continue
        span = tree.value(path)
        if found:
            span = _exact(span)
        message = f"`{dotted(path)}` holds {found}" if found else f"{quoted(key)} holds a literal value"
        yield Diagnostic(
            INLINE_SECRET,
            message,
            span.source,
            span,
            "a secret does not belong in this file",
            help=_help(project, path, key),
            path=dotted(path),
        )


def _exact(span: Span) -> Span:
    """The line of a value on which the credential stands, where it can be told."""
    for number in range(span.position[0], span.end_position[0] + 1):
        line = span.source.line(number)
        if credential(line):
            start = span.source.offset(number, len(line) - len(line.lstrip()) + 1)
            return Span(
                span.source, max(start, span.start), min(span.source.offset(number) + len(line), max(span.end, start))
            )
    return span


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, (*path, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _leaves(one, (*path, index))
    else:
        yield path, value


def _help(project: Project, path: Path, key: str) -> str:
    """Which entry of which Secret the value belongs in."""
    tree = project.tree
    if path[:2] == ("compute", "properties"):
        entry = f"{tree.text(('compute', 'target')) or 'target'}_{key}".upper().replace("-", "_")
        secret = tree.text(("compute", "connection_secret_ref"))
        where = (
            f"the Secret {quoted(secret)}" if secret else "a Kubernetes Secret and name that in `connection_secret_ref`"
        )
        return f"put it under the key {quoted(entry)} of {where}"
    return "put it into a Kubernetes Secret, and name that with a key that ends in `_ref`"

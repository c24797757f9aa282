"""Values of Trino's configuration, in which ``${ENV:NAME}`` is the value of a variable.

Rules: airlift ``SecretsResolver``, after the properties are read; there is no escape, so that text with a reference in it is refused.
"""

from __future__ import annotations

from floec.encode import properties
from floec.plan.values import FromVariable, Value


class Unescapable(ValueError):
    """Text that Trino would take for a reference."""


def literal(text: str) -> str:
    """Text that Trino reads as itself, less the white space at its ends, which it drops."""
    if "${" in text:
        raise Unescapable("Trino reads ${…} as a reference, and has no escape for it")
    return text


def variable(one: FromVariable) -> str:
    return "${ENV:" + one.name + "}"


def line(name: str, value: Value) -> str:
    """A property; a value is text, a variable, or a list of both that is joined."""
    parts = value if isinstance(value, tuple) else (value,)
    made = "".join(variable(part) if isinstance(part, FromVariable) else literal(part) for part in parts)
    return properties.line(name, made)

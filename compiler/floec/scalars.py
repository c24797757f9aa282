"""What plain scalars stand for: the YAML 1.2 core schema, except that ``012`` is text, which readers of YAML 1.1 take for ten."""

from __future__ import annotations

import re

MAX_DIGITS = 400  # more of them cost time and mean nothing

WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
NUMERIC = frozenset("-+.0123456789")  # how a plain scalar begins that may be a number
_NUMBER = (
    r"(?P<integer>[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<special>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_INFINITY = float("inf")


def number(text: str) -> str | int | float | None:
    """The number that a plain scalar is; itself where it is none; None for a number that programs read differently."""
    match = re.fullmatch(_NUMBER, text)
    if match is None:
        return text
    kind = match.lastgroup
    if len(text) > MAX_DIGITS or kind == "special":
        return None
    value = int(text, 0) if kind == "integer" else float(text)
    exact = -(2**63) <= value < 2**63 if kind == "integer" else abs(value) < _INFINITY
    return value if exact else None


def kind(value: object) -> str:
    """What a value is, in words."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return "true or false"
    return {int: "a number", float: "a number", str: "text", list: "a list", dict: "a mapping"}[type(value)]

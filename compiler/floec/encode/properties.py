"""Java's .properties files, in which Trino's and Spark's settings are kept.

Rules: ``java.util.Properties.load``: a backslash escapes, white space, `=` or `:` ends a key, `#` and `!` begin a comment, what is not
ASCII is written as UTF-16 units.
"""

from __future__ import annotations

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f"}


def key(name: str) -> str:
    """A key, on one line; ValueError for an empty one."""
    if not name:
        raise ValueError("a property without a name")
    return "".join("\\" + c if c in " :=#!" else _character(c) for c in name)


def value(text: str) -> str:
    """A value, on one line: only what stands at its beginning is taken for white space."""
    made = "".join(map(_character, text))
    return "\\" + made if made.startswith(" ") else made


def line(name: str, text: str) -> str:
    """A property, without the line break."""
    return f"{key(name)}={value(text)}"


def _character(c: str) -> str:
    if c in _ESCAPES:
        return _ESCAPES[c]
    if " " <= c <= "~":
        return c
    units = c.encode("utf-16-be")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))

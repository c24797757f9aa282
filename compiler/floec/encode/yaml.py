"""The canonical YAML writer: block style, two spaces, no folding, every doubtful string in double quotes.

A string stays plain only if no reader of YAML 1.1 or 1.2 could take it for anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Note(NamedTuple):
    """A value with a comment, which is written on the lines above it."""

    value: Any
    comment: str


_PLAIN = re.compile(r"(?:[A-Za-z_/]|\./)[A-Za-z0-9_./+@-]*(?: [A-Za-z0-9_./+@-]+)*\Z")
# What YAML 1.1 or 1.2 readers take for null, true, false or a number although it begins with a letter.
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"])
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(value: Any) -> str:
    """A value on one line: text, number, true, false or null; TypeError for anything else, or a number without a meaning."""
    if isinstance(value, str):
        return text(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and value - value == 0:
        shown = repr(value)
        mantissa, e, exponent = shown.partition("e")
        return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{exponent}" if e else shown
    raise TypeError(f"not a YAML scalar: {type(value).__name__}")


def text(value: str) -> str:
    """A string, plain where that is safe and in double quotes elsewhere."""
    if _PLAIN.match(value) and value.casefold() not in _WORDS:
        return value
    return quoted(value)


def quoted(value: str) -> str:
    """A string in double quotes, on one line; printable characters stand for themselves."""
    return '"' + "".join(_ESCAPES.get(c) or (c if c.isprintable() else _code(c)) for c in value) + '"'


def _code(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    if 0xD800 <= number < 0xE000:
        raise ValueError("a lone surrogate cannot be written")
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def flow(value: Any) -> str:
    """A value on one line, with flow mappings and lists."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{text(str(k))}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    return scalar(value)


def comment(words: str, indent: int = 0) -> str:
    """A comment of one or more lines, without a final line break; invisible characters are shown as U+XXXX."""
    return "\n".join(
        (" " * indent + "# " + "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in line)).rstrip()
        for line in words.split("\n")
    )


def dump(value: Any, header: str = "") -> str:
    """A document: an optional header comment, then the value in block style, then a line break."""
    lines = [comment(header)] if header else []
    return "\n".join([*lines, *_block(value, 0)]) + "\n"


def block(value: Any, indent: int) -> str:
    """A mapping or list in block style, every line indented, without a final line break."""
    return "\n".join(_block(value, indent))


def _block(value: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    if isinstance(value, Mapping):
        if not value:
            yield pad + "{}"
        for key, one in value.items():
            if isinstance(one, Note):
                yield comment(one.comment, indent)
                one = one.value  # noqa: PLW2901
            name = pad + text(str(key)) + ":"
            if _is_block(one):
                yield name
                yield from _block(one, indent + 2)
            else:
                yield f"{name} {_inline(one)}"
    elif isinstance(value, list | tuple):
        if not value:
            yield pad + "[]"
        for one in value:
            if isinstance(one, Note):
                yield comment(one.comment, indent)
                one = one.value  # noqa: PLW2901
            if _is_block(one):
                inner = list(_block(one, indent + 2))
                first = next(i for i, line in enumerate(inner) if not line.lstrip().startswith("#"))
                yield from inner[:first]
                yield f"{pad}- {inner[first][indent + 2 :]}"
                yield from inner[first + 1 :]
            else:
                yield f"{pad}- {_inline(one)}"
    else:
        yield pad + scalar(value)


def _is_block(value: Any) -> bool:
    return isinstance(value, Mapping | list | tuple) and bool(value)


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{}"
    return "[]" if isinstance(value, list | tuple) else scalar(value)

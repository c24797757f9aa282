"""Bytes to text: size, encoding, line breaks, and characters that a reviewer would not see."""

from __future__ import annotations

import re

from floec import faults
from floec.diagnostics import Diagnostic, quoted
from floec.source import Source, Span

MAX_BYTES = 5 * 1024 * 1024

# C0 but tab and line feed; DEL and C1; soft hyphen, zero-width and bidi controls; line and paragraph separators,
# which libyaml takes for line breaks and others do not; tag characters; surrogates.
_FORBIDDEN = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def decode(name: str, data: bytes) -> tuple[Source | None, list[Diagnostic]]:
    """Bytes to a source with single line feeds, or the reason why not."""
    empty = Source(name, "")
    if len(data) > MAX_BYTES:
        message = f"{quoted(name)} has more than {MAX_BYTES // 1024 // 1024} MiB"
        return None, [Diagnostic(faults.TOO_LARGE, message, empty, help="split the file, or remove what is generated")]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [_not_utf8(empty, 1, "it is UTF-16")]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as failure:
        line = data.count(b"\n", 0, failure.start) + 1
        return None, [
            _not_utf8(
                Source(name, data.decode("utf-8", "replace")), line, f"byte 0x{data[failure.start]:02X} is not UTF-8"
            )
        ]
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    source = Source(name, text)
    bad = [forbidden(source, match.start(), match[0]) for match in first_forbidden(text)]
    return (None, bad) if bad else (source, [])


def is_clean(text: str) -> bool:
    """Whether a text holds nothing but printable characters, tabs and line feeds: quick, and almost always so."""
    return text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable()


def first_forbidden(text: str) -> list[re.Match[str]]:
    """The first forbidden character of each of the first lines that have one; unassigned and private ones are not."""
    found: list[re.Match[str]] = []
    if is_clean(text):
        return found
    line_end = -1
    for match in re.finditer(_FORBIDDEN, text):
        if match.start() > line_end:
            found.append(match)
            line_end = text.find("\n", match.start())
            if line_end < 0 or len(found) == 10:
                break
    return found


def _not_utf8(source: Source, line: int, reason: str) -> Diagnostic:
    start = source.offset(line) if line <= source.lines else 0
    return Diagnostic(
        faults.ENCODING,
        f"{quoted(source.name)} is not UTF-8 text",
        source,
        Span(source, start, start),
        reason,
        help="save the file as UTF-8",
    )


def forbidden(source: Source, offset: int, character: str) -> Diagnostic:
    kind = "control character" if ord(character) < 0xA0 else "invisible character"
    return Diagnostic(
        faults.FORBIDDEN_CHARACTER,
        f"{kind} U+{ord(character):04X}",
        source,
        Span(source, offset, offset + 1),
        "not allowed here, nor anywhere in the file",
        help="delete the character; it does not show, or changes how the text is shown",
    )

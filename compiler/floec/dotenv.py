"""The file .env: a variable a line, with nothing expanded and no shell asked.

What Docker Compose, dotenv and a shell agree on: ``NAME=value``, ``export`` in front, a comment after ``#``, quotes around a value.
Lines of other programs' variables are passed over, and are not kept: a message can never show one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from floec import faults
from floec.diagnostics import Diagnostic, quoted
from floec.source import DOTENV, Source, Span

_LINE = re.compile(r"[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(?P<value>.*?)[ \t\r]*$")
_QUOTED = re.compile(r"""(?P<quote>['"])(?P<text>(?:(?!(?P=quote)).)*)(?P=quote)[ \t]*(?:\#.*)?$""")
_COMMENT = re.compile(r"(?:^|[ \t]+)#.*$")


class Line(NamedTuple):
    """A variable of the file: where its name begins, and where its value stands."""

    name: str
    source: Source
    key: int
    start: int
    end: int


def lines(
    name: str, label: str, text: str, wanted: Callable[[str], bool], shown: Callable[[str], bool]
) -> tuple[list[Line], list[Diagnostic]]:
    """The variables that are wanted, by their names, in the order of the file; ``name`` and ``label`` are the source's.

    Of a variable that is not to be shown, the source keeps the name and as many blanks as its value has characters.
    """
    matches = [_LINE.match(line) for line in text.split("\n")]
    own = [match if match and wanted(match["name"]) else None for match in matches]
    kept = [_kept(match, shown(match["name"])) if match else "" for match in own]
    source = Source(name, "\n".join(kept), DOTENV, label)
    made: list[Line] = []
    found: list[Diagnostic] = []
    at = 0
    for match in own:
        if match is not None:
            span = _value(match, source, at)
            if span is None:
                bad = Span(source, at + match.start("value"), at + match.end("value"))
                message = f"the value of {quoted(match['name'])} has no closing quote"
                label_ = "must end on this line, with nothing but a comment after it"
                found.append(Diagnostic(faults.DOTENV_SYNTAX, message, source, bad, label_))
            else:
                made.append(Line(match["name"], source, at + match.start("name"), *span))
        at += len(match.string) + 1 if match else 1
    return made, found


def _kept(match: re.Match[str], shown: bool) -> str:
    text = match.string
    return text if shown else text[: match.end("name")] + " " * (len(text) - match.end("name"))


def _value(match: re.Match[str], source: Source, at: int) -> tuple[int, int] | None:
    """Where the value stands, without quotes and comment; None if a quote is not closed."""
    value, start = match["value"], at + match.start("value")
    if value[:1] in ("'", '"'):
        quoted_ = _QUOTED.match(value)
        return (start + quoted_.start("text"), start + quoted_.end("text")) if quoted_ else None
    return start, start + len(_COMMENT.sub("", value))

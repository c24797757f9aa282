"""Text with a name, and places in it."""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import NamedTuple

FILE, VARIABLE, DOTENV, FLAG, DEFAULT = "file", "variable", "dotenv", "flag", "default"


_BEFORE_INDEX = 64  # look-ups, or lines from the top, for which an index of all lines is not worth its memory


class Source:
    """A text the user wrote, and where it came from.

    ``name`` is what a message calls it: a path with forward slashes for a file, the variable's name
    for a variable, the flag for a flag.  ``kind`` is one of FILE, VARIABLE, DOTENV, FLAG, DEFAULT.
    ``label`` is what an output calls it, wherever the user stands: for a file its path from the project's folder.
    Line breaks in ``text`` are single line feeds.
    """

    __slots__ = ("_asked", "_starts", "kind", "label", "name", "text")

    def __init__(self, name: str, text: str, kind: str = FILE, label: str | None = None) -> None:
        self.name = name
        self.text = text
        self.kind = kind
        self.label = name.rpartition("/")[2] if label is None else label
        self._starts: list[int] | None = None
        self._asked = 0

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            starts, at, find = [0], self.text.find("\n"), self.text.find
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._starts = starts
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1, in code points."""
        if self._starts is None and self._asked < _BEFORE_INDEX:
            self._asked += 1
            return self.text.count("\n", 0, offset) + 1, offset - self.text.rfind("\n", 0, offset)
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line (counted from 1), without its line break; empty past the end."""
        if self._starts is None and number <= _BEFORE_INDEX:
            return next(islice(self.text.split("\n", number), number - 1, number), "")
        starts = self._line_starts()
        if number > len(starts):
            return ""
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end]

    def offset(self, line: int, column: int = 1) -> int:
        """The offset of a line and column, both counted from 1."""
        if self._starts is None and line <= _BEFORE_INDEX:
            return sum(len(one) + 1 for one in self.text.split("\n", line - 1)[: line - 1]) + column - 1
        return self._line_starts()[line - 1] + column - 1

    @property
    def lines(self) -> int:
        """How many lines the text has; a final line break does not open another."""
        return self.text.count("\n") + (not self.text.endswith("\n") and bool(self.text))


class Span(NamedTuple):
    """A stretch of a source: offsets in code points, the end exclusive."""

    source: Source
    start: int
    end: int

    @property
    def position(self) -> tuple[int, int]:
        """Line and column of the start, counted from 1."""
        return self.source.position(self.start)

    @property
    def end_position(self) -> tuple[int, int]:
        """Line and column just after the end, counted from 1."""
        return self.source.position(self.end)

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> str:
        """The line as an output names it: ``floe.yaml:3``, ``.env:2``; a variable or a flag is its own place."""
        source = self.source
        return (
            f"{source.label}:{self.position[0]}" if source.kind in (FILE, DOTENV) else f"{source.kind} {source.label}"
        )

    @property
    def place(self) -> str:
        """The same with the column: ``floe.yaml:3:11``, ``variable FLOE_COMPUTE_TARGET``, ``flag --target``."""
        return f"{self.line}:{self.position[1]}" if self.source.kind in (FILE, DOTENV) else self.line

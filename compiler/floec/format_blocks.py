"""The lines of a document as blocks: which lines belong to which key or list item, and the same lines in canonical order and indent.

Nothing is parsed here and nothing is written anew: lines move and are indented.  What is not understood with certainty (an explicit key, a
mapping in an odd place) is opaque: its lines are shifted together and otherwise left as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from floec.syntax import Document, Path

Order = Callable[[Path, Sequence[str]], list[int]]

STEP = 2
_PROPERTIES = re.compile(r"&\S+[ \t]*")
_DASH = re.compile(r" *- *(?:#.*)?")
_BLOCK_SCALAR = re.compile(r"[|>]([-+0-9]*)")
_MERGE = re.compile(r"<<: +(\*\S+) *(?:#.*)?")
_START = re.compile(r"---[ \t]*(?:#.*)?")
_ANCHORED = re.compile(r"([&*])([^\s,\[\]{}]+)")


class _Kept(str):
    """The last line of a block scalar that keeps its line breaks: a blank line after it would be its content."""

    __slots__ = ()


class _Separator(str):
    """A blank line that is no content."""

    __slots__ = ()


BLANK = _Separator()


class Row(NamedTuple):
    """A key of a block mapping or an item of a block sequence, with where it and its value stand."""

    key: str | int
    value: Any
    line: int  # of the key or the dash
    column: int
    start: int  # offsets of the value
    end: int


class _Part:
    """A row with the lines that go where it goes."""

    __slots__ = ("blank", "comments", "lines", "raw")

    def __init__(self, blank: bool, comments: list[str], lines: list[str], raw: str) -> None:
        self.blank = blank
        self.comments = comments
        self.lines = lines
        self.raw = raw


def block_scalar_end(lines: list[str], header: int, indicators: str, parent: int) -> tuple[int, int]:
    """The line after the content of a block scalar, and the indent of the content."""
    digits = re.sub("[^0-9]", "", indicators)
    if digits:
        indent = parent + int(digits)
    else:
        filled = next((lines[number] for number in range(header + 1, len(lines)) if lines[number].strip(" ")), "")
        indent = max(_indent(filled), parent + 1)
    end = header + 1
    for number in range(header + 1, len(lines)):
        line = lines[number]
        if not line.strip(" ") and len(line) <= indent:
            if "+" in indicators:
                end = number + 1
        elif _indent(line) >= indent:
            end = number + 1
        else:
            break
    return end, indent


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_gap(line: str) -> bool:
    return not line.strip() or line.lstrip()[0] == "#"


def _shifted(line: str, by: int) -> str:
    if not line or not by:
        return line
    return " " * max(0, _indent(line) + by) + line.lstrip(" ")


class Layout:
    """The blocks of one document, and how they are written."""

    def __init__(self, document: Document, order: Order) -> None:
        self.source = document.source
        self.text = document.source.text
        self.places = document.places
        self.data = document.data
        self.order = order
        self.lines = self.text.removesuffix("\n").split("\n")
        self._rows: dict[tuple[int, int], list[Row] | None] = {}

    def write(self) -> list[str] | None:
        """The lines of the whole document; None if its root is not a block that is understood."""
        if not isinstance(self.data, dict | list) or not self.data:
            return None
        places = self.places[id(self.data)]
        first = self._line(places[0][0])
        end = next((n for n in range(first, len(self.lines)) if self.lines[n].startswith("...")), len(self.lines))
        rows = self._read(self.data, places[0][0], len(self.text), end)
        if rows is None or self.lines[rows[0].line][: rows[0].column].strip():
            return None
        first = rows[0].line
        starts = [n for n in range(first) if _START.fullmatch(self.lines[n])]
        if len(starts) > 1 or not all(n in starts or _is_gap(self.lines[n]) for n in range(first)):
            return None
        blank = next((n for n in reversed(range(first)) if not self.lines[n].strip()), None)
        begin = first if blank is None else max(blank, *starts) + 1 if starts else blank + 1
        header = self._comments(0, begin)
        leading, body = self._block(rows, begin, end, 0, ())
        trailer = [line.rstrip() or BLANK for line in self.lines[end:]]
        return _joined([*header, *leading, *body, *trailer])

    def _line(self, offset: int) -> int:
        return self.source.position(offset)[0] - 1

    def _column(self, offset: int) -> int:
        return self.source.position(offset)[1] - 1

    def _content(self, start: int) -> int:
        """Where a value begins after its anchor."""
        match = _PROPERTIES.match(self.text, start)
        return match.end() if match else start

    def _is_block(self, row: Row) -> bool:
        if not isinstance(row.value, dict | list) or not row.value or self.text[row.start : row.start + 1] == "*":
            return False
        return self.text[self._content(row.start)] not in "{["

    def _nested(self, row: Row, limit: int) -> list[Row] | None:
        """The rows of a row's value, if that is a block that is understood."""
        if not self._is_block(row):
            return None
        mark = (row.line, row.start)
        if mark not in self._rows:
            rows = self._read(row.value, row.start, row.end, limit)
            if rows and rows[0].line == row.line:
                before = self.lines[row.line][row.column : rows[0].column]
                if not isinstance(row.key, int) or before.strip(" ") != "-":
                    rows = None
            elif rows and not (
                all(map(_is_gap, self.lines[row.line + 1 : rows[0].line]))
                and not self.lines[rows[0].line][: rows[0].column].strip()
            ):
                rows = None
            self._rows[mark] = rows
        return self._rows[mark]

    def _read(self, box: Any, start: int, end: int, limit: int) -> list[Row] | None:
        """The rows of a block; None if anything about it is out of the ordinary."""
        places = self.places[id(box)]
        rows: list[Row] = []
        if isinstance(box, dict):
            for (key, value), (key_start, _, value_start, value_end) in zip(box.items(), places, strict=True):
                if start <= key_start < end:
                    line = self._line(key_start)
                    rows.append(Row(key, value, line, self._column(key_start), value_start, value_end))
        else:
            for number, (value, place) in enumerate(zip(box, places, strict=True)):
                line, column = self._dash(place[0])
                rows.append(Row(number, value, line, column, place[2], place[3]))
        if not rows:
            return None
        column = rows[0].column
        for number, row in enumerate(rows):
            if row.column != column or column < 0 or (number and row.line <= rows[number - 1].line):
                return None
            if number and self.lines[row.line][:column].strip(" "):
                return None
        if isinstance(box, dict):
            opened = self._content(start)
            begin, first = self._line(opened), rows[0]
            if begin < first.line and self._column(opened) == first.column:
                merge = self._merge(begin, first.column)
                if merge is None or not all(map(_is_gap, self.lines[begin + 1 : first.line])):
                    return None
                rows.insert(0, merge)
        return self._with_merge(rows, limit, mapping=isinstance(box, dict))

    def _merge(self, line: int, column: int) -> Row | None:
        """The row of a `<<` with an alias, which has no place of its own."""
        match = _MERGE.fullmatch(self.lines[line], column)
        if match is None:
            return None
        alias = self.source.offset(line + 1, match.start(1) + 1)
        return Row("<<", None, line, column, alias, alias + 1)

    def _with_merge(self, rows: list[Row], limit: int, *, mapping: bool) -> list[Row] | None:
        """The rows and the one of `<<`; None if anything else stands between them."""
        made: list[Row] = []
        for number, row in enumerate(rows):
            made.append(row)
            until = rows[number + 1].line if number + 1 < len(rows) else limit
            for at in range(self._end(row, until), until):
                line = self.lines[at]
                if _is_gap(line):
                    continue
                outside = _indent(line) < row.column or (not mapping and _indent(line) == row.column)
                if outside and number + 1 == len(rows) and self._merge(at, _indent(line)):
                    return made  # it is that of a mapping around this block
                merge = self._merge(at, row.column) if mapping and _indent(line) == row.column else None
                if merge is None:
                    return None
                made.append(merge)
        return made

    def _dash(self, start: int) -> tuple[int, int]:
        """Line and column of the dash of the item whose value begins here; column -1 if it is not found."""
        number = self._line(start)
        before = self.lines[number][: self._column(start)].rstrip(" ")
        if before:
            return number, len(before) - 1 if before.endswith("-") else -1
        while number > 0:
            number -= 1
            if not _is_gap(self.lines[number]):
                break
        line = self.lines[number]
        return number, line.index("-") if _DASH.fullmatch(line) else -1

    def _end(self, row: Row, limit: int) -> int:
        """The line after the last of a row's content; comments below it are not content."""
        if self._is_block(row):
            rows = self._nested(row, limit)
            if rows:
                return self._end(rows[-1], limit)
            for number in range(row.line + 1, limit):
                if _indent(self.lines[number]) <= row.column and self._merge(number, _indent(self.lines[number])):
                    limit = number  # a `<<` of a mapping around this one
                    break
            bottom = limit
            while limit > row.line + 1:
                line = self.lines[limit - 1]
                own = line.strip() and not (_is_gap(line) and _indent(line) <= row.column)
                if own or (not line.strip() and len(line) > row.column + 1):  # spaces: perhaps of a block scalar
                    break
                limit -= 1
            if self._keeps("\n".join(self.lines[row.line : limit])):
                while limit < bottom and not self.lines[limit].strip(" "):
                    limit += 1
            return limit
        header = self._block_scalar(row)
        if header is not None:
            return block_scalar_end(self.lines, self._line(row.start), header, row.column)[0]
        return max(self._line(max(row.start, row.end - 1)), row.line) + 1

    @staticmethod
    def _keeps(opaque: str) -> bool:
        """Whether a block scalar among lines that are not understood may keep the line breaks at its end."""
        return bool(re.search(r"[|>][1-9]?\+", opaque))

    def _block_scalar(self, row: Row) -> str | None:
        """The indicators of a block scalar; None for anything else."""
        match = _BLOCK_SCALAR.match(self.text, self._content(row.start)) if isinstance(row.value, str) else None
        return match[1] if match and row.end > row.start else None

    def _split(self, begin: int, end: int, column: int) -> int:
        """Where the comments after a row's content cease to be its own: those indented deeper than the row are."""
        own = begin
        for number in range(begin, end):
            line = self.lines[number]
            if line.strip():
                if _indent(line) <= column:
                    break
                own = number + 1
        return own

    def _comments(self, begin: int, end: int) -> list[str]:
        return [line.strip() or BLANK for line in self.lines[begin:end]]

    def _block(self, rows: list[Row], begin: int, end: int, indent: int, path: Path) -> tuple[list[str], list[str]]:
        """The comments above a block's first row, and its lines."""
        parts: list[_Part] = []
        for number, row in enumerate(rows):
            until = rows[number + 1].line if number + 1 < len(rows) else end
            content = self._end(row, until)
            # Below a block scalar a comment indented deeper than the key might become its content.
            after = content if self._block_scalar(row) is not None else self._split(content, until, row.column)
            above = self._comments(begin, row.line)
            blank = bool(above) and above[0] is BLANK
            hoisted, lines = self._row(row, content, after, until, indent, (*path, row.key))
            comments = _without_blanks_above(above) + hoisted
            parts.append(_Part(blank, comments, lines, "\n".join(self.lines[row.line : after])))
            begin = after
        tail = self._comments(begin, end)
        wanted = range(len(parts))
        if isinstance(rows[0].key, str):
            chosen = self.order(path, [str(row.key) for row in rows])
            if _anchors_hold(parts, chosen):
                wanted = chosen  # type: ignore[assignment]
        ordered = [parts[number] for number in wanted]
        if ordered[0] is not parts[0]:
            parts[0].blank = ordered[0].blank
        margin = " " * indent
        made: list[str] = []
        for number, part in enumerate(ordered):
            if number:
                if part.blank:
                    made.append(BLANK)
                made += [one if one is BLANK else margin + one for one in part.comments]
            made += part.lines
        made += [one if one is BLANK else margin + one for one in tail]
        return ordered[0].comments, made

    def _row(
        self, row: Row, content: int, after: int, limit: int, indent: int, path: Path
    ) -> tuple[list[str], list[str]]:
        """The comments that belong above a row because they stood inside its first line's block, and its lines."""
        nested = self._nested(row, limit)
        margin = " " * indent
        head = self.lines[row.line][row.column :]
        if isinstance(row.key, int) and (nested or not self._is_block(row)):
            rest = head[1:].lstrip(" ")
            head = f"- {rest}" if rest else "-"
        if nested:
            inline = nested[0].line == row.line
            begin = row.line if inline else row.line + 1
            leading, body = self._block(nested, begin, after, indent + STEP, path)
            if inline:
                return leading, [f"{margin}- {body[0][indent + STEP :]}", *body[1:]]
            inner = " " * (indent + STEP)
            leading = _without_blanks_above(leading)
            return [], [margin + head.rstrip(), *(one if one is BLANK else inner + one for one in leading), *body]
        lines = [margin + head, *self._continued(row, content, indent - row.column)]
        header = self._block_scalar(row)
        if header is not None or (len(lines) == 1 and not self._is_block(row)):
            lines[0] = lines[0].rstrip()
        if header is None and not self._is_block(row):
            lines[-1] = lines[-1].rstrip()
        if "+" in header if header is not None else self._is_block(row) and self._keeps("\n".join(lines)):
            lines[-1] = _Kept(lines[-1])
        inner = " " * (indent + STEP)
        return [], [*lines, *(one if one is BLANK else inner + one for one in self._comments(content, after))]

    def _continued(self, row: Row, end: int, by: int) -> list[str]:
        """The further lines of a value that is moved as it is."""
        lines = self.lines[row.line + 1 : end]
        header = self._block_scalar(row)
        if header is not None:
            _, content = block_scalar_end(self.lines, self._line(row.start), header, row.column)
            lines = ["" if not line.strip(" ") and len(line) <= content else line for line in lines]
        return [_shifted(line, by) for line in lines]


def _without_blanks_above(lines: list[str]) -> list[str]:
    begin = next((number for number, line in enumerate(lines) if line is not BLANK), len(lines))
    return lines[begin:]


def _joined(lines: list[str]) -> list[str]:
    """The lines with at most one blank line between any two, and none at either end."""
    made: list[str] = []
    for line in lines:
        if line is BLANK and (not made or made[-1] is BLANK or isinstance(made[-1], _Kept)):
            continue
        made.append(line)
    while made and made[-1] is BLANK:
        made.pop()
    return made


def _anchors_hold(parts: list[_Part], order: list[int]) -> bool:
    """Whether everything that looks like an anchor stays on the same side of all that looks like it or an alias of it."""
    marks: dict[str, list[tuple[int, bool]]] = {}
    for number, part in enumerate(parts):
        for sign, name in set(_ANCHORED.findall(part.raw)):
            marks.setdefault(name, []).append((number, sign == "&"))
    at = {number: place for place, number in enumerate(order)}
    for found in marks.values():
        for one, anchors in found:
            for other, _ in found if anchors else ():
                if (one < other) != (at[one] < at[other]):
                    return False
    return True

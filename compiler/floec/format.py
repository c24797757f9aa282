"""A floe.yaml in canonical order and style, with every comment where it belongs.

The order of keys is that of the JSON Schema, with `$schema` first in the document and `name` first in the items of lists.  A key that the
schema does not know stays after the known key that it stood after.  A mapping in which an alias would come before its anchor keeps its order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from floec.errors import CompilerBug
from floec.format_blocks import Layout, block_scalar_end
from floec.source import Source
from floec.syntax import Document, Path, compose

Schema = Mapping[str, Any]


def formatted(document: Document, schema: Schema) -> str:
    """The text of a document in canonical form; the document has been read without errors.

    Raises CompilerBug rather than give a text with other data or without one of the comments.
    """
    source = document.source
    text = source.text
    if text and not text.endswith("\n"):
        ended, found = compose(Source(source.name, text + "\n"))
        if ended is None or found or not same(document.data, ended.data):
            return text  # the last line is that of a block scalar, and a line break would be its content
        document = ended
    order = KeyOrder(schema, document.data)
    lines = Layout(document, order.of).write()
    if lines is None:
        return document.source.text
    made = "\n".join(lines) + "\n"
    if made == document.source.text:
        return made
    again, found = compose(Source(source.name, made))
    if again is None or found:
        raise CompilerBug("what `floec fmt` made of a file cannot be read")
    if not same(document.data, again.data):
        raise CompilerBug("what `floec fmt` made of a file has other data")
    if Counter(comments(document)) != Counter(comments(again)):
        raise CompilerBug("what `floec fmt` made of a file has other comments")
    return made


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal with their types; the order of keys does not count."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def comments(document: Document) -> list[str]:
    """Every comment of a document, from its `#` on, without spaces at its end."""
    text = document.source.text
    lines = text.removesuffix("\n").split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    masked = bytearray(len(text) + 1)
    for places in document.places.values():
        for key_start, key_end, start, end in places:
            for begin, until in ((key_start, key_end), (start, end)):
                at = begin
                anchor = re.compile(r"&\S+\s*").match(text, at)
                at = anchor.end() if anchor else at
                first = text[at : at + 1]
                if first in ("'", '"') and until <= len(text):
                    masked[at:until] = b"\1" * (until - at)
                elif first in ("|", ">") and begin == start and until > at:
                    header, column = document.source.position(at)
                    opened = document.source.position(key_start)
                    parent = _parent(lines, opened, key_start == start, (header, column))
                    indicators = re.sub(r"[^-+0-9].*", "", lines[header - 1][column:])
                    last, _ = block_scalar_end(lines, header - 1, indicators, parent)
                    masked[starts[header] : starts[last]] = b"\1" * (starts[last] - starts[header])
    return [
        match[0].rstrip()
        for match in re.finditer(r"(?:(?<=\s)|^)#[^\n]*", _hidden(text, masked), re.MULTILINE)
        if not masked[match.start()]
    ]


def _parent(lines: list[str], opened: tuple[int, int], item: bool, at: tuple[int, int]) -> int:
    """The indent of the block that a block scalar stands in: the column of its key or its dash."""
    if not item:
        return opened[1] - 1
    before = lines[at[0] - 1][: at[1] - 1]
    return before.rfind("-", 0, len(re.sub(r"&\S+\s*$", "", before)))


def _hidden(text: str, masked: bytearray) -> str:
    """The text with everything masked but line breaks as a letter."""
    if not any(masked):
        return text
    return "".join("x" if masked[at] and c != "\n" else c for at, c in enumerate(text))


class KeyOrder:
    """In which order the keys of each mapping of a document are written."""

    def __init__(self, schema: Schema, data: Any) -> None:
        self.schema = schema
        self.data = data

    def of(self, path: Path, keys: Sequence[str]) -> list[int]:
        """The order of the keys of the mapping at a path, as their indexes."""
        data = self.data
        nodes = self._expanded([self.schema], data)
        for step in path:
            below = [child for node in nodes for child in [_child(node, step)] if isinstance(child, dict)]
            data = data[step] if isinstance(step, int) or (isinstance(data, dict) and step in data) else None
            nodes = self._expanded(below, data)
        known: dict[str, int] = {}
        if not path and keys:
            known["$schema"] = 0
        names = [name for node in nodes for name in node.get("properties", ())]
        if path and isinstance(path[-1], int) and "name" in names:
            known["name"] = 0
        for name in names:
            known.setdefault(name, len(known))
        rank, ranks = -1, []
        for key in keys:
            rank = known.get(key, rank)
            ranks.append(rank)
        return sorted(range(len(keys)), key=ranks.__getitem__)

    def _expanded(self, nodes: Sequence[Schema], data: Any) -> list[Schema]:
        """The nodes and all that they refer to, and the branches whose conditions the data meets or says nothing about."""
        made: list[Schema] = []
        waiting = list(reversed(nodes))
        while waiting:
            node = waiting.pop()
            made.append(node)
            more: list[Schema] = []
            if "$ref" in node:
                more.append(self.schema["definitions"][node["$ref"].rpartition("/")[2]])
            more += node.get("allOf", ())
            if "if" in node and isinstance(node.get("then"), dict) and _may_hold(node["if"], data):
                more.append(node["then"])
            waiting += [one for one in reversed(more) if isinstance(one, dict)]
        return made


def _child(node: Schema, step: str | int) -> Any:
    if isinstance(step, int):
        return node.get("items")
    return node.get("properties", {}).get(step, node.get("additionalProperties"))


def _may_hold(condition: Schema, data: Any) -> bool:
    """Whether nothing in the data is at odds with the constants of a condition."""
    wanted = condition.get("properties", {})
    return not isinstance(data, dict) or all(
        data[key] == one["const"] for key, one in wanted.items() if key in data and "const" in one
    )

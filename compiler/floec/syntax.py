"""Source text to plain data, with the place of every key and value.

The text is composed straight from libyaml's parser events (the ``_ruamel_yaml`` module of
ruamel.yaml's ``oldlibyaml`` extra), never recursing, so that every guard speaks before anything is
built that it should have stopped.
"""

from __future__ import annotations

import re
from itertools import repeat
from typing import Any, NamedTuple

from floec import faults, scalars
from floec.decode import first_forbidden, forbidden, is_clean
from floec.diagnostics import Code, Diagnostic, Label, dotted, quoted
from floec.source import Source, Span

try:
    from _ruamel_yaml import CParser
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.events import (
        AliasEvent,
        DocumentStartEvent,
        MappingEndEvent,
        MappingStartEvent,
        ScalarEvent,
        SequenceEndEvent,
        SequenceStartEvent,
        StreamEndEvent,
    )
except ImportError as missing:  # pragma: no cover - a broken installation
    raise ImportError(
        "floec needs the libyaml parser of ruamel.yaml, and reads YAML in no other way: "
        'pip install "ruamel.yaml[oldlibyaml]"'
    ) from missing

MAX_DEPTH = 64
MAX_NODES = 100_000
MAX_FAULTS = 50

Path = tuple[str | int, ...]
Place = tuple[int, int, int, int]  # start and end of the key, start and end of the value; an item is its own key

_MERGE = object()  # the key of `<<`
_IGNORED = object()  # the key of a pair that was refused


class Document(NamedTuple):
    """A parsed text: plain data (dict, list, str, int, float, bool, None) and where each part of it stands.

    ``places`` maps the identity of each container to the places of its entries, in the container's
    order: a list of tuples costs less than half of what a mapping of them would.  An aliased container is one
    object and stands where its anchor does.  The data is shared and must not be changed.
    """

    source: Source
    data: Any
    places: dict[int, list[Place]]

    def place(self, container: Any, key: Any) -> tuple[Span, Span]:
        """The spans of an entry's key and of its value; an item of a list is its own key."""
        index = list(container).index(key) if isinstance(container, dict) else key
        places = self.places[id(container)]
        key_start, key_end, start, end = places[index]
        text = self.source.text
        while end > start + 1 and text[end - 1] in " \n\t":  # a block ends where the next token begins
            end -= 1
        return Span(self.source, key_start, min(key_end, end) if key_start == start else key_end), Span(
            self.source, start, end
        )


class _Stop(Exception):
    """Reading cannot go on; the reason is already among the diagnostics."""


def compose(source: Source) -> tuple[Document | None, list[Diagnostic]]:
    """The document in a source, or what is wrong with it as YAML.

    Reading stops at the first fault that leaves the rest without meaning (a syntax error, a limit), and goes on
    after a duplicate or non-text key, so that all of those are found at once.
    """
    composer = _Composer(source)
    marks = "?" if "?" in source.text and ("{" in source.text or "[" in source.text) else ""
    try:
        try:
            data = composer.run_with_stand_ins(marks) if marks else composer.run(source.text)
        except YAMLError as failure:
            if "unexpected ':'" not in str(getattr(failure, "problem", "")):
                raise
            composer = _Composer(source)
            data = composer.run_with_stand_ins(marks + ":")
        if "\t" in source.text:
            composer.tabs()
    except _Stop:
        return None, composer.found
    except YAMLError as failure:
        from floec.parse_errors import explain

        return None, [*composer.found, explain(source, failure)]
    return Document(source, data, composer.places), composer.found


class _Composer:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.places: dict[int, list[Place]] = {}
        self.found: list[Diagnostic] = []
        self.stack: list[tuple[Any, ...]] = []  # what was open around the open container
        self.stand_ins: dict[str, str] = {}  # character of ours: the one of the text that it stands for

    def fault(
        self, code: Code, message: str, start: int, end: int, label: str = "", *, stop: bool = False, **more: Any
    ) -> None:
        span = Span(self.source, start, max(start, end))
        self.found.append(Diagnostic(code, message, self.source, span, label, **more))
        if stop or len(self.found) >= MAX_FAULTS:
            raise _Stop

    def run_with_stand_ins(self, marks: str) -> Any:
        """Read a text with ``:`` and ``?`` inside plain scalars of flow collections: ``{endpoint: tempo:4317}``, ``[what?]``.

        YAML 1.2 has them, and the bundled libyaml (0.1.7) refuses the one and takes the other for an indicator.  Where neither can be an
        indicator of YAML 1.2 (see _NO_INDICATOR) it is shown to the parser as a character that the text does not have, of the same width,
        and put back afterwards.
        """
        text = self.source.text
        folded = text.lower()  # an escape may name the character
        free = (c for c in map(chr, range(0xE000, 0xF8FF)) if c not in text and f"{ord(c):04x}" not in folded)
        shown = text
        for mark, stand_in in zip(marks, free, strict=False):
            shown = re.sub(_NO_INDICATOR[mark], stand_in, shown)
            self.stand_ins[stand_in] = mark
        return self.restored(self.run(shown))

    def restored(self, value: Any) -> Any:
        """The value with the text's own characters again."""
        if isinstance(value, str):
            for stand_in, mark in self.stand_ins.items():
                value = value.replace(stand_in, mark)
        elif isinstance(value, dict):
            entries = [(self.restored(key), self.restored(one)) for key, one in value.items()]
            value.clear()
            value.update(entries)
        elif isinstance(value, list):
            value[:] = [self.restored(one) for one in value]
        return value

    def run(self, text: str) -> Any:
        tables = self.places
        next_event = CParser(text).get_event
        words, numeric, clean = scalars.WORDS, scalars.NUMERIC, is_clean
        anchors: dict[str, tuple[Any, int, int]] = {}  # name: value, expanded size (0 while open), offset
        stack = self.stack
        used = documents = 0
        root: Any = None
        box: Any = None  # the open container; None at the root
        key: Any = None  # the key that waits for its value
        merges: list[tuple[Any, int, int, int, int]] | None = None  # the value of `<<`, its key's place and its own
        in_mapping = False
        places: list[Place] = []
        key_start = key_end = opened = before = 0
        anchor: str | None = None
        # Nodes are counted where a container ends and where an alias stands; the number of turns bounds the rest.
        for _ in repeat(None, 2 * MAX_NODES):
            event = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                if event.ctag is not None:
                    self.tagged(event)
                value = event.value
                style = event.style
                if not style:
                    if value in words:
                        value = words[value]
                    elif value[0] in numeric and value[1:2] != "/":  # `./path` is common, and no number
                        value = self.number(value, event)
                elif style == '"' and not clean(value):
                    self.escaped_forbidden(value, event)
                start, end = event.start_mark.index, event.end_mark.index
                if event.anchor is not None:
                    anchors[event.anchor] = (value, 1, start)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                start = event.start_mark.index
                if len(stack) >= MAX_DEPTH:
                    message = f"nested more than {MAX_DEPTH} levels deep"
                    self.fault(faults.TOO_LARGE, message, start, start + 1, "one level too many", stop=True)
                if event.ctag is not None:
                    self.tagged(event)
                if in_mapping and key is None:
                    what = "a mapping" if kind is MappingStartEvent else "a list"
                    self.fault(
                        faults.NON_TEXT_KEY, f"{what} cannot be a key", start, start + 1, "a key is text", stop=True
                    )
                stack.append((box, in_mapping, places, key, key_start, key_end, opened, before, anchor, merges))
                in_mapping = kind is MappingStartEvent
                box = {} if in_mapping else []
                places, key, opened, before, anchor = [], None, start, used, event.anchor
                merges = None
                tables[id(box)] = places
                if anchor is not None:
                    anchors[anchor] = (None, 0, start)
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                if merges:
                    used += self.merge(box, places, merges)
                used += 2 * len(box) if in_mapping else len(box)
                if used > MAX_NODES:
                    self.too_many(event)
                value, start, end = box, opened, event.end_mark.index
                if anchor is not None:
                    anchors[anchor] = (value, used - before + 1, opened)
                box, in_mapping, places, key, key_start, key_end, opened, before, anchor, merges = stack.pop()
            elif kind is AliasEvent:
                start, end = event.start_mark.index, event.end_mark.index
                value, size, where = anchors.get(event.anchor, (None, -1, 0))
                if size <= 0:
                    self.bad_alias(event, where if size == 0 else None)
                used += size - 1
                if used > MAX_NODES:
                    self.too_many(event)
            elif kind is DocumentStartEvent:
                documents += 1
                start = event.start_mark.index
                if event.version or event.tags:
                    line_end = self.source.text.find("\n", start)
                    self.fault(
                        faults.DIRECTIVE,
                        "YAML directives are not used in floe.yaml",
                        start,
                        line_end,
                        "delete this line",
                        stop=True,
                    )
                if documents > 1:
                    message = "a second YAML document begins here"
                    self.fault(
                        faults.MULTIPLE_DOCUMENTS, message, start, start + 3, "floe.yaml is one document", stop=True
                    )
                continue
            elif kind is StreamEndEvent:
                return root
            else:
                continue

            # A value has been read: it belongs to the open container, or is the root.
            if in_mapping:
                if key is not None:
                    if key is _MERGE:
                        merges = [(value, key_start, key_end, start, end)]
                    elif key is not _IGNORED:
                        box[key] = value
                        places.append((key_start, key_end, start, end))
                    key = None
                else:
                    key, key_start, key_end = value, start, end
                    if type(key) is not str:
                        message = f"a key is text, not {scalars.kind(key)}"
                        self.fault(faults.NON_TEXT_KEY, message, start, end, "quote it if text was meant")
                        key = _IGNORED
                    elif key in box:
                        self.duplicate(places[list(box).index(key)][:2], key, start, end)
                        key = _IGNORED
                    elif key == "<<" and kind is ScalarEvent and not event.style:
                        if merges:
                            self.duplicate(merges[0][1:3], key, start, end)
                        key = _IGNORED if merges else _MERGE
            elif box is None:
                root = value
            else:
                places.append((start, end, start, end))
                box.append(value)
        return self.too_many(event)

    def number(self, text: str, event: ScalarEvent) -> str | int | float:
        """What a plain scalar that begins like a number stands for."""
        if text.isdecimal() and text.isascii() and len(text) < 19 and (text[0] != "0" or text == "0"):
            return int(text)
        value = scalars.number(text)
        if value is not None:
            return value
        self.fault(
            faults.BAD_NUMBER,
            "not a number that every program reads alike",
            event.start_mark.index,
            event.end_mark.index,
            "too large, or not finite",
            help="quote it if text (a string) was meant",
        )
        return text

    def tagged(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if not isinstance(event, ScalarEvent):
            end = start + 1
        help_ = "remove the tag; quote the value if text was meant"
        self.fault(
            faults.TAG, "YAML tags are not used in floe.yaml", start, end, "the tag stands here", stop=True, help=help_
        )

    def tabs(self) -> None:
        """Refuse tabs between a key and its value: readers written in C take them for spaces, the others stop there."""
        text = self.source.text
        for places in self.places.values():
            for _, key_end, start, _ in places:
                gap = text[key_end:start].partition("#")[0].partition("\n")[0] if key_end < start else ""
                if "\t" in gap:
                    at = key_end + gap.index("\t")
                    self.fault(
                        faults.YAML_SYNTAX,
                        "a tab stands between a key and its value",
                        at,
                        at + 1,
                        "a space belongs here",
                        help="use spaces",
                    )

    def too_many(self, event: Any) -> None:
        start = event.start_mark.index
        message = f"more than {MAX_NODES:,} nodes after aliases are expanded"
        self.fault(faults.TOO_LARGE, message, start, start + 1, "the limit is reached here", stop=True)

    def escaped_forbidden(self, value: str, event: ScalarEvent) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        for bad in first_forbidden(value)[:1]:
            kind = forbidden(self.source, start, bad[0])
            self.fault(kind.code, kind.message, start, end, "written here as an escape", help=kind.help)

    def bad_alias(self, event: AliasEvent, opened: int | None) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if opened is None:
            message, label = (
                f"alias {quoted('*' + event.anchor)} has no anchor",
                "nothing was marked with this name before",
            )
            self.fault(
                faults.ALIAS,
                message,
                start,
                end,
                label,
                stop=True,
                help=f"write {quoted('&' + event.anchor)} where it is defined",
            )
        second = (
            Label(
                Span(self.source, opened or 0, (opened or 0) + 1 + len(event.anchor)),
                "the anchor's content begins here",
            ),
        )
        message = f"alias {quoted('*' + event.anchor)} is recursive: it stands inside its own anchor"
        self.fault(faults.ALIAS, message, start, end, "this would never end", stop=True, secondary=second)

    def duplicate(self, first: tuple[int, ...], name: str, start: int, end: int) -> None:
        name = self.restored(name)
        outer = (
            self.restored(step)
            for box, in_mapping, _, key, *_ in self.stack
            if box is not None
            for step in [key if in_mapping else len(box)]
        )
        self.fault(
            faults.DUPLICATE_KEY,
            f"duplicate key {quoted(name)}",
            start,
            end,
            "given again here",
            secondary=(Label(Span(self.source, first[0], first[1]), "first given here"),),
            help="keep one of the two",
            path=dotted((*outer, name)),
        )

    def merge(self, box: dict[Any, Any], places: list[Place], merges: list[tuple[Any, int, int, int, int]]) -> int:
        """Fill in the keys that are not given explicitly, earlier sources first; how many nodes that adds."""
        added = 0
        for value, _, _, start, end in merges:
            for one in value if isinstance(value, list) else [value]:
                if not isinstance(one, dict):
                    self.fault(
                        faults.MERGE_KEY,
                        f"`<<` takes a mapping, not {scalars.kind(one)}",
                        start,
                        end,
                        "nothing to merge",
                        stop=True,
                    )
                added += len(one)
                for (key, content), place in zip(one.items(), self.places[id(one)], strict=True):
                    if key not in box:
                        box[key] = content
                        places.append(place)
        return added


# Where `:` and `?` are part of a plain scalar: they touch what is around them (YAML 1.2.2, rule 130, ns-plain-char).
_NO_INDICATOR = {
    ":": r"(?<=[^\s\"'\]}]):(?=[^\s,\[\]{}])",
    "?": r"(?<=[^\s\[\]{},])\?|\?(?=[^\s,\[\]{}])",
}

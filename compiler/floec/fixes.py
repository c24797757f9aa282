"""Applying the edits that diagnostics carry: those that are safe, to the text alone, so that comments and order stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from floec.diagnostics import Diagnostic, Edit
from floec.source import Source


def applicable(source: Source, diagnostics: Iterable[Diagnostic]) -> tuple[Edit, ...]:
    """The edits of a source in its order, each once; two that touch each other are left out, since only a person can choose."""
    edits = {
        (d.edit.span.start, d.edit.span.end, d.edit.replacement): d.edit
        for d in diagnostics
        if d.edit is not None and d.edit.span.source is source and "\n" not in d.edit.span.text + d.edit.replacement
    }
    ordered = [edits[key] for key in sorted(edits)]
    clashing = {
        index
        for index, (one, other) in enumerate(pairwise(ordered))
        if other.span.start < one.span.end or other.span.start == one.span.start
    }
    return tuple(edit for index, edit in enumerate(ordered) if index not in clashing and index - 1 not in clashing)


def edited(source: Source, edits: Sequence[Edit]) -> str:
    """The text of a source with edits applied that are in its order and do not touch each other."""
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += (source.text[at : edit.span.start], edit.replacement)
        at = edit.span.end
    return "".join([*pieces, source.text[at:]])


def with_endings_of(original: str, text: str) -> str:
    """A text of as many lines as ``original``, with the byte-order mark and the line ends of that one."""
    mark = "\ufeff" if original.startswith("\ufeff") else ""
    endings = [*re.findall(r"\r?\n", original), ""]
    return mark + "".join(line + end for line, end in zip(text.split("\n"), endings, strict=True))

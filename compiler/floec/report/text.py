"""Diagnostics for a person at a terminal: what, where, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from floec.diagnostics import ERROR, NOTE, WARNING, Diagnostic, Label, escaped
from floec.report.places import Secrets
from floec.source import DOTENV, FILE, FLAG, VARIABLE, Span

MAX_SHOWN = 20
WIDTH = 140

_RED, _YELLOW, _BLUE, _CYAN, _BOLD, _RESET = "\033[31m", "\033[33m", "\033[34m", "\033[36m", "\033[1m", "\033[0m"
_COLOURS = {ERROR: _RED, WARNING: _YELLOW, NOTE: _CYAN}


class Paint:
    """Colours, or none; they never carry meaning alone."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, text: str, *codes: str) -> str:
        return f"{''.join(codes)}{text}{_RESET}" if self.on and text else text


class _Mark(NamedTuple):
    line: int
    column: int
    end: int
    text: str
    primary: bool


def render(diagnostics: Sequence[Diagnostic], *, colour: bool = False, limit: int = MAX_SHOWN) -> str:
    """The findings, each with its frame; past ``limit`` they are counted only."""
    paint, secrets = Paint(colour), Secrets(diagnostics)
    shown = [_one(diagnostic, paint, secrets) for diagnostic in diagnostics[:limit]]
    if len(diagnostics) > limit:
        shown.append(f"... and {len(diagnostics) - limit} more: `--format json` lists all\n")
    return "\n".join(shown)


def summary(diagnostics: Iterable[Diagnostic], files: int) -> str:
    """The last line: how much was found, in how many of the files; empty if nothing was."""
    found = list(diagnostics)
    errors = sum(d.severity == ERROR for d in found)
    warnings = sum(d.severity == WARNING for d in found)
    counts = [f"{n} {word}{'s' if n != 1 else ''}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    if not counts:
        return ""
    with_faults = min(files, len({d.source.name for d in found}))  # a finding may be about a flag, or the output folder
    return f"Found {' and '.join(counts)} in {with_faults} of {files} file{'s' if files != 1 else ''}."


def _one(diagnostic: Diagnostic, paint: Paint, secrets: Secrets) -> str:
    colour = _COLOURS[diagnostic.severity]
    lines = [
        paint(f"{diagnostic.severity}[{diagnostic.code.slug}]", _BOLD, colour) + paint(f": {diagnostic.message}", _BOLD)
    ]
    blocks = _blocks(diagnostic)
    numbers = [mark.line for span, marks in blocks for mark in marks if span.source.kind in (FILE, DOTENV)]
    gutter = len(str(max(numbers))) if numbers else 1
    for index, (span, marks) in enumerate(blocks):
        arrow = "-->" if index == 0 else ":::"
        lines.append(f"{' ' * gutter}{paint(arrow, _BLUE)} {_place(span)}")
        lines += _frame(span, marks, gutter, paint, secrets, colour)
    if not blocks:
        lines.append(f" {paint('-->', _BLUE)} {escaped(diagnostic.source.name)}")
    if blocks and (diagnostic.help or diagnostic.notes):
        lines.append(f"{' ' * gutter} {paint('|', _BLUE)}")
    for word, text in (("help", diagnostic.help), *(("note", note) for note in diagnostic.notes)):
        if text:
            lines.append(f"{' ' * gutter} {paint('=', _BLUE)} {paint(word, _BOLD)}: {text}")
    return "\n".join(lines) + "\n"


def _place(span: Span) -> str:
    if span.source.kind == VARIABLE:
        return f"environment variable {escaped(span.source.name)}"
    if span.source.kind == FLAG:
        return f"command line {escaped(span.source.name)}"
    line, column = span.position
    return f"{escaped(span.source.name)}:{line}:{column}"


def _blocks(diagnostic: Diagnostic) -> list[tuple[Span, list[_Mark]]]:
    """The marks of each source, the primary one's first."""
    if diagnostic.span is None:
        return []
    blocks: dict[int, tuple[Span, list[_Mark]]] = {}
    for label in (Label(diagnostic.span, diagnostic.label), *diagnostic.secondary):
        span = label.span
        line, column = span.position
        end_line, end_column = span.end_position
        if end_line != line:
            end_column = len(span.source.line(line)) + 1
        mark = _Mark(line, column, max(end_column, column + 1), label.text, span is diagnostic.span)
        blocks.setdefault(id(span.source), (span, []))[1].append(mark)
    return list(blocks.values())


def _frame(span: Span, marks: list[_Mark], gutter: int, paint: Paint, secrets: Secrets, colour: str) -> list[str]:
    source, numbered = span.source, span.source.kind in (FILE, DOTENV)
    edge = f"{' ' * gutter} {paint('|', _BLUE)}"
    lines, before = [edge], 0
    for number in sorted({mark.line for mark in marks}):
        if before and number > before + 2:
            lines.append(paint("...", _BLUE))
        elif before and number == before + 2:
            lines.append(_source_line(secrets.veiled(source, before + 1), before + 1, gutter, paint, numbered)[0])
        here = sorted((mark for mark in marks if mark.line == number), key=lambda mark: -mark.column)
        line = source.line(number)
        start = max(0, min(mark.column for mark in here) - 40) if len(line) > WIDTH else 0
        text, shift = _source_line(secrets.veiled(source, number), number, gutter, paint, numbered, start)
        lines.append(text)
        for mark in here:
            pad, width = _columns(line, secrets.veiled(source, number), mark, start, shift)
            sign = ("^" if mark.primary else "-") * width
            tone = (colour,) if mark.primary else (_BLUE,)
            lines.append(f"{edge} {' ' * pad}{paint(sign + (' ' + mark.text if mark.text else ''), *tone)}")
        before = number
    return lines


def _source_line(line: str, number: int, gutter: int, paint: Paint, numbered: bool, start: int = 0) -> tuple[str, int]:
    shown = _visible(line)
    shift = 0
    if start or len(shown) > WIDTH:
        shift = 3 if start else 0
        shown = (
            ("..." if start else "")
            + shown[start : start + WIDTH - 6]
            + ("..." if len(shown) > start + WIDTH - 6 else "")
        )
    label = str(number) if numbered else ""
    return f"{paint(f'{label:>{gutter}} |', _BLUE)} {shown}".rstrip(), shift


def _visible(line: str) -> str:
    """A line as a terminal may show it: tabs and invisible characters one column wide."""
    return "".join(c if c.isprintable() else " " if c == "\t" else "\ufffd" for c in line)


def _columns(line: str, shown: str, mark: _Mark, start: int, shift: int) -> tuple[int, int]:
    """How far a mark is from the frame's edge and how wide it is, in terminal columns; ``shown`` is the line with its masks."""
    if shown != line:
        same = next(
            (i for i, (a, b) in enumerate(zip(shown, line, strict=False)) if a != b), min(len(shown), len(line))
        )
        if mark.column - 1 >= same:
            return _width(shown[start:same]) + shift, 3
        return _width(line[start : mark.column - 1]) + shift, max(
            1, _width(line[mark.column - 1 : min(mark.end - 1, same)])
        )
    end = min(mark.end - 1, start + WIDTH - 6)
    return _width(line[start : mark.column - 1]) + shift, max(1, _width(line[mark.column - 1 : end]))


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)

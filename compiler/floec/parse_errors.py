"""The YAML parser's complaint, turned into a place and advice."""

from __future__ import annotations

from typing import Any

from floec import faults
from floec.diagnostics import Diagnostic, Label, quoted
from floec.source import Source, Span


def explain(source: Source, failure: Any) -> Diagnostic:
    """A diagnostic for a failure of libyaml; the parser's own words come first, then plain advice."""
    problem, context = failure.problem_mark, failure.context_mark
    at = problem.index if problem is not None else context.index if context is not None else 0
    at = min(at, len(source.text))
    words = str(failure.problem or failure)
    conflict = _conflict_marker(source)
    if conflict is not None:
        return _fault(
            source,
            "a conflict marker of git stands in the file",
            conflict,
            conflict + 7,
            "resolve the conflict and delete the markers",
        )
    line, column = source.position(at)
    if "unexpected end of stream" in words and context is not None:
        opened = context.index
        return _fault(
            source, "a quote is not closed", opened, opened + 1, "close the quote", label="it opens here", parser=words
        )
    if "tab character" in words or ("cannot start any token" in words and "\t" in source.line(line)[:column]):
        return _fault(
            source,
            "a tab is used for indentation",
            at,
            at + 1,
            "indent with spaces; YAML does not allow tabs there",
            label="a tab",
            parser=words,
        )
    if "mapping values are not allowed" in words:
        return _mapping_value(source, at, words)
    if "did not find expected ',' or" in words and context is not None:
        closing = "]" if "sequence" in str(failure.context) else "}"
        return _fault(
            source,
            f"`{closing}` or `,` is missing",
            at,
            at + 1,
            f"close what is opened with `{closing}`",
            parser=words,
            second=Label(Span(source, context.index, context.index + 1), "opened here"),
        )
    if "did not find expected key" in words or "did not find expected '-' indicator" in words:
        return _indentation(source, at, context.index if context is not None else None, words)
    return _fault(source, words, at, at + 1, _general_advice(source, line, words))


def _fault(
    source: Source,
    message: str,
    start: int,
    end: int,
    help_: str,
    *,
    label: str = "the parser stopped here",
    parser: str = "",
    second: Label | None = None,
) -> Diagnostic:
    notes = (f"the parser's words: {parser}",) if parser else ()
    size = len(source.text)
    span = Span(source, min(start, size), min(end, size))
    return Diagnostic(faults.YAML_SYNTAX, message, source, span, label, (second,) if second else (), help_, notes)


def _conflict_marker(source: Source) -> int | None:
    if source.text.startswith("<<<<<<< "):
        return 0
    at = source.text.find("\n<<<<<<< ")
    return at + 1 if at >= 0 else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _previous(source: Source, line: int) -> int | None:
    """The nearest line before this one that holds more than a comment."""
    for number in range(line - 1, 0, -1):
        stripped = source.line(number).strip()
        if stripped and not stripped.startswith("#"):
            return number
    return None


def _mapping_value(source: Source, at: int, words: str) -> Diagnostic:
    line, _ = source.position(at)
    before = _previous(source, line)
    here = source.line(line)
    if before is not None:
        text = source.line(before).rstrip()
        start = source.offset(before, _indent(text) + 1)
        if "\xa0" in text and ": " not in text:
            at = source.offset(before) + text.index("\xa0")
            return _fault(
                source,
                "a no-break space (U+00A0) stands where a space belongs",
                at,
                at + 1,
                "replace it with a plain space",
                label="here",
                parser=words,
            )
        if ":" in text and ": " not in text and not text.endswith(":"):
            at = source.offset(before) + text.index(":")
            return _fault(
                source,
                "a space is missing after the colon",
                at,
                at + 1,
                "write a space after the colon",
                label="here",
                parser=words,
            )
        if ":" not in text and not text.lstrip().startswith("- "):
            return _fault(
                source,
                "a colon is missing",
                start,
                source.offset(before, len(text) + 1),
                f"write a colon after the key: {quoted(text.strip().split()[0] + ': …')}",
                label="this line has no `key: value`",
                parser=words,
            )
        wanted = _indent(text.replace("- ", "  ", 1) if text.lstrip().startswith("- ") else text)
        found = _indent(here)
        key = here.strip().split(":")[0]
        if found > wanted and ":" in text and not text.endswith(":"):
            second = Label(
                Span(source, source.offset(before, wanted + 1), source.offset(before, len(text) + 1)),
                f"the block starts in column {wanted + 1}",
            )
            step = "one column" if found - wanted == 1 else f"{found - wanted} columns"
            return _fault(
                source,
                "the indentation does not line up",
                at,
                at + 1,
                f"{quoted(key)} is {step} too far right: put it in column {wanted + 1}",
                parser=words,
                second=second,
            )
    return _fault(
        source,
        "a colon stands where no key can be",
        at,
        at + 1,
        "quote the text if the colon belongs to it",
        parser=words,
    )


def _indentation(source: Source, at: int, opened: int | None, words: str) -> Diagnostic:
    line, column = source.position(at)
    key = source.line(line).strip().split(":")[0]
    help_ = "keys of one block start in the same column"
    second = None
    if opened is not None:
        first_line, first_column = source.position(opened)
        second = Label(
            Span(source, opened, min(opened + 1, len(source.text))), f"the block starts in column {first_column}"
        )
        if column != first_column and first_line != line:
            side = "left" if column < first_column else "right"
            help_ = f"{quoted(key)} is too far {side}: put it in column {first_column}, or indent the lines above alike"
    return _fault(source, "the indentation does not line up", at, at + 1, help_, parser=words, second=second)


def _general_advice(source: Source, line: int, words: str) -> str:
    text = source.line(line)
    if "cannot start any token" in words or "while scanning a directive" in words or "unknown escape" in words:
        return "quote the value"
    if "\t" in text:
        return "indent with spaces, not tabs"
    return "compare the line with its neighbours: indentation, colons, quotes and brackets"

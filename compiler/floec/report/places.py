"""What the renderers share: how a finding's place is named, and what of it may not be shown."""

from __future__ import annotations

from collections.abc import Iterable

from floec.diagnostics import SECRET_SLUG, Diagnostic, Edit, escaped
from floec.secrets import masked, redacted, spans
from floec.source import FILE, FLAG, VARIABLE, Source

_LONG = 4000  # a text that is longer is cut: no report is about one message
_WORDS = {VARIABLE: "environment variable ", FLAG: "command line "}


def local(source: Source) -> str | None:
    """A file's path relative to the working directory; None for what is no file, or is not below it: that has an absolute name."""
    return source.name if source.kind == FILE and not source.name.startswith("/") else None


def named(source: Source) -> str:
    """What to call a source: a file's path, or the variable or flag with what it is."""
    return line(_WORDS.get(source.kind, "") + (local(source) or source.name))


def line(text: str) -> str:
    """A text of a finding on one line, with nothing invisible and no secret in it.

    Whoever wrote the text has redacted what it quotes; this is the second lock.
    """
    return escaped(redacted(text), _LONG)


def helped(diagnostic: Diagnostic) -> str:
    """The message, with the help on a second line if there is any."""
    message = line(diagnostic.message)
    return f"{message}\nhelp: {line(diagnostic.help)}" if diagnostic.help else message


class Secrets:
    """Where the sources hold something that must not be shown: what looks like it, and what a finding says is one."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self._marked = [d.span for d in diagnostics if d.span and d.code.slug == SECRET_SLUG]
        self._hidden: dict[int, list[tuple[int, int]]] = {}

    def _spans(self, source: Source) -> list[tuple[int, int]]:
        hidden = self._hidden.get(id(source))
        if hidden is None:
            marked = [(one.start, one.end) for one in self._marked if one.source is source]
            hidden = self._hidden[id(source)] = sorted([*spans(source.text), *marked])
        return hidden

    def veiled(self, source: Source, number: int) -> str:
        """A line of a source (counted from 1) with a mask in place of every secret."""
        hidden, text = self._spans(source), source.line(number)
        if not hidden or not text:
            return text
        start = source.offset(number)
        return masked(source.text, hidden, start, start + len(text))

    def revealed_by(self, edit: Edit) -> bool:
        """Whether an edit touches a secret, or writes something that looks like one."""
        touched = any(start < edit.span.end and edit.span.start < end for start, end in self._spans(edit.span.source))
        return touched or redacted(edit.replacement) != edit.replacement

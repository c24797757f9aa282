"""What the compiler tells its user: the diagnostic as a value.

Nothing here prints.  A diagnostic names its code, its place and its cause; the renderers in
``floec.report`` turn the same value into text, JSON and the other formats.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from floec.source import Source, Span

ERROR, WARNING, NOTE = "error", "warning", "note"

PROJECT_URL = "https://github.com/floe-runtime/floec"
PAGES_URL = PROJECT_URL + "/blob/main/docs/codes.md#"
ISSUES_URL = PROJECT_URL + "/issues"


SECRET_SLUG = "inline-secret"  # of the code whose findings mark text that must never be shown


class Code(NamedTuple):
    """A kind of finding: a stable slug, how bad it is, one line, and the page ``floec explain`` prints."""

    slug: str
    severity: str
    title: str
    page: str

    @property
    def url(self) -> str:
        return PAGES_URL + self.slug


def error(slug: str, title: str, page: str | None) -> Code:
    """A code whose findings stop the build."""
    return Code(slug, ERROR, title, page or "")


def warning(slug: str, title: str, page: str | None) -> Code:
    """A code whose findings are shown and counted, and stop nothing."""
    return Code(slug, WARNING, title, page or "")


class Label(NamedTuple):
    """A place and what is to be said there; the text may be empty."""

    span: Span
    text: str


class Edit(NamedTuple):
    """A change of the source that can be applied without a second look."""

    description: str
    span: Span
    replacement: str


def edit_to(text: str, span: Span, description: str = "", *, bare: bool = False) -> Edit | None:
    """The edit that writes text where a scalar stands, in its quotes unless it is ``bare`` (true and false have none).

    A key in quotes may have its value right behind the colon; without them, key and value would be one text.
    None where an anchor stands before the scalar: what is called by it elsewhere would change too, or be lost.
    """
    old = span.text
    if old.startswith("&"):
        return None
    quote = old[:1] if old[:1] in {"'", '"'} and not bare else ""
    return Edit(description or f"Change to `{text}`", span, f"{quote}{text}{quote}")


class Diagnostic(NamedTuple):
    """One finding.

    ``message`` is one phrase without a full stop.  ``span`` is None when the whole source is meant.
    ``path`` is the place in the document as a user writes it (``transforms[1].path``), empty at the
    root.  Text of the user that stands in any field has been through `quoted`.
    """

    code: Code
    message: str
    source: Source
    span: Span | None = None
    label: str = ""
    secondary: tuple[Label, ...] = ()
    help: str = ""
    notes: tuple[str, ...] = ()
    path: str = ""
    edit: Edit | None = None

    @property
    def severity(self) -> str:
        return self.code.severity


def sort_key(diagnostic: Diagnostic) -> tuple[str, int, str, str]:
    """Order of a report: by source, then place, then code."""
    span = diagnostic.span
    return (diagnostic.source.name, span.start if span else -1, diagnostic.code.slug, diagnostic.path)


def distinct(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sorted, each once: a document that many build on is read with each of them."""
    found = {(*sort_key(one), one.message): one for one in reversed(list(diagnostics))}
    return sorted(found.values(), key=sort_key)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(d.code.severity == ERROR for d in diagnostics)


def dotted(path: Iterable[str | int]) -> str:
    """A path as its user writes it: ``compute.properties.account``, ``transforms[0].depends_on[1]``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{escaped(step)}" if text else escaped(step)
    return text


def quoted(text: str, limit: int = 60) -> str:
    """User text for a message: redacted, on one line, control and invisible characters as U+XXXX, in backticks."""
    from floec.secrets import redacted

    return f"`{escaped(redacted(text), limit)}`"


def escaped(text: str, limit: int = 120) -> str:
    """User text that is safe in a terminal: one line, nothing invisible, at most ``limit`` characters."""
    if len(text) > limit:
        text = text[: limit - 3] + "..."
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else "\\n" if c == "\n" else "\\t" if c == "\t" else f"U+{ord(c):04X}" for c in text
    )


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that ``word`` was most likely meant to be, if one is close."""
    pool = sorted(candidates)
    folded = word.casefold().replace("-", "_")
    for candidate in pool:
        if candidate.casefold().replace("-", "_") == folded:
            return candidate
    if len(word) > 64:
        return None
    from difflib import get_close_matches

    found = get_close_matches(word, pool, 1, 0.6)
    return found[0] if found else None

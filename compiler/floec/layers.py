"""Precedence with origins: from documents to one tree in which every value knows where it came from.

A layer is never changed: laying one over another makes new mappings along the way and shares the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from floec.source import Source, Span
from floec.syntax import Document, Path

# Where the kind of a block is chosen by one of its keys: a higher layer that chooses another kind brings its own
# settings, and those of the old kind that the new one does not know are dropped.
KIND_KEYS: dict[Path, str] = {("compute",): "target", ("catalog",): "type", ("storage",): "type"}


class Origin(NamedTuple):
    """Where a value came from: the spans of its key and of itself, and those of the values it beat, nearest first."""

    key: Span
    value: Span
    beaten: tuple[Span, ...] = ()


class Tree:
    """The effective data of one environment, and the origin of every part of it.

    ``data`` holds plain values and must not be changed.  ``environment`` is the overlay's name, None for the base.
    ``dropped`` are the paths that went when a higher layer chose another kind (see KIND_KEYS).
    """

    __slots__ = ("_document", "_merged", "data", "dropped", "environment")

    def __init__(self, document: Document) -> None:
        self.data: Any = document.data
        self.environment: str | None = None
        self.dropped: tuple[Path, ...] = ()
        self._document = document
        self._merged: dict[int, tuple[Any, dict[str | int, Origin]]] = {}  # by identity, which holds while kept here

    @property
    def source(self) -> Source:
        return self._document.source

    def get(self, path: Path, default: Any = None) -> Any:
        """The value at a path, or ``default`` where the path does not lead anywhere."""
        at: Any = self.data
        for step in path:
            known = range(len(at)) if isinstance(at, list) else at if isinstance(at, dict) else ()
            if step not in known:
                return default
            at = at[step]
        return at

    def text(self, path: Path) -> str | None:
        """The value at a path if it is text."""
        value = self.get(path)
        return value if isinstance(value, str) else None

    def items(self, path: Path) -> Iterator[tuple[Path, Any]]:
        """The entries of a list at a path that are mappings, each with its own path."""
        value = self.get(path)
        if isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, dict):
                    yield (*path, index), item

    def origin(self, path: Path) -> Origin:
        """Where the value at an existing path came from."""
        at: Any = self.data
        for step in path[:-1]:
            at = at[step]
        return self._entry(at, path[-1])

    def key(self, path: Path) -> Span:
        """The span of the key at a path; of the item itself in a list; of the first key for the root."""
        if not path:
            first = next(iter(self.data), None) if isinstance(self.data, dict) else None
            return Span(self.source, 0, 0) if first is None else self._entry(self.data, first).key
        return self.origin(path).key

    def value(self, path: Path) -> Span:
        """The span of the value at a path; of the whole text for the root."""
        return self.origin(path).value if path else Span(self.source, 0, len(self.source.text))

    def inherited(self, path: Path) -> bool:
        """Whether the value at an existing path comes from the base, and not from the overlay of this environment."""
        at: Any = self._document.data["environments"][self.environment] if self.environment is not None else self.data
        for step in path:
            if isinstance(at, list):  # lists replace
                return False
            if not isinstance(at, dict) or step not in at:
                return True
            at = at[step]
        return False

    def line(self, path: Path) -> int | None:
        """The line of the key at a path, counted from 1; None where the file does not have it."""
        return self.key(path).position[0] if path and self.get(path, _MISSING) is not _MISSING else None

    def _entry(self, container: Any, step: str | int) -> Origin:
        made = self._merged.get(id(container))
        if made is not None:
            return made[1][step]
        return Origin(*self._document.place(container, step))

    def overlaid(self, name: str, known: Callable[[str, str], frozenset[str] | None]) -> Tree:
        """The tree of an environment: its overlay over this one.

        ``known(section, kind)`` are the settings that a kind has (for compute, below ``properties``), or None
        where the kind is not known.
        """
        made = Tree(self._document)
        made.environment = name
        made._merged = dict(self._merged)
        overlay = self.get(("environments", name))
        base = {key: value for key, value in self.data.items() if key != "environments"}
        made._merged[id(base)] = (base, {key: self._entry(self.data, key) for key in base})
        made.data = base
        if isinstance(overlay, dict):
            made.data = made._laid(base, overlay, (), known)
        return made

    def _laid(
        self, base: dict[str, Any], over: dict[str, Any], path: Path, known: Callable[[str, str], frozenset[str] | None]
    ) -> dict[str, Any]:
        base = self._without_foreign(base, over, path, known)
        data = dict(base)
        entries: dict[str | int, Origin] = {key: self._entry(base, key) for key in base}
        for key, value in over.items():
            origin = self._entry(over, key)
            if key in base:
                if isinstance(value, dict) and isinstance(base[key], dict):
                    value = self._laid(base[key], value, (*path, key), known)  # noqa: PLW2901
                old = entries[key]
                origin = origin._replace(beaten=(old.value, *old.beaten))
            data[key] = value
            entries[key] = origin
        self._merged[id(data)] = (data, entries)
        return data

    def _without_foreign(
        self, base: dict[str, Any], over: dict[str, Any], path: Path, known: Callable[[str, str], frozenset[str] | None]
    ) -> dict[str, Any]:
        """The lower layer without settings of the old kind, where the higher one chooses another."""
        chooser = KIND_KEYS.get(path)
        kind = over.get(chooser) if chooser else None
        if not chooser or not isinstance(kind, str) or base.get(chooser) in (None, kind):
            return base
        keep = known(str(path[0]), kind)
        if keep is None:
            return base
        if path == ("compute",):
            settings = base.get("properties")
            if not isinstance(settings, dict):
                return base
            kept = self._filtered(settings, keep, (*path, "properties"))
            made = {**base, "properties": kept}
            self._merged[id(made)] = (made, {key: self._entry(base, key) for key in base})
            return made
        return self._filtered(base, keep | {chooser}, path)

    def _filtered(self, mapping: dict[str, Any], keep: frozenset[str], path: Path) -> dict[str, Any]:
        made = {key: value for key, value in mapping.items() if key in keep}
        self._merged[id(made)] = (made, {key: self._entry(mapping, key) for key in made})
        self.dropped += tuple((*path, key) for key in mapping if key not in keep)
        return made


_MISSING = object()

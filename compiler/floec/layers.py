"""Precedence with origins: from documents to one tree in which every value knows where it came from.

A layer is never changed: laying one over another makes new mappings along the way and shares the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from floec.source import FILE, Source, Span
from floec.syntax import Document, Path

# Where the kind of a block is chosen by one of its keys: a higher layer that chooses another kind brings its own
# settings, and those of the old kind that the new one does not know are dropped. So are those of a way of logging in (`auth`).
KIND_KEYS: dict[Path, str] = {("compute",): "target", ("catalog",): "type", ("storage",): "type"}
OWN_KEYS = frozenset(["extends", "$schema"])  # what a base document says about itself alone


# The settings of a kind in a section, and of a way of logging in; None where the kind is not known.
Known = Callable[..., frozenset[str] | None]


_OF_ONE_TARGET = {"auth", "host", "port"}  # they mean nothing to another one, even where it has keys of these names


class Origin(NamedTuple):
    """Where a value came from: the spans of its key and of itself, and those of the values it beat, nearest first."""

    key: Span
    value: Span
    beaten: tuple[Span, ...] = ()


class Tree:
    """The effective data of one environment, and the origin of every part of it.

    ``data`` holds plain values and must not be changed.  ``environment`` is the overlay's name, None for the base.
    ``dropped`` are the paths that went when a higher layer chose another kind (see KIND_KEYS), ``dropped_by`` what chose it, in the
    same order.  Wherever a method takes
    ``known``: ``known(section, kind)`` are the settings that a kind has (for compute, below ``properties``), or None where the
    kind is not known; ``known(section, kind, auth)`` those that a way of logging in reads, the default one if ``auth`` is empty.
    """

    __slots__ = ("_document", "_layers", "_merged", "_overlay", "data", "dropped", "dropped_by", "environment")

    def __init__(self, document: Document) -> None:
        self.data: Any = document.data
        self.environment: str | None = None
        self.dropped: tuple[Path, ...] = ()
        self.dropped_by: tuple[Span, ...] = ()
        self._document = document
        self._overlay: Any = None
        self._layers: tuple[Document, ...] = (document,)
        self._merged: dict[int, tuple[Any, dict[str | int, Origin]]] = {}  # by identity, which holds while kept here

    @property
    def source(self) -> Source:
        return self._document.source

    def extending(self, bases: Iterable[Document], known: Known) -> Tree:
        """The tree with documents below it, each under the one after; one that is no mapping is left out."""
        below = [one for one in bases if isinstance(one.data, dict)]
        if not below or not isinstance(self.data, dict):
            return self
        made = Tree(self._document)
        made._layers = (*below, self._document)
        made.data = {}
        made._merged[id(made.data)] = (made.data, {})
        for document in below:
            own = {key: value for key, value in document.data.items() if key not in OWN_KEYS}
            made._merged[id(own)] = (own, {key: made._entry(document.data, key) for key in own})
            made.data = made._laid(made.data, own, (), known)
        top = {key: value for key, value in self.data.items() if key != "extends"}  # it has been done
        made._merged[id(top)] = (top, {key: made._entry(self.data, key) for key in top})
        made.data = made._laid(made.data, top, (), known)
        return made

    def laid(self, document: Document, known: Known) -> Tree:
        """The tree with a setting laid over it: mappings all the way down to a value, and by their index into lists."""
        made = Tree(self._document)
        made.environment, made.dropped, made.dropped_by = self.environment, self.dropped, self.dropped_by
        made._layers, made._merged, made._overlay = (*self._layers, document), dict(self._merged), self._overlay
        made.data = made._laid(self.data, document.data, (), known)
        return made

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
        """Whether the value at an existing path comes from the base, and neither from this environment's overlay nor a setting."""
        if self.environment is None or self.value(path).source.kind != FILE:
            return False
        at: Any = self._overlay
        for step in path:
            if isinstance(at, list):  # lists replace
                return False
            if not isinstance(at, dict) or step not in at:
                return True
            at = at[step]
        return False

    def line(self, path: Path) -> str | None:
        """Where the key at a path stands, as outputs say it (`Span.line`); None where no layer has it."""
        return self.key(path).line if path and self.get(path, _MISSING) is not _MISSING else None

    def _entry(self, container: Any, step: str | int) -> Origin:
        made = self._merged.get(id(container))
        if made is not None:
            return made[1][step]
        for document in self._layers:
            if id(container) in document.places:
                return Origin(*document.place(container, step))
        raise KeyError(step)

    def overlaid(self, name: str, known: Known) -> Tree:
        """The tree of an environment: its overlay over this one."""
        made = Tree(self._document)
        made.environment, made.dropped, made.dropped_by = name, self.dropped, self.dropped_by
        made._layers, made._merged = self._layers, dict(self._merged)
        made._overlay = overlay = self.get(("environments", name))
        base = {key: value for key, value in self.data.items() if key != "environments"}
        made._merged[id(base)] = (base, {key: self._entry(self.data, key) for key in base})
        made.data = base
        if isinstance(overlay, dict):
            made.data = made._laid(base, overlay, (), known)
        return made

    def _laid(self, base: Any, over: dict[Any, Any], path: Path, known: Known) -> Any:
        """A mapping under another one, or a list under the items that a setting changes."""
        if isinstance(base, dict):
            base = self._without_foreign(base, over, path, known)
        data = base.copy()
        entries: dict[str | int, Origin] = {
            key: self._entry(base, key) for key in (base if isinstance(base, dict) else range(len(base)))
        }
        for key, value in over.items():
            origin = self._entry(over, key)
            if key in entries:
                if isinstance(value, dict) and _merges(base[key], value):
                    value = self._laid(base[key], value, (*path, key), known)  # noqa: PLW2901
                old = entries[key]
                if isinstance(value, (dict, list)) and origin.value.source.kind != FILE and value is not over[key]:
                    origin = old  # a setting of one value leaves what is around it where it stands
                else:
                    origin = origin._replace(beaten=(old.value, *old.beaten))
            data[key] = value
            entries[key] = origin
        self._merged[id(data)] = (data, entries)
        return data

    def _without_foreign(self, base: dict[str, Any], over: dict[str, Any], path: Path, known: Known) -> dict[str, Any]:
        """The lower layer without settings of the old kind, where the higher one chooses another."""
        chooser = KIND_KEYS.get(path)
        kind = over.get(chooser, base.get(chooser)) if chooser else None
        if not chooser or not isinstance(kind, str):
            return base
        other = base.get(chooser) not in (None, kind)
        if path == ("compute",):
            return self._without_foreign_settings(base, over, kind, other, known)
        keep = known(str(path[0]), kind) if other else None
        return base if keep is None else self._filtered(base, keep | {chooser}, path, self._entry(over, chooser).value)

    def _without_foreign_settings(
        self, base: dict[str, Any], over: dict[str, Any], target: str, other: bool, known: Known
    ) -> dict[str, Any]:
        """The lower `compute` without what another target does not have, or another way of logging in does not read."""
        settings, more = base.get("properties"), over.get("properties")
        auth = more.get("auth") if isinstance(more, dict) else None
        chosen = isinstance(auth, str) and isinstance(settings, dict) and settings.get("auth") != auth
        keep = known("compute", target, auth if isinstance(auth, str) else "") if other or chosen else None
        if keep is None or not isinstance(settings, dict):
            return base
        by = (self._entry(over, "target") if other else self._entry(more, "auth")).value
        kept = self._filtered(settings, keep - _OF_ONE_TARGET if other else keep, ("compute", "properties"), by)
        made = {**base, "properties": kept}
        self._merged[id(made)] = (made, {key: self._entry(base, key) for key in base})
        return made

    def _filtered(self, mapping: dict[str, Any], keep: frozenset[str], path: Path, by: Span) -> dict[str, Any]:
        made = {key: value for key, value in mapping.items() if key in keep}
        self._merged[id(made)] = (made, {key: self._entry(mapping, key) for key in made})
        gone = tuple((*path, key) for key in mapping if key not in keep)
        self.dropped += gone
        self.dropped_by += (by,) * len(gone)
        return made


def _merges(base: Any, over: dict[Any, Any]) -> bool:
    """Whether a layer's mapping goes into the value below it; one whose keys are numbers names items of a list."""
    return isinstance(base, dict) or (isinstance(base, list) and bool(over) and isinstance(next(iter(over)), int))


_MISSING = object()

"""Values from outside of the documents: one path each, from a flag, a variable or a line of .env.

A setting keeps the text it came in, so that a message about its value shows the flag or variable.  What kind of value the text is
follows the schema: where only text is allowed, ``1.10`` is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from floec import faults, scalars
from floec.decode import first_forbidden, forbidden
from floec.diagnostics import Diagnostic, Label, dotted, quoted
from floec.layers import Tree
from floec.schema import Language
from floec.source import FLAG, Source, Span
from floec.syntax import Document, Path, Place, compose

# Variables that set a value of the document: the table of the language's page "Precedence".
NAMED: dict[str, Path] = {
    "FLOE_COMPUTE_TARGET": ("compute", "target"),
    "OTEL_EXPORTER_OTLP_ENDPOINT": ("observability", "otlp_endpoint"),
    "OTEL_SERVICE_NAME": ("observability", "service_name"),
    "OPENLINEAGE_URL": ("observability", "lineage_endpoint"),
    "OPENLINEAGE_NAMESPACE": ("observability", "lineage", "namespace"),
}
ANY_PATH, SEPARATOR = "FLOE__", "__"
_NOT_SETTABLE = frozenset(["environments", "extends", "$schema"])
_STEP = re.compile(r'"(?P<quoted>[^"]+)"|(?P<plain>[^."\[\]=]+)|\[(?P<index>[0-9]{1,5})\]')
_OPENING = {"[": "array", "{": "object", '"': "string", "'": "string"}


class Step(NamedTuple):
    """A step of a path and where it stands in the source."""

    name: str | int
    start: int
    end: int


class Setting(NamedTuple):
    """A value for one path: its text is the source's from ``start`` to ``end``."""

    source: Source
    steps: tuple[Step, ...]
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)

    @property
    def path(self) -> str:
        return dotted(step.name for step in self.steps)


def flagged(text: str) -> Setting | None:
    """The setting of ``--set PATH=VALUE``; None if the text has not that form."""
    shown = f"--set {text}"
    start = at = len("--set ")
    steps: list[Step] = []
    while True:
        match = _STEP.match(shown, at)
        if match is None or (not steps and match["index"]):
            return None
        name: str | int = int(match["index"]) if match["index"] else match["quoted"] or match["plain"]
        steps.append(Step(name, match.start(), match.end()))
        at = match.end()
        following = shown[at : at + 1]
        if following == "=":
            source = Source("--set", shown, FLAG, f"--set {shown[start:at]}")
            return Setting(source, tuple(steps), at + 1, len(shown))
        if following == ".":
            at += 1
        elif following != "[":
            return None


def of_flag(flag: str, value: str, path: Path) -> Setting:
    """The setting of a flag that stands for one path."""
    source = Source(flag, f"{flag} {value}", FLAG)
    return _whole(source, path, (0, len(flag)), len(flag) + 1, len(source.text))


def of_variable(name: str, source: Source, key: int, start: int, end: int) -> Setting | None:
    """The setting of a variable whose name stands at ``key`` of a source; None if the name is not one that sets a value."""
    if name in NAMED:
        return _whole(source, NAMED[name], (key, key + len(name)), start, end)
    if not name.startswith(ANY_PATH) or not name.removeprefix(ANY_PATH):
        return None
    steps, at = [], key + len(ANY_PATH)
    for word in name.removeprefix(ANY_PATH).split(SEPARATOR):
        steps.append(Step(word.lower(), at, at + len(word)))
        at += len(word) + len(SEPARATOR)
    return Setting(source, tuple(steps), start, end)


def _whole(source: Source, path: Path, name: tuple[int, int], start: int, end: int) -> Setting:
    return Setting(source, tuple(Step(step, *name) for step in path), start, end)


def applied(tree: Tree, settings: Iterable[Setting], language: Language) -> tuple[Tree, list[Diagnostic]]:
    """The tree under settings, the later over the earlier, and what is wrong with those that cannot be laid over it."""
    found: list[Diagnostic] = []
    for setting in settings if isinstance(tree.data, dict) else ():
        made = _Reader(setting, tree, language).document()
        if isinstance(made, Diagnostic):
            found.append(made)
        else:
            tree = tree.laid(made, language.known)
    return tree, found


class _Reader:
    """One setting, read against the tree that it goes over."""

    def __init__(self, setting: Setting, tree: Tree, language: Language) -> None:
        self.setting, self.tree, self.language = setting, tree, language

    def document(self) -> Document | Diagnostic:
        """Mappings down to the value, as the layers take them."""
        for match in first_forbidden(self.setting.span.text):
            return forbidden(self.setting.source, self.setting.start + match.start(), match[0])
        steps: list[Step] = []
        switches: dict[int, bool] = {}  # how many steps down a true or false stands for a mapping
        for step in self.setting.steps:
            problem = self._problem(steps, step)
            if problem:
                return problem
            above = self._path(steps)
            now = self.tree.get(above) if above else self.tree.data
            index = isinstance(now, list) and isinstance(step.name, str)
            if isinstance(now, bool) and self.language.is_switch(above):
                switches[len(steps)] = now
            steps.append(step._replace(name=int(step.name)) if index else step)
        read = self._value(self.language.types(self._path(steps)))
        if isinstance(read, Diagnostic):
            return read
        data, places = read
        for depth in reversed(range(len(steps))):
            step = steps[depth]
            entries = {step.name: data}
            at = (step.start, step.end, self.setting.start, self.setting.end)
            rows = [at]
            if depth in switches and step.name != "enabled":
                entries["enabled"] = switches[depth]
                rows.append(at)
            data = entries
            places[id(data)] = rows
        return Document(self.setting.source, data, places)

    def _path(self, steps: list[Step]) -> Path:
        return tuple(step.name for step in steps)

    def _problem(self, above: list[Step], step: Step) -> Diagnostic | None:
        """Why a step cannot be taken, if it cannot."""
        path = self._path(above)
        now = self.tree.get(path) if path else self.tree.data
        shown = f"`{dotted(path)}`"
        if step.name == "":
            return self._fault(step, "a step of the path is empty", "two underscores too many")
        if not above and step.name in _NOT_SETTABLE:
            return self._fault(step, f"{quoted(str(step.name))} cannot be set from outside", "only a file can say this")
        if isinstance(now, list):
            if not str(step.name).isdecimal():
                return self._fault(step, f"{shown} is a list", "name an item by its number, from 0")
            if int(step.name) >= len(now):
                count = f"{len(now)} item{'s' if len(now) != 1 else ''}"
                return self._fault(step, f"{shown} has {count}", "counted from 0")
        elif isinstance(step.name, int):
            what = "is not in floe.yaml" if now is None else "is no list"
            return self._fault(step, f"{shown} {what}", "no item to set")
        return None

    def _fault(self, step: Step, message: str, label: str) -> Diagnostic:
        source = self.setting.source
        return Diagnostic(
            faults.BAD_SETTING, message, source, Span(source, step.start, step.end), label, path=self.setting.path
        )

    def _value(self, types: frozenset[str]) -> tuple[Any, dict[int, list[Place]]] | Diagnostic:
        """The value: a number, true, false where the schema takes them; a flow collection or a quoted text as YAML; else text."""
        text = self.setting.span.text
        opening = _OPENING.get(text[:1])
        if opening and (not types or opening in types):
            blank = " " * self.setting.start  # so that places are those of the setting's own source
            shadow = Source(self.setting.source.name, blank + text)
            document, found = compose(shadow)
            if document is not None and not found:
                return document.data, document.places
            if "string" not in types and found:
                return self._own(found[0])
            return text, {}
        if "string" in types and not types.intersection(("boolean", "number", "integer")):
            return text, {}
        if text in scalars.WORDS and text not in ("", "~"):
            word = scalars.WORDS[text]
            return (text if word is None else word), {}
        number = scalars.number(text) if text[:1] in scalars.NUMERIC else text
        return (text if number is None else number), {}

    def _own(self, one: Diagnostic) -> Diagnostic:
        """A finding about the shadow as one about the setting."""
        source = self.setting.source

        def moved(span: Span) -> Span:
            return Span(source, min(span.start, self.setting.end), min(span.end, self.setting.end))

        return one._replace(
            source=source,
            span=moved(one.span) if one.span else None,
            secondary=tuple(Label(moved(label.span), label.text) for label in one.secondary),
            path=self.setting.path,
            edit=None,
        )

"""The schema checker's errors in the words of the language: one diagnostic a fault, on its exact place."""

from __future__ import annotations

from typing import Any, NamedTuple

from floec import faults
from floec.diagnostics import Diagnostic, Label, dotted, edit_to, escaped, quoted
from floec.layers import Tree
from floec.schema_conditions import Condition, condition
from floec.schema_places import at as _at
from floec.schema_places import located
from floec.schema_together import demanded_by, together
from floec.schema_words import SWITCH_WORDS, TYPES, Schema, either, example_of, kind_of, nearest_of, rule, sentence
from floec.syntax import Path


def explain(tree: Tree, schema: Schema, errors: list[Any]) -> list[Diagnostic]:
    """Diagnostics for the errors of a checker run, without repetitions."""
    made: dict[tuple[str, str, str], Diagnostic] = {}
    for error in errors:
        for diagnostic in _Explainer(tree, schema, error).diagnostics():
            made.setdefault((diagnostic.code.slug, diagnostic.path, diagnostic.message), diagnostic)
    return list(made.values())


class Kind(NamedTuple):
    """The plugin whose settings a place holds: what kind of thing, its name, and where that was chosen."""

    family: str  # target, catalog, transform, backend, storage
    name: str
    chosen: Path


class _Explainer:
    def __init__(self, tree: Tree, schema: Schema, error: Any) -> None:
        self.tree, self.schema, self.error = tree, schema, error
        self.path: Path = located(tree.data, error)
        self.keyword = str(error.schema_path[-1]) if error.schema_path else ""
        self.node = self._node(error.schema_path[:-1])
        self.kind = self._kind()

    def diagnostics(self) -> list[Diagnostic]:
        kind = type(self.error.kind).__name__
        if "dependencies" in self.error.schema_path:
            return together(self.tree, self.schema, self.error)
        if kind == "Required":
            return [self.missing(self.error.kind.property)]
        if kind == "AdditionalProperties":
            return [self.unknown(key) for key in self.error.kind.unexpected]
        if kind == "FalseSchema":
            key = str(self.path[-1])
            self.path, self.node = self.path[:-1], self._node(self.error.schema_path[:-2])
            because = self._condition(key)
            return [self.unused(key, because) if because else self.unknown(key)]
        if kind in ("Enum", "Constant"):
            return [self.choice()]
        if kind == "Type":
            return [self.type(list(self.error.kind.types))]
        if kind in ("AnyOf", "OneOfNotValid"):
            return [self.any_of()]
        if kind == "PropertyNames":
            return self.names()
        return [self.value()]

    # ------------------------------------------------------------------------------------------ the five kinds of fault

    def missing(self, key: str) -> Diagnostic:
        span = self.tree.key(self.path)
        where = self.subject(self.path)
        wanted = self._property(key)
        secondary, reason = self._because()
        because = self._condition(key)
        if because:
            words = because.with_(self.tree.get((*self.path, because.key)), self._default(because.key))
            secondary, reason = self._chosen(because), f"needed {words}"
        elif (demanding := demanded_by(self.tree, self.schema, self.error)) is not None:
            secondary, reason = [Label(self.tree.value(demanding), "")], "this needs it"
        item = bool(self.path) and isinstance(self.path[-1], int)
        if item and self.tree.get(self.path):
            span = self.tree.key((*self.path, next(iter(self.tree.get(self.path)))))
        line = f"{key}: {example_of(wanted)}"
        purpose = sentence(wanted)
        return self._diagnostic(
            faults.MISSING_KEY,
            f"required key `{key}` is missing" + (f" from {where}" if self.path else ""),
            span,
            f"add `{key}` here" if self.path else "the file needs it",
            secondary=tuple(Label(one.span, reason) for one in secondary),
            help=f"add `{line}`" + (f" ({purpose})" if purpose else ""),
            path=dotted((*self.path, key)),
        )

    def unknown(self, key: str) -> Diagnostic:
        path = (*self.path, key)
        properties = {name: one for name, one in self.node.get("properties", {}).items() if one is not False}
        present = self.tree.get(self.path)
        free = [name for name in properties if name not in present]
        owner = self._owner(key)
        guess = None if owner else nearest_of(key, tuple(free))
        secondary, _ = self._because()
        help_, edit = "", None
        notes: tuple[str, ...] = ()
        span = self.tree.key(path)
        if guess:
            help_ = f"did you mean `{guess}`?"
            edit = edit_to(guess, span, f"Rename to `{guess}`")
        elif key in properties:
            help_ = f"`{key}` is given elsewhere in this block"
        else:
            help_ = f"`{escaped(key)}` is a setting of {owner}" if owner else self._elsewhere(key)
        if self.kind:
            where = f" for {self.kind.family} `{self.kind.name}`"
            label = f"not a `{self.kind.name}` setting"
            notes = (f"settings of `{self.kind.name}`: {', '.join(sorted(properties))}",) if properties else ()
        else:
            where = f" in {self.subject(self.path)}" if self.path else ""
            label = "not a key of floe.yaml here"
            notes = (f"keys here: {', '.join(sorted(properties))}",) if len(properties) <= 20 and self.path else ()
        return self._diagnostic(
            faults.UNKNOWN_KEY,
            f"unknown key {quoted(key)}{where}",
            span,
            label,
            secondary=tuple(secondary),
            help=help_,
            notes=notes,
            path=dotted(path),
            edit=edit,
        )

    def unused(self, key: str, because: Condition) -> Diagnostic:
        """A setting of the right kind that another setting keeps from being read."""
        words = because.with_(self.tree.get((*self.path, because.key)), self._default(because.key))
        otherwise = because.otherwise()
        return self._diagnostic(
            faults.UNUSED_KEY,
            f"`{key}` is not used {words}",
            self.tree.key((*self.path, key)),
            "nothing reads it",
            secondary=tuple(Label(one.span, "because of this") for one in self._chosen(because)),
            help=f"remove it, or {otherwise}" if otherwise else f"keep `{key}` or `{because.key}`",
            path=dotted((*self.path, key)),
        )

    def choice(self) -> Diagnostic:
        value = self.tree.get(self.path)
        allowed = [str(one) for one in self.node.get("enum", [self.node.get("const")])]
        span = self.tree.value(self.path)
        field = self.name(self.path)
        if isinstance(value, bool) and not any(isinstance(one, str) for one in self.node.get("enum", [""])):
            return self._only(allowed[0].lower())
        if not isinstance(value, str):
            return self.type(["string"])
        guess = nearest_of(value, tuple(allowed))
        edit = edit_to(guess, span) if guess else None
        return self._diagnostic(
            faults.INVALID_CHOICE,
            f"{quoted(value)} is not a valid `{field}`{self._under()}",
            span,
            "not one of the allowed values",
            help=f"did you mean `{guess}`?" if guess else "",
            notes=(f"allowed: {', '.join(allowed)}",),
            edit=edit,
        )

    def _only(self, right: str) -> Diagnostic:
        """A switch that another setting leaves no choice."""
        name = str(self.path[-1])
        return self._diagnostic(
            faults.INVALID_CHOICE,
            f"`{name}` must be {right}{self._under()}",
            self.tree.value(self.path),
            "not possible here",
            help=f"write `{name}: {right}`",
        )

    def _under(self) -> str:
        """The other setting because of which a value is refused, in words; empty if there is none."""
        at, self.path = self.path, self.path[:-1]
        because = self._condition(str(at[-1]))
        words = because.with_(self.tree.get((*self.path, because.key)), self._default(because.key)) if because else ""
        self.path = at
        return f" {words}" if words else ""

    def type(self, wanted: list[str]) -> Diagnostic:
        value = self.tree.get(self.path)
        words = either([TYPES[one] for one in wanted])
        found = kind_of(value)
        span = self.tree.value(self.path)
        edit, help_ = None, ""
        example = example_of(self.node)
        field = self.name(self.path)
        last = str(self.path[-1]) if self.path and isinstance(self.path[-1], str) else ""
        if value is None and "object" in wanted and last:
            help_ = f"write its keys below it, or delete `{last}`"
            span = self.tree.key(self.path)
        elif value is None:
            words_for = "text (a string)" if wanted == ["string"] else "a value"
            help_ = (
                f"give {words_for}, for example `{last}: {example}`, or delete the key"
                if last
                else f"give {words_for}, or delete the line"
            )
            span = self.tree.key(self.path) if span.start == span.end and self.path else span
        elif "boolean" in wanted and str(value).casefold() in SWITCH_WORDS:
            right = SWITCH_WORDS[str(value).casefold()]
            help_ = f"write `{right}`; in YAML 1.2 `{value}` is text" if isinstance(value, str) else f"write `{right}`"
            edit = edit_to(right, span, bare=True)
        elif wanted == ["string"] and isinstance(value, bool | int | float):
            given = span.text[:1] in {"*", "&"}
            text = str(value).lower() if given else span.text
            help_ = f'quote it, so that it is text (a string): `{last + ": " if last else ""}"{text}"`'
            edit = None if given else edit_to(f'"{text}"', span, "Quote it")
        elif wanted == ["array"]:
            help_ = (
                "write a list: one item on each line, beginning with `- `"
                if isinstance(value, dict)
                else f"write a list: `[{escaped(str(value), 30)}]`"
                if not isinstance(value, str)
                else f"write a list: `[{quoted(value, 30).strip('`')}]`"
            )
        elif last and example != "…" and "object" not in wanted:
            help_ = f"for example `{last}: {example}`"
        elif "object" in wanted and not self.path:
            help_ = "a floe.yaml is a mapping: `name: orders`, `compute: …`, `transforms: …`"
        elif "object" in wanted:
            keys = list(self.node.get("properties", {}))[:3]
            help_ = f"write its keys on lines of their own: {', '.join(f'`{key}: …`' for key in keys)}" if keys else ""
        return self._diagnostic(
            faults.WRONG_TYPE,
            f"`{field}` must be {words}, not {found}" if self.path else f"floe.yaml must be {words}, not {found}",
            span,
            f"expected {words}",
            help=help_,
            edit=edit,
        )

    def any_of(self) -> Diagnostic:
        options = self.node.get("anyOf", [])
        wanted = [one["type"] for one in options if "type" in one]
        value = self.tree.get(self.path)
        matching = [
            one
            for one in options
            if TYPES.get(one.get("type", "")) == kind_of(value)
            or (one.get("type") == "integer" and isinstance(value, int))
        ]
        if matching and not isinstance(value, bool):
            self.node = matching[0]
            return self.value()
        return self.type(wanted)

    def names(self) -> list[Diagnostic]:
        made = []
        failing = self.error.kind.error.instance
        for key in self.tree.get(self.path):
            if key == failing:
                span = self.tree.key((*self.path, key))
                made.append(
                    self._diagnostic(
                        faults.INVALID_VALUE,
                        f"{quoted(key)} is not a valid key of `{dotted(self.path)}`",
                        span,
                        rule(self.node, key),
                        path=dotted((*self.path, key)),
                    )
                )
        return made

    def value(self) -> Diagnostic:
        value = self.tree.get(self.path)
        span = self.tree.value(self.path)
        field = self.name(self.path)
        example = example_of(self.node)
        last = self.path[-1] if self.path else ""
        help_ = f"for example `{last}: {example}`" if example != "…" and isinstance(last, str) else ""
        shown = quoted(value) if isinstance(value, str) else f"`{value}`" if isinstance(value, int | float) else "it"
        message = (
            f"{shown} is not a valid `{field}`"
            if not isinstance(value, list | dict)
            else f"`{field}` has the wrong number of entries"
        )
        return self._diagnostic(faults.INVALID_VALUE, message, span, rule(self.node, value), help=help_)

    # ---------------------------------------------------------------------------------------------------------- naming

    def subject(self, path: Path) -> str:
        """A block in words: ``transform `marts` ``, ``backend `tempo` ``, `` `compute` ``."""
        if path and isinstance(path[-1], int) and len(path) >= 2:
            item = self.tree.get(path)
            noun = str(path[-2]).removesuffix("s")
            label = item.get("name") or item.get("type") if isinstance(item, dict) else None
            return f"{noun} {quoted(label)}" if isinstance(label, str) else f"{noun} {path[-1] + 1}"
        return f"`{dotted(path)}`" if path else "the file"

    def name(self, path: Path) -> str:
        return dotted(path)

    def _kind(self) -> Kind | None:
        steps = self.error.schema_path
        definition = steps[1] if len(steps) > 2 and steps[0] == "definitions" else ""
        if definition.endswith(("_properties", "_properties_overlay")):
            at = self.path[: self.path.index("properties")] if "properties" in self.path else self.path
            return Kind("target", definition.partition("_properties")[0], (*at, "target"))
        family, _, name = definition.removesuffix("_overlay").partition("_")
        if family in ("catalog", "transform", "backend", "storage") and name:
            chosen: Path = (*self.path, "type")
            while len(chosen) > 1 and not isinstance(self.tree.get(chosen), str):
                chosen = (*chosen[:-2], "type")
            return Kind(family, str(self.tree.get(chosen)), chosen)
        for at in (self.path, self.path[:-1], self.path[:-2]):
            if "then" in steps and self.tree.text((*at, "target")):
                return Kind("target", str(self.tree.text((*at, "target"))), (*at, "target"))
        return None

    def _settings(self) -> Schema:
        """The settings of the chosen target, where the path is inside them."""
        if self.kind is None or self.kind.family != "target" or "properties" not in self.path:
            return {}
        found: Schema = self.schema["definitions"].get(f"{self.kind.name}_properties", {}).get("properties", {})
        return found

    def _condition(self, key: str) -> Condition | None:
        """The other setting because of which a key is needed or refused."""
        settings = self._settings()
        return condition(self.schema, list(self.error.schema_path), settings, key) if key in settings else None

    def _chosen(self, because: Condition) -> list[Label]:
        """The place of the other setting, where it is given."""
        at = (*self.path, because.key)
        return [Label(self.tree.value(at), "")] if self.tree.get(at) is not None else []

    def _default(self, key: str) -> str:
        return str(self._settings().get(key, {}).get("default", ""))

    def _because(self) -> tuple[list[Label], str]:
        """The place where the kind was chosen, as a second span; and the words for a key that the kind needs."""
        if self.kind is None or self.tree.text(self.kind.chosen) is None:
            return [], ""
        span = self.tree.value(self.kind.chosen)
        family, name = self.kind.family, self.kind.name
        return (
            [Label(span, f"the {family} is `{name}`")],
            f"{'target' if family == 'target' else 'a'} `{name}` {family if family != 'target' else ''} needs it".replace(
                "  ", " "
            ),
        )

    def _owner(self, key: str) -> str | None:
        """The other kind of the same family that has this setting."""
        if self.kind is None:
            return None
        for definition, content in self.schema["definitions"].items():
            if definition.endswith("_overlay") or key not in content.get("properties", {}):
                continue
            if self.kind.family == "target" and definition.endswith("_properties"):
                return f"target `{definition.removesuffix('_properties')}`"
            if definition.startswith(self.kind.family + "_"):
                return f"{self.kind.family} `{definition.partition('_')[2]}`"
        return None

    def _elsewhere(self, key: str) -> str:
        """Help for a key that belongs one level up or down."""
        if self.path and key in self.schema["properties"]:
            return f"`{escaped(key)}` is a key of the top level"
        inside = [
            section
            for section, one in self.schema["properties"].items()
            if isinstance(one, dict) and key in one.get("properties", {})
        ]
        if inside and not self.path:
            return f"`{escaped(key)}` belongs under `{inside[0]}`"
        if not self.path and key[:1] in "xX" and not key.startswith("x-"):
            return "keys of your own begin with `x-`"
        return "remove it" if self.path else "remove it, or begin it with `x-` if it is a note of your own"

    def _property(self, key: str) -> Schema:
        steps = self.error.schema_path
        around = (self._node(steps[:length]) for length in range(len(steps) - 1, 0, -1))
        found = next((one["properties"][key] for one in around if key in one.get("properties", {})), None)
        if not isinstance(found, dict):
            found = self._settings().get(key)
        if not isinstance(found, dict):
            found = (
                self.schema["properties"].get(str(self.path[0]) if self.path else "", {}).get("properties", {}).get(key)
            )
        return found if isinstance(found, dict) else {}

    def _node(self, steps: list[str | int]) -> Schema:
        return _at(self.schema, steps)

    def _diagnostic(self, code: Any, message: str, span: Any, label: str, **more: Any) -> Diagnostic:
        more.setdefault("path", dotted(self.path))
        return Diagnostic(code, message, span.source, span, label, **more)

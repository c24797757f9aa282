"""What every key of floe.yaml is, read from the JSON Schema: the source that editors use too.

The schema describes a block in pieces: what always holds, and what holds for one kind (`if` a key has a value, `then` …), behind
references.  Here the pieces become one record a key, and where kinds differ, one a key and kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from json import dumps
from typing import Any, NamedTuple

from floec.schema_conditions import company
from floec.schema_words import SWITCH_WORDS, TYPES, Schema, either

NOTHING = object()  # no default: None would be one
LIST, ANY = "[]", "*"  # in a path: an item of a list; a name of the user's choice
_INDEX = re.compile(r"\[[0-9]*\]")
_PLAIN = re.compile(r"(\.{0,2}/|[A-Za-z])[A-Za-z0-9_./@-]*(:[A-Za-z0-9_./@-]+)*\Z")
_NOT_TEXT = frozenset({*SWITCH_WORDS, *SWITCH_WORDS.values(), "null"})
_SAMPLES = {"string": "text", "integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}


class Kinds(NamedTuple):
    """The kinds that a record is about: the key that chooses, and its values."""

    key: str
    names: tuple[str, ...]


class Field(NamedTuple):
    """A key of floe.yaml, for all kinds or for some."""

    path: str  # `transforms[].path`; `*` is a name of the user's choice
    kinds: Kinds | None
    types: str  # in words
    required: str  # "yes", "no", or when
    default: Any  # NOTHING if there is none
    allowed: tuple[tuple[str, str], ...]  # values, each with what it means
    limits: tuple[str, ...]  # the form, in words
    description: str  # in Markdown
    sample: Any  # a value, as plain data
    example: str  # the sample in its place, as YAML
    opens: str  # "names": its keys are the user's; "blocks": and each holds a block; "" otherwise

    @property
    def parent(self) -> str:
        """The path of the key that holds this one; empty at the top."""
        above = self.path.rpartition(".")[0].removesuffix(f".{ANY}")
        return above.removesuffix(LIST)


class _Piece(NamedTuple):
    """A part of a block's description, and the kind it holds for."""

    kinds: Kinds | None
    node: Schema


class _Place(NamedTuple):
    """Where a block stands: the path of its keys begins with ``path``; ``choices`` are the kinds chosen on the way."""

    path: str = ""
    kinds: Kinds | None = None

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def fields(schema: Schema) -> tuple[Field, ...]:
    """Every key, a block before what is in it, in the schema's order."""
    return tuple(_Reader(schema).block(schema, _Place()))


def top(known: Iterable[Field]) -> tuple[Field, ...]:
    """The keys of the file itself."""
    return tuple(one for one in known if not one.parent)


def inside(known: Iterable[Field], field: Field) -> tuple[Field, ...]:
    """The keys of a field's block: of its kinds, where it has any."""
    return tuple(
        one
        for one in known
        if one.parent == field.path and (field.kinds is None or one.kinds is None or _meet(one.kinds, field.kinds))
    )


def _meet(one: Kinds, other: Kinds) -> bool:
    return one.key != other.key or not set(one.names).isdisjoint(other.names)


def bare(path: str) -> str:
    """A path without its indices: `transforms[0].path` and `transforms.path` are one key."""
    return _INDEX.sub("", path)


def find(known: Iterable[Field], name: str) -> tuple[Field, ...]:
    """The records of a key: the general one first, then those of kinds; none if there is no such key.

    A name of the user's choice may stand as any word: `environments.prod.compute`, `labels.team`.
    """
    pool = tuple(known)
    words = bare(name.strip()).split(".")
    for length in range(len(words), 0, -1):
        found = tuple(one for one in pool if _fits(bare(one.path).split("."), words[:length]))
        exact = tuple(one for one in found if bare(one.path) == ".".join(words[:length]))
        found = exact or found
        rest = words[length:]
        if found and not rest:
            return found
        if found and all(rest):
            # The name of a label may have dots; that of a block has none.
            return tuple(one for one in found if one.opens == "names" or (one.opens == "blocks" and len(rest) == 1))
    return ()


def _fits(pattern: list[str], words: list[str]) -> bool:
    return len(pattern) == len(words) and all(p in (ANY, w) for p, w in zip(pattern, words, strict=True))


class _Reader:
    """A schema on its way to records."""

    def __init__(self, schema: Schema) -> None:
        self._definitions: dict[str, Schema] = schema.get("definitions", {})
        self._top = schema

    def block(self, node: Schema, place: _Place) -> Iterator[Field]:
        """The records of a block's keys, and of the keys in them."""
        pieces = self._pieces(node, place)
        names = dict.fromkeys(name for piece in pieces for name in piece.node.get("properties", ()))
        for name in names:
            for kinds, child, required in self._versions(name, pieces):
                yield from self._key(child, _Place(place.at(name), kinds or place.kinds), required)

    def _versions(self, name: str, pieces: list[_Piece]) -> Iterator[tuple[Kinds | None, Schema, str]]:
        """How a key is described: for every kind at once, or in each way with the kinds it holds for."""
        grouped: dict[str, tuple[Kinds | None, Schema, str]] = {}
        for piece in pieces:
            child = piece.node.get("properties", {}).get(name)
            if not isinstance(child, dict):  # `true`: known here, described elsewhere
                continue
            child = self._resolved(child)
            concerned = pieces if piece.kinds is None else [p for p in pieces if p.kinds in (None, piece.kinds)]
            required = self._required(name, concerned, piece.kinds)
            key = dumps([child, required, piece.kinds is None], sort_keys=True)
            before = grouped[key][0] if key in grouped else None
            kinds = piece.kinds and Kinds(piece.kinds.key, ((*before.names,) if before else ()) + piece.kinds.names)
            grouped[key] = (kinds, child, required)
        yield from sorted(grouped.values(), key=lambda version: version[0] is not None)

    def _key(self, node: Schema, place: _Place, required: str) -> Iterator[Field]:
        """The record of a key and those of its block."""
        values = node.get("additionalProperties")
        values = self._resolved(values) if isinstance(values, dict) else None
        opens = "" if values is None else "blocks" if _is_block(values) else "names"
        yield Field(
            path=place.path,
            kinds=place.kinds,
            types=self._types(node),
            required=required,
            default=node.get("default", NOTHING),
            allowed=tuple(_allowed(self._innermost(node))),
            limits=tuple(dict.fromkeys(self._limits(node))),
            description=str(node.get("markdownDescription") or node.get("description") or ""),
            sample=(sample := self._sample(node, place)),
            example=self._example(sample, place),
            opens=opens,
        )
        if values is not None and opens == "blocks":
            yield from self.block(values, place._replace(path=f"{place.path}.{ANY}"))
        items = node.get("items")
        if isinstance(items, dict) and _is_block(self._resolved(items)):
            yield from self.block(self._resolved(items), place._replace(path=place.path + LIST))
        elif _is_block(node):
            yield from self.block(node, place)

    # What a schema says

    def _resolved(self, node: Schema) -> Schema:
        while "$ref" in node:
            node = self._definitions[node["$ref"].rpartition("/")[2]]
        return node

    def _innermost(self, node: Schema) -> Schema:
        """The node that describes single values: a list's items."""
        while isinstance(node.get("items"), dict):
            node = self._resolved(node["items"])
        return node

    def _pieces(self, node: Schema, place: _Place) -> list[_Piece]:
        """The parts of a block: what always holds, then what holds for each kind."""
        node = self._resolved(node)
        found = [_Piece(None, node)]
        for clause in (*node.get("allOf", ()), *([node] if "if" in node else [])):
            chosen = _choice(clause.get("if", {}))
            if chosen is None:
                found += [
                    _Piece(None, self._resolved(clause[word]))
                    for word in ("then", "else", "$ref")
                    if _has(clause, word)
                ]
            elif _has(clause, "then"):
                found.append(_Piece(Kinds(place.at(chosen[0]), chosen[1]), self._resolved(clause["then"])))
        return found

    def _required(self, name: str, pieces: list[_Piece], kinds: Kinds | None) -> str:
        """Whether a key is required, or when."""
        when = []
        for piece in pieces:
            chosen = piece.kinds and f"with `{piece.kinds.key.rpartition('.')[2]}: {either(list(piece.kinds.names))}`"
            if name in piece.node.get("required", ()):
                if piece.kinds in (None, kinds):
                    return "yes"
                when.append(str(chosen))
            elif "if" in piece.node and piece.kinds is not None:
                for branch, word in (("then", "if"), ("else", "unless")):
                    if name in piece.node.get(branch, {}).get("required", ()):
                        when.append(f"{chosen}, {word} {_condition(piece.node['if'])}")
        return "; ".join(when) or "no"

    def _types(self, node: Schema) -> str:
        """The type, in words."""
        node = self._resolved(node)
        if "anyOf" in node:
            return either([self._types(one) for one in node["anyOf"]])
        type_ = node.get("type", "object" if _is_block(node) else "string")
        if isinstance(type_, list):
            return either([TYPES[one] for one in type_])
        if type_ == "array" and isinstance(node.get("items"), dict):
            return f"a list, each item {self._types(node['items'])}"
        if type_ == "object" and isinstance(node.get("additionalProperties"), dict):
            return f"a mapping of names, each to {self._types(node['additionalProperties'])}"
        return TYPES[type_]

    def _limits(self, node: Schema) -> Iterator[str]:
        """The form and the bounds of a value, in words."""
        node = self._resolved(node)
        if isinstance(node.get("propertyNames"), dict):
            for words in self._limits(node["propertyNames"]):
                yield f"each name: {words}"
        for holder in ("items", "additionalProperties"):
            if isinstance(node.get(holder), dict) and not _is_block(self._resolved(node[holder])):
                for words in self._limits(node[holder]):
                    yield f"each {'item' if holder == 'items' else 'value'}: {words}"
        for one in node.get("anyOf", ()):
            yield from self._limits(one)
        form = str(node.get("patternErrorMessage", ""))
        if form:
            yield form
        low, high = node.get("minimum"), node.get("maximum")
        if low is not None and high is not None:
            yield f"from {low} to {high}"
        elif low is not None or high is not None:
            yield f"at least {low}" if high is None else f"at most {high}"
        if node.get("minLength"):
            yield "not empty"
        if "maxLength" in node and " at most " not in form:
            yield f"at most {node['maxLength']} characters"
        if node.get("minItems"):
            yield f"at least {node['minItems']} item{'s' if node['minItems'] > 1 else ''}"

    # Examples

    def _example(self, sample: Any, place: _Place) -> str:
        """A value of the key where it stands in a file, with the keys that choose its kind."""
        words = place.path.split(".")
        made = sample
        for index in range(len(words) - 1, -1, -1):
            # From the inside out: what is above a word decides what it is wrapped in.
            word, path = words[index], ".".join(words[: index + 1])
            if path != place.path and word.endswith(LIST):
                made = [made]
            name = self._name(".".join(words[:index])) if word == ANY else word.removesuffix(LIST)
            chosen: dict[str, str] = {}
            if place.kinds and place.kinds.key.rpartition(".")[0] == ".".join(words[:index]):
                chosen = {place.kinds.key.rpartition(".")[2]: place.kinds.names[0]}
            elif place.kinds and words[:index] == ["compute", "properties"]:
                chosen = company(self._top, place.kinds.names[0], word)
            made = {**chosen, name: made}
        return written(made)

    def _name(self, path: str) -> str:
        """A name of the user's choice at a path, from the example of what holds it."""
        node: Any = self._top
        for word in path.split("."):
            node = self._resolved(node)
            node = (
                node.get("additionalProperties") if word == ANY else node.get("properties", {}).get(bare(word))
            ) or {}
        return next(iter((node.get("examples") or [{}])[0]), "name")

    def _sample(self, node: Schema, place: _Place) -> Any:
        """A value for an example."""
        node = self._resolved(node)
        if node.get("examples"):
            return node["examples"][0]
        if node.get("enum"):
            return node["enum"][0]
        if "default" in node:
            return (not node["default"]) if isinstance(node["default"], bool) else node["default"]
        if isinstance(node.get("items"), dict):
            return [self._sample(node["items"], place._replace(path=place.path + LIST))]
        if _is_block(node):
            return self._sample_block(node, place)
        if "anyOf" in node:
            return self._sample(node["anyOf"][0], place)
        return _SAMPLES[node.get("type", "string")]

    def _sample_block(self, node: Schema, place: _Place) -> dict[str, Any]:
        """The keys that a block must have, of its first kind; one key if none must be there."""
        pieces = self._pieces(node, place)
        first = next((piece.kinds for piece in pieces if piece.kinds), None)
        pieces = [piece for piece in pieces if piece.kinds in (None, first)]
        described: dict[str, Schema] = {}
        if first:
            described[first.key.rpartition(".")[2]] = {"enum": [_SWITCH.get(first.names[0], first.names[0])]}
        for piece in pieces:
            for name, child in piece.node.get("properties", {}).items():
                if isinstance(child, dict):
                    described.setdefault(name, child)
        wanted = {name for piece in pieces for name in piece.node.get("required", ())}
        if first:
            wanted.add(first.key.rpartition(".")[2])
        names = [name for name in described if name in wanted] or list(described)[:1]
        return {name: self._sample(described[name], _Place(place.at(name))) for name in names}


_SWITCH = {"true": True, "false": False}  # the choices that are no text


def _has(clause: Schema, word: str) -> bool:
    return isinstance(clause.get(word), str if word == "$ref" else dict)


def _is_block(node: Schema) -> bool:
    """Whether a node describes the keys of a mapping."""
    return any(word in node for word in ("properties", "allOf", "if"))


def _choice(condition: Schema) -> tuple[str, tuple[str, ...]] | None:
    """The key and its values that a condition asks for, if it chooses a kind."""
    for key, node in condition.get("properties", {}).items():
        if isinstance(node, dict):
            values = [node["const"]] if "const" in node else node.get("enum", [])
            if values and key in condition.get("required", ()):
                return key, tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
    return None


def _condition(condition: Schema, above: str = "") -> str:
    """A condition on keys, in words."""
    found = []
    for key, node in condition.get("properties", {}).items():
        path = f"{above}.{key}" if above else key
        values = [node["const"]] if "const" in node else node.get("enum")
        found.append(f"`{path}` is {either(list(map(str, values)))}" if values else _condition(node, path))
    return " and ".join(found)


def _allowed(node: Schema) -> Iterator[tuple[str, str]]:
    """The values that are allowed, each with what it means."""
    meanings = node.get("enumDescriptions", ())
    for index, value in enumerate(node.get("enum", ())):
        yield scalar(value), str(meanings[index]) if index < len(meanings) else ""


# YAML for reading


def scalar(value: Any) -> str:
    """A value as YAML on one line."""
    if isinstance(value, str) and _PLAIN.match(value) and value.lower() not in _NOT_TEXT:
        return value
    return dumps(value, ensure_ascii=False)


def written(value: Any) -> str:
    """Plain data as YAML."""
    return "\n".join(_lines(value))


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, one in value.items():
            if isinstance(one, dict | list) and one:
                yield f"{scalar(key)}:"
                yield from (f"  {line}" for line in _lines(one))
            else:
                yield f"{scalar(key)}: {scalar(one)}"
    elif isinstance(value, list) and value:
        for one in value:
            first, *rest = _lines(one)
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    else:
        yield scalar(value)

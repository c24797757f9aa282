"""A tree checked against the language's JSON Schema: shape faults as diagnostics, on the exact key or value.

The check itself is jsonschema-rs, which takes a valid file in a fortieth of the reference library's time; the
reference library stands beside it in a differential test.  Only when there is a fault is the schema read as data, for the
descriptions and examples that make a message.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from jsonschema_rs import Draft7Validator, RegexOptions, ValidationError

from floec.diagnostics import Diagnostic
from floec.layers import KIND_KEYS, Tree
from floec.syntax import Path


class Language:
    """What a floe.yaml may say, with a given set of plugins: the JSON Schema, ready to check trees.

    ``text`` is the schema as JSON.  Every reference in it is local (the composer's tests hold that), and no
    retriever is given, so that checking opens neither file nor socket.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        # Rust's own engine: linear in the length of the value, and `$` means the end, not the last line break.
        self._validator = Draft7Validator(text, pattern_options=RegexOptions(), offline=True)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The schema as data."""
        from json import loads

        made: dict[str, Any] = loads(self.text)
        return made

    def faults(self, tree: Tree) -> list[Diagnostic]:
        """What in the tree is not as the schema wants it."""
        if self._validator.is_valid(tree.data):
            return []
        from floec.schema_faults import explain

        errors: list[ValidationError] = list(self._validator.iter_errors(tree.data))
        return explain(tree, self.schema, errors)

    def kinds(self, path: Path) -> tuple[str, ...]:
        """The names that a kind-choosing key may have: ``("compute", "target")``, ``("transforms", 0, "type")`` …"""
        node = self._at(path)
        return tuple(node.get("enum", ())) if node else ()

    def keys(self, path: Path) -> frozenset[str]:
        """The keys that the block at a path may have, whatever its kind; empty where the language has no such block."""
        node = self._at(path) or {}
        return frozenset(node.get("properties", ()))

    def known(self, section: str, kind: str, auth: str | None = None) -> frozenset[str] | None:
        """The settings of a kind: below `properties` for compute, in the section itself otherwise; None if unknown.

        With ``auth`` only those that this way of logging in reads; empty is the default way.
        """
        definition = f"{kind}_properties" if section == "compute" else f"{section}_{kind}".replace("-", "_")
        found = self.schema["definitions"].get(definition)
        if not found:
            return None
        settings = frozenset(found["properties"])
        if auth is None:
            return settings
        from floec.schema_conditions import unread

        return settings - unread(self.schema, kind, auth)

    def signals(self, backend: str) -> tuple[str, ...]:
        """The signals that a kind of backend can take; empty if the kind is not known."""
        found = self.schema["definitions"].get(f"backend_{backend}".replace("-", "_"))
        return tuple(found["properties"]["signals"]["items"]["enum"]) if found else ()

    def types(self, path: Path) -> frozenset[str]:
        """The JSON types that a value at a path may have, whatever the kinds; empty where the language has no such path."""
        return frozenset(
            "string" if "enum" in node else node["type"]
            for node in self._pieces(path)
            if {"enum", "type"} & node.keys()
        )

    def is_switch(self, path: Path) -> bool:
        """Whether the place takes true or false in short for a mapping with `enabled`."""
        return any("enabled" in node.get("properties", ()) for node in self._pieces(path)) and "boolean" in self.types(
            path
        )

    def _pieces(self, path: Path) -> list[dict[str, Any]]:
        """Every part of the schema that speaks about a path, of all kinds."""
        found = self._parts(self.schema)
        for step in path:
            found = [part for node in found for below in _children(node, step) for part in self._parts(below)]
        return found

    def _parts(self, node: Any) -> list[dict[str, Any]]:
        if not isinstance(node, dict):
            return []
        node = self._resolved(node)
        found = [node]
        for word in ("allOf", "anyOf", "oneOf"):
            found += [part for one in node.get(word, ()) for part in self._parts(one)]
        for word in ("then", "else"):
            found += self._parts(node.get(word))
        return found

    def fact(self, section: str, kind: str, name: str) -> Any:
        """What a plugin says of itself, under ``x-<name>`` of its branch; None if it does not, or is not known."""
        for branch in self.schema["properties"].get(section, {}).get("allOf", ()):
            chosen = branch.get("if", {}).get("properties", {})
            if any(isinstance(one, dict) and one.get("const") == kind for one in chosen.values()):
                return branch.get(f"x-{name}")
        return None

    def _at(self, path: Path) -> dict[str, Any] | None:
        node: Any = self.schema
        for step in path:
            node = self._resolved(node)
            node = node.get("items") if isinstance(step, int) else node.get("properties", {}).get(step)
            if not isinstance(node, dict):
                return None
        return self._resolved(node)

    def _resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            node = self.schema["definitions"][node["$ref"].rpartition("/")[2]]
        return node


def _children(node: dict[str, Any], step: str | int) -> tuple[Any, ...]:
    """What a part of the schema says about one step below it."""
    if isinstance(step, int):
        return (node.get("items"),)
    own = node.get("properties", {})
    return (own[step],) if step in own else (node.get("additionalProperties"),)


__all__ = ["KIND_KEYS", "Language"]

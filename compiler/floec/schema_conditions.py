"""A fault that holds only because of another setting: which setting, and what would be without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from floec.schema_words import Schema, either


class Condition(NamedTuple):
    """What an ``if`` of the schema asks of one key of a block; without ``values`` only that it is there.

    ``accepted`` are the values of the key with which the faulty key is read.
    """

    key: str
    values: tuple[str, ...]
    accepted: tuple[str, ...] = ()

    def with_(self, held: Any, default: str) -> str:
        """The condition in words: ``with `auth: iam` ``, ``beside `host` ``."""
        if not self.values:
            return f"beside `{self.key}`"
        value = str(default if held is None else held)
        value = value.lower() if isinstance(held, bool) else value
        return f"with `{self.key}: {value}`" + (", the default" if held is None else "")

    def otherwise(self) -> str:
        """What could be chosen instead, in words; empty if nothing."""
        return f"choose `{self.key}`: {either([f'`{one}`' for one in self.accepted])}" if self.accepted else ""


def condition(schema: Schema, steps: list[str | int], settings: Schema, key: str) -> Condition | None:
    """The innermost condition on a schema path that is about one of ``settings``; ``key`` is what is at fault there."""
    for index in range(len(steps) - 1, 0, -1):
        if steps[index] not in ("then", "else"):
            continue
        clause = _at(schema, steps[:index])
        asked = clause.get("if", {}).get("properties", {}) if isinstance(clause, dict) else {}
        chosen = next((one for one in asked if one in settings), None)
        if chosen is None:
            continue
        values = _values(asked[chosen])
        if not values:
            return Condition(chosen, ())
        around = _at(schema, steps[: index - 1]) if isinstance(steps[index - 1], int) else [clause]
        refused = {
            value
            for one in around
            if one.get("then", {}).get("properties", {}).get(key) is False
            for value in _values(one["if"].get("properties", {}).get(chosen))
        }
        known = settings[chosen].get("enum", ())
        return Condition(chosen, values, tuple(one for one in known if refused and one not in refused))
    return None


def company(schema: Schema, target: str, name: str) -> dict[str, str]:
    """The setting that must be chosen for another one of a target to be read, with the first value that does; often none."""
    settings = _settings(schema, target)
    refused: dict[str, set[str]] = {}
    for key, values, names in _refusals(schema, target):
        if name in names:
            refused.setdefault(key, set()).update(values)
    for key, held in refused.items():
        if settings[key].get("default") in held:
            return {key: next(one for one in settings[key]["enum"] if one not in held)}
    return {}


def unread(schema: Schema, target: str, auth: str) -> frozenset[str]:
    """The settings of a target that a way of logging in does not read; the default way if ``auth`` is empty."""
    auth = auth or str(_settings(schema, target).get("auth", {}).get("default", ""))
    found = [names for key, values, names in _refusals(schema, target) if key == "auth" and auth in values]
    return frozenset(name for names in found for name in names)


def _settings(schema: Schema, target: str) -> Schema:
    found: Schema = schema["definitions"].get(f"{target}_properties", {}).get("properties", {})
    return found


def _refusals(schema: Schema, target: str) -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
    """A key, some of its values, and the settings that are refused with them."""
    branches = schema["properties"]["compute"].get("allOf", ())
    chosen = [one["then"] for one in branches if one["if"].get("properties", {}).get("target") == {"const": target}]
    for group in (group for one in chosen for group in one.get("allOf", ())):
        for clause in group.get("properties", {}).get("properties", {}).get("allOf", ()):
            names = [name for name, node in clause.get("then", {}).get("properties", {}).items() if node is False]
            for key, node in clause["if"].get("properties", {}).items():
                if names and _values(node):
                    yield key, _values(node), names


def _values(node: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in node.get("enum", ())) if isinstance(node, dict) else ()


def _at(schema: Schema, steps: list[str | int]) -> Any:
    node: Any = schema
    for step in steps:
        node = node[step]
    return node

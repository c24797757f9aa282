"""What the schema knows, in words: kinds of values, rules, examples, the first sentence of a description."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from floec.diagnostics import nearest

Schema = dict[str, Any]
TYPES = {
    "string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "array": "a list", "object": "a mapping", "null": "nothing",
}  # fmt: skip
_OPENINGS = frozenset(
    [
        "A",
        "An",
        "Five",
        "How",
        "Name",
        "Names",
        "Path",
        "The",
        "Tag",
        "What",
        "When",
        "Where",
        "Whether",
        "Which",
        "Who",
        "Why",
    ]
)
SWITCH_WORDS = {
    "yes": "true",
    "on": "true",
    "y": "true",
    "1": "true",
    "no": "false",
    "off": "false",
    "n": "false",
    "0": "false",
}


@lru_cache(maxsize=256)
def nearest_of(word: str, candidates: tuple[str, ...]) -> str | None:
    return nearest(word, candidates)


def kind_of(value: object) -> str:
    """What a value is, in words."""
    if value is None:
        return "empty"
    for type_, words in (
        (bool, "true or false"),
        (str, "text"),
        (int, "a whole number"),
        (float, "a number"),
        (list, "a list"),
    ):
        if isinstance(value, type_):
            return words
    return "a mapping"


def either(words: list[str]) -> str:
    words = list(dict.fromkeys(words))
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]


def example_of(node: Schema) -> str:
    """A value for a help line, as YAML on one line."""
    if node.get("examples"):
        from json import dumps

        example = node["examples"][0]
        if not isinstance(example, str):
            return dumps(example)
        plain = (
            example
            and all(c.isalnum() or c in "-_./@:" for c in example)
            and not example[0].isdigit()
            and ": " not in example
        )
        return example if plain and not example.endswith(":") else dumps(example)
    if node.get("enum"):
        return str(node["enum"][0])
    if "default" in node:
        return str(node["default"]).lower() if isinstance(node["default"], bool) else str(node["default"])
    return "…"


def sentence(node: Schema) -> str:
    """The first sentence of a description, as it stands in brackets."""
    text = str(node.get("markdownDescription") or node.get("description") or "")
    first = text.split(". ", maxsplit=1)[0].rstrip(".")
    opening = first.partition(" ")[0]
    return opening.lower() + first[len(opening) :] if opening in _OPENINGS else first


def rule(node: Schema, value: object) -> str:
    """The rule that a value breaks, as a label."""
    if isinstance(value, str):
        if "maxLength" in node and len(value) > node["maxLength"]:
            return f"has {len(value)} characters, at most {node['maxLength']} are allowed"
        if "minLength" in node and len(value) < node["minLength"]:
            return "must not be empty"
        return str(node.get("patternErrorMessage", "does not have the right form"))
    if isinstance(value, int | float):
        low, high = node.get("minimum"), node.get("maximum")
        if low is not None and high is not None:
            return f"must be from {low} to {high}"
        return f"must be at least {low}" if low is not None else f"must be at most {high}"
    if isinstance(value, list):
        return f"at least {node.get('minItems', 1)} is needed"
    return "does not have the right form"

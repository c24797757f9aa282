"""Where a fault of the checker is: in the document, and in the schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from floec.schema_words import Schema
from floec.syntax import Path


def at(schema: Schema, steps: Iterable[str | int]) -> Schema:
    """The part of the schema at a path; empty where it is no mapping."""
    node: Any = schema
    for step in steps:
        node = node[step]
    return node if isinstance(node, dict) else {}


def located(data: Any, error: Any) -> Path:
    """The path of a fault: the checker leaves out steps that are the empty text, so that they have to be found again."""
    path: Path = tuple(error.instance_path)
    at = data
    for step in path:
        if isinstance(at, dict) and ("" in at or step not in at):
            break
        at = at[step]
    else:
        if not isinstance(at, dict) or "" not in at:
            return path
    return _found_again(data, path, error.instance)


def _found_again(data: Any, path: Path, instance: Any) -> Path:
    """The way through empty keys to a value that is as the checker saw it; to copy that value takes time."""
    waiting: list[tuple[Any, Path, Path]] = [(data, (), path)]
    while waiting:
        at, done, rest = waiting.pop()
        if isinstance(at, dict) and "" in at:
            waiting.append((at[""], (*done, ""), rest))
        if not rest and at == instance:
            return done
        if rest and (rest[0] in at if isinstance(at, dict) else isinstance(at, list)):
            waiting.append((at[rest[0]], (*done, rest[0]), rest[1:]))
    return path

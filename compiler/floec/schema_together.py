"""Keys of one block that must agree: what `needs` and `goes_with` of the models say, in words."""

from __future__ import annotations

from typing import Any

from floec import faults
from floec.diagnostics import Diagnostic, Label, dotted
from floec.layers import Tree
from floec.schema_places import at, located
from floec.schema_words import Schema, either
from floec.syntax import Path


def together(tree: Tree, schema: Schema, error: Any) -> list[Diagnostic]:
    """A key whose neighbour has another value than the key goes with, unless the neighbour has a fault of its own."""
    steps, path = error.schema_path, located(tree.data, error)
    here = steps.index("dependencies")
    key, (chooser, allowed) = steps[here + 1], next(iter(at(schema, steps[: here + 2])["properties"].items()))
    written = steps[-1] != "required"
    block = path[:-1] if written else path
    node, chosen = at(schema, [*steps[:here], "properties", chooser]), (*block, chooser)
    value = tree.get(chosen, node.get("default"))
    if value not in node["enum"] or tree.inherited((*block, key)):
        return []
    span = tree.key((*block, key))
    right = either([f"`{chooser}: {one}`" for one in allowed["enum"]])
    return [
        Diagnostic(
            faults.UNUSED_KEY,
            f"`{key}` goes with {right}",
            span.source,
            span,
            "would be ignored" if written else f"would be ignored: `{chooser}` is `{value}` where it is left out",
            secondary=(Label(tree.value(chosen), "this is chosen"),) if written else (),
            help=f"remove it, or choose {right}",
            path=dotted((*block, key)),
        )
    ]


def demanded_by(tree: Tree, schema: Schema, error: Any) -> Path | None:
    """The place of the value that makes a key required, where it is one of the same block (see `needs`)."""
    steps = error.schema_path
    if list(steps[-4:-1:2]) != ["allOf", "then"]:
        return None
    path = located(tree.data, error)
    wanted = at(schema, steps[:-2])["if"].get("properties", {})
    return next(((*path, key) for key in wanted if tree.get((*path, key)) is not None), None)

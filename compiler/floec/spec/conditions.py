"""What one setting asks of the others, as JSON Schema: for a target's ``CONDITIONS``.

An ``if`` asks about a key and its values, a ``then`` says which keys must be there and which may not.  Every key that is required is
declared beside it, with the type of what holds it, since strict checkers ask for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Schema = dict[str, Any]
SECRET = "connection_secret_ref"


class Way(NamedTuple):
    """What a way of logging in asks for.

    ``needs`` are settings that must be given, ``may`` those that it also reads, ``secret`` whether it reads a Secret.  What some way
    needs or may have is refused with every other one.
    """

    secret: bool = True
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


def logins(ways: Mapping[str, Way], *more: Schema, key: str = "auth") -> Schema:
    """The conditions of a target by its way of logging in; the first one is the default, and needs no setting.

    ``more`` are conditions on its settings, made with ``when``.
    """
    default = next(iter(ways))
    settings = []
    for name, way in ways.items():
        foreign = {one for other in ways.values() for one in (*other.needs, *other.may)} - {*way.needs, *way.may}
        if way.needs or foreign:
            settings.append(when(has(key, name, default=name == default), needs=way.needs, refuses=sorted(foreign)))
    made: Schema = {"allOf": [_below("properties", {"type": "object", "allOf": [*settings, *more]})]}
    without = [name for name, way in ways.items() if not way.secret]
    secret = _keys(needs=(SECRET,))
    if not without:
        return {**secret, **made}
    inner = has(key, *without, default=default in without)
    secretless = _below("properties", inner)
    if default not in without:
        secretless["required"] = ["properties"]
    return {"if": secretless, "else": secret, **made}


def when(condition: Schema, *, needs: Iterable[str] = (), refuses: Iterable[str] = ()) -> Schema:
    """Keys that must be there and keys that may not, under a condition."""
    return {"if": condition, "then": _keys(needs, refuses)}


def unless(condition: Schema, *, needs: Iterable[str] = (), refuses: Iterable[str] = ()) -> Schema:
    """Keys that must be there and keys that may not, where a condition does not hold."""
    return {"if": condition, "else": _keys(needs, refuses)}


def implies(condition: Schema, other: Schema) -> Schema:
    """That where one condition holds, another one does."""
    return {"if": condition, "then": other}


def has(key: str, *values: Any, default: bool = False) -> Schema:
    """That a key has one of the values; ``default``: or is left out."""
    made = _below(key, {"enum": list(values)})
    if not default:
        made["required"] = [key]
    return made


def present(*keys: str) -> Schema:
    """That all of these keys are there."""
    return _keys(needs=keys)


def both(first: Schema, second: Schema) -> Schema:
    """That two conditions about different keys hold."""
    return {
        "type": "object",
        "properties": {**first["properties"], **second["properties"]},
        "required": [*first.get("required", ()), *second.get("required", ())],
    }


def _below(key: str, node: Schema) -> Schema:
    return {"type": "object", "properties": {key: node}}


def _keys(needs: Iterable[str] = (), refuses: Iterable[str] = ()) -> Schema:
    needs = list(needs)
    made: Schema = {"type": "object", "properties": {**dict.fromkeys(needs, True), **dict.fromkeys(refuses, False)}}
    if needs:
        made["required"] = needs
    return made

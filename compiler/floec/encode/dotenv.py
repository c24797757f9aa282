"""A .env file: names only, since no two readers agree on how a value is quoted."""

from __future__ import annotations


def assignment(name: str) -> str:
    """A variable without a value; ValueError if it is no name that a shell takes."""
    if not name.isascii() or not name.isidentifier():
        raise ValueError(f"not the name of a variable: {name!r}")
    return f"{name}="

"""pyiceberg's configuration, which strictyaml reads: block style, no anchors, no tags, nothing but text.

Rules: pyiceberg 0.12 ``utils/config.py``; strictyaml, "disallowed YAML".  There is no interpolation, so that any text is itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from floec.encode import yaml
from floec.plan.values import Value


def document(default: str, entries: Iterable[tuple[str, Value]], header: str) -> str:
    """The file with one catalog, which is the default one; a property's value is text or a mapping of text."""
    lines = [yaml.comment(header), f"default-catalog: {yaml.quoted(default)}", "catalog:", f"  {yaml.text(default)}:"]
    return "\n".join([*lines, *_block(entries, "    ")]) + "\n"


def _block(entries: Iterable[tuple[str, Value]], indent: str) -> list[str]:
    made = []
    for name, value in entries:
        made.append(f"{indent}{_key(name)}:" + ("" if isinstance(value, tuple) else f" {yaml.quoted(value)}"))
        if isinstance(value, tuple):
            made += _block(value, indent + "  ")
    if not made:
        raise ValueError("an empty mapping would be flow style")
    return made


def _key(name: str) -> str:
    """A property's name: letters, digits, '.', '-' and '_'."""
    if (
        not name
        or not name.isascii()
        or not name.replace(".", "").replace("-", "").replace("_", "").isalnum()
        or name[0].isdigit()
    ):
        raise ValueError(f"not the name of a property: {name!r}")
    return yaml.text(name)

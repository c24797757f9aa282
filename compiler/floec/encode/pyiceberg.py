"""pyiceberg's configuration, which strictyaml reads: block style, no anchors, no tags, nothing but text.

Rules: pyiceberg 0.12 ``utils/config.py``; strictyaml, "disallowed YAML".  There is no interpolation, so that any text is itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from floec.encode import yaml


def document(default: str, entries: Iterable[tuple[str, str]], header: str) -> str:
    """The file with one catalog, which is the default one; an empty mapping would be flow style."""
    lines = [yaml.comment(header), f"default-catalog: {yaml.quoted(default)}", "catalog:", f"  {yaml.text(default)}:"]
    made = [f"    {_key(name)}: {yaml.quoted(text)}" for name, text in entries]
    if not made:
        raise ValueError("a catalog without properties")
    return "\n".join([*lines, *made]) + "\n"


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

"""Helm's ``tpl``: some charts render values as templates, so that ``{{`` in a user's text would run."""

from __future__ import annotations


def literal(value: str) -> str:
    """Text for a value that the chart passes to ``tpl``."""
    return value.replace("{{", '{{ "{{" }}')

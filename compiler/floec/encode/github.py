"""GitHub Actions: ``${{ }}`` in any value of a workflow is evaluated by the runner's server before a step sees it."""

from __future__ import annotations


def literal(value: str) -> str:
    """Text that GitHub reads as itself; not for ``run:``, where a shell reads it again."""
    if "${{" not in value:
        return value
    return "${{ '" + value.replace("'", "''") + "' }}"


def secret(name: str) -> str:
    """A reference to a secret of the repository; names have been checked to be identifiers."""
    if not name.isidentifier() or not name.isascii():
        raise ValueError(f"not the name of a GitHub secret: {name!r}")
    return "${{ secrets." + name + " }}"

"""``floec schema``: the JSON Schemas that floec publishes."""

from __future__ import annotations

import click

from floec import resources

KINDS = {"floe": "floe.schema.json", "artifacts": "artifacts.schema.json", "diagnostics": "diagnostics.schema.json"}


@click.command(name="schema")
@click.argument("kind", type=click.Choice(sorted(KINDS)), default="floe")
def command(kind: str) -> int:
    """Print a JSON Schema.

    KIND is `floe` (of floe.yaml, with the installed plugins), `artifacts` (of artifacts.json) or `diagnostics` (of `--format json`).

    \b
    Example:
      floec schema > floe.schema.json
    """
    click.echo(_floe() if kind == "floe" else resources.text("schemas", KINDS[kind]), nl=False)
    return 0


def _floe() -> str:
    """The language's schema: the committed one, unless other distributions bring plugins."""
    from floec import toolbox

    names = [frozenset(toolbox.installed(family)) for family in toolbox.FAMILIES]
    return toolbox.schema_text(toolbox.Names(*names)) if any(names) else resources.text("schemas", KINDS["floe"])

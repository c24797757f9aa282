"""``floec schema``: the JSON Schemas that floec publishes, and an editor's setting that uses the one of floe.yaml."""

from __future__ import annotations

import click

from floec import resources

KINDS = {"floe": "floe.schema.json", "artifacts": "artifacts.schema.json", "diagnostics": "diagnostics.schema.json"}
EDITORS = ("vscode", "jetbrains", "zed")


@click.command(name="schema")
@click.argument("kind", type=click.Choice(sorted(KINDS)), default="floe")
@click.option("--install", "editor", type=click.Choice(EDITORS), help="Write an editor's setting for floe.yaml.")
@click.option(
    "--project",
    metavar="DIR",
    default=".",
    type=click.Path(exists=True, file_okay=False),
    help="The folder that the editor opens; by default the current one.",
)
def command(kind: str, editor: str | None, project: str) -> int:
    """Print a JSON Schema.

    KIND is `floe` (of floe.yaml, with the installed plugins), `artifacts` (of artifacts.json) or `diagnostics` (of `--format json`).

    With --install, the schema of floe.yaml is written into the editor's folder of the project, and the setting that uses it into the
    editor's settings; all other settings stay.

    \b
    Example:
      floec schema > floe.schema.json
      floec schema --install vscode
    """
    if editor is None:
        click.echo(floe() if kind == "floe" else resources.text("schemas", KINDS[kind]), nl=False)
        return 0
    if kind != "floe":
        raise click.UsageError("--install is for the schema of floe.yaml.")
    from floec.cli import _editors

    return _editors.install(editor, project, floe())


def floe() -> str:
    """The language's schema: the committed one, unless other distributions bring plugins."""
    from floec import toolbox

    names = [frozenset(toolbox.installed(family)) for family in toolbox.FAMILIES]
    return toolbox.schema_text(toolbox.Names(*names)) if any(names) else resources.text("schemas", KINDS["floe"])

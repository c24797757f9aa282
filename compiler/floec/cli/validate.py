"""``floec validate``: schema and semantic checks of any number of files."""

from __future__ import annotations

import click

from floec.cli import _project
from floec.diagnostics import Diagnostic, distinct, has_errors


@click.command(name="validate")
@click.argument("files", nargs=-1, type=click.Path())
@click.option(
    "--fix", is_flag=True, help="Apply the edits that are safe, such as a misspelt key; comments and order stay."
)
@_project.output_options
def command(files: tuple[str, ...], fix: bool, format_: str, colour: str, quiet: bool) -> int:
    """Check floe.yaml files.

    FILES are files or folders that hold a floe.yaml; the current folder by default. Every fault of every file is reported in one run.
    What is checked is what the files say: no variable, no .env, no network, and nothing but the files and what they name.

    \b
    Example:
      floec validate
      floec validate --fix
      floec validate services/*/floe.yaml --format json
    """
    found: list[Diagnostic] = []
    paths = files or (".",)
    for path in paths:
        found += _fixed(path, quiet=quiet) if fix else _project.opened(path).checked.diagnostics
    found = distinct(found)
    _project.show(found, len(paths), format_=format_, colour=colour, quiet=quiet)
    if not found and not quiet and format_ == _project.TEXT:
        click.echo(f"{len(paths)} file{'s' if len(paths) != 1 else ''} checked: no faults", err=True)
    return 1 if has_errors(found) else 0


def _fixed(path: str, *, quiet: bool) -> tuple[Diagnostic, ...]:
    from floec.cli._fix import fixed

    return fixed(path, quiet=quiet)

"""``floec init``: a project that builds and runs at once."""

from __future__ import annotations

import os

import click

from floec import __version__, resources
from floec.cli import _project
from floec.diagnostics import PROJECT_URL, quoted

SCHEMA_URL = PROJECT_URL.replace("github.com", "raw.githubusercontent.com") + "/main/schemas/floe.schema.json"

# What is written, and the template it is made from.
FILES = {
    "floe.yaml": "init/floe.yaml",
    ".gitignore": "init/gitignore",
    ".pre-commit-config.yaml": "init/pre-commit-config.yaml",
    "dbt/dbt_project.yml": "init/dbt/dbt_project.yml",
    "dbt/models/customers.sql": "init/dbt/models/customers.sql",
    "dbt/models/schema.yml": "init/dbt/models/schema.yml",
    "dbt/seeds/raw_orders.csv": "init/dbt/seeds/raw_orders.csv",
}

NOT_TEXT = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})  # to some reader of YAML


@click.command(name="init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path())
def command(folder: str) -> int:
    """Start a project that builds and runs at once.

    Writes a floe.yaml for DuckDB, a small dbt project, .gitignore and .pre-commit-config.yaml into DIR, by default the current folder. A file
    that exists is left as it is, and said so; floe.yaml must not exist.

    \b
    Example:
      floec init orders && cd orders && floec build
    """
    if os.path.lexists(os.path.join(folder, "floe.yaml")):
        raise click.ClickException(
            f"{_project.shown(os.path.join(folder, 'floe.yaml'))} exists already; nothing was written."
        )
    name = project_name(os.path.basename(os.path.abspath(folder)))
    for path, text in files(name).items():
        place = os.path.join(folder, *path.split("/"))
        if os.path.lexists(place):
            click.echo(f"kept    {_project.shown(place)}", err=True)
            continue
        try:
            os.makedirs(os.path.dirname(place) or ".", exist_ok=True)
            with open(place, "x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as failure:
            raise click.ClickException(
                f"cannot write {quoted(_project.shown(place))}: {(failure.strerror or 'the system refused').lower()}"
            ) from failure
        click.echo(f"created {_project.shown(place)}", err=True)
    click.echo("next: floec build", err=True)
    return 0


def files(name: str) -> dict[str, str]:
    """The files of a new project called ``name``, by path."""
    values = {
        "{name}": name,
        "{identifier}": name.replace("-", "_"),
        "{schema}": SCHEMA_URL,
        "{project}": PROJECT_URL,
        "{version}": __version__,
    }
    made = {}
    for path, template in FILES.items():
        text = resources.text("templates", template)
        for hole, value in values.items():
            text = text.replace(hole, value)
        made[path] = text
    return made


def project_name(folder: str) -> str:
    """A pipeline's name from a folder's: lower case, letters, digits and `-`."""
    made = "".join(c if c.isascii() and c.isalnum() else "-" for c in folder.lower())
    made = "-".join(part for part in made.split("-") if part)
    while made and not made[0].isalpha():
        made = made[1:].lstrip("-")
    made = made[:40].rstrip("-") or "pipeline"
    return f"{made}-pipeline" if made in NOT_TEXT else made

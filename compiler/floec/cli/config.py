"""``floec config``: the effective configuration of an environment, and where each value came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import click

from floec.cli import _output, _outside, _project
from floec.cli._outside import Flags
from floec.diagnostics import distinct, dotted, escaped, has_errors
from floec.encode import json, yaml
from floec.encode.yaml import Note
from floec.layers import Origin, Tree
from floec.syntax import Path

YAML, JSON, TABLE = "yaml", "json", "table"
DEFAULT, BASE = "default", "(base)"
WIDTH = 48  # of a cell of the table


class Value(NamedTuple):
    """A value at the end of a path, with where it came from and what it beat; None for a default."""

    path: Path
    value: Any
    origin: Origin | None

    @property
    def place(self) -> str:
        return self.origin.value.place if self.origin else DEFAULT

    @property
    def beats(self) -> list[str]:
        return [span.place for span in self.origin.beaten] if self.origin else []


@click.command(name="config")
@click.argument("path", default=".", type=click.Path())
@click.option("--origins", is_flag=True, help="Say where each value came from and what it beat.")
@click.option(
    "--all-environments", is_flag=True, help="Every environment, side by side; (base) is floe.yaml without one."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice([YAML, JSON, TABLE]),
    help="How it is printed; default: yaml, and a table for --all-environments.",
)
@_outside.flags
@click.option(
    "--color", "colour", type=click.Choice(["auto", "always", "never"]), default="auto", help="When to use colour."
)
@click.option("-q", "--quiet", is_flag=True, help="Print no summary of findings.")
def command(
    path: str,
    origins: bool,
    all_environments: bool,
    format_: str | None,
    environment: str | None,
    target: str | None,
    sets: tuple[str, ...],
    hermetic: bool,
    colour: str,
    quiet: bool,
) -> int:
    """Print the effective configuration.

    PATH is a floe.yaml or a folder that holds one. What is printed is what a build works with: floe.yaml under its environment, variables
    and flags, with every default. It goes to stdout; what is found wrong goes to stderr.

    \b
    Example:
      floec config --env production
      floec config --origins --set compute.threads=8
      floec config --all-environments
    """
    flags = Flags(environment, target, sets, hermetic)
    first = _project.opened(path, flags)
    projects = {first.environment: first}
    if all_environments:
        projects = {name: _project.opened(path, flags._replace(environment=name or "")) for name in first.checked.trees}
    found = distinct(one for project in projects.values() for one in project.checked.diagnostics)
    _project.show(found, 1, format_=_project.TEXT, colour=colour, quiet=quiet)
    if has_errors(found):
        return 1
    columns = {name or BASE: list(_values(project)) for name, project in projects.items()}
    form = format_ or (TABLE if all_environments else YAML)
    if form == TABLE:
        text = _table(columns, origins=origins)
    elif all_environments:
        text = _document({name: _nested(values, origins=origins, form=form) for name, values in columns.items()}, form)
    else:
        text = _document(_nested(next(iter(columns.values())), origins=origins, form=form), form)
    _output.echo(text, newline=False)
    return 0


def _values(project: _project.Opened) -> Iterator[Value]:
    """Every leaf of the effective configuration of the chosen environment."""
    from floec.cli._toolbox import plugins, prepare

    prepare(project.checked.trees)
    from floec.plan.resolve import configuration
    from floec.spec.document import Floe

    tree = project.checked.trees[project.environment]
    floe = Floe.model_validate({key: value for key, value in tree.data.items() if key in Floe.model_fields})
    yield from _leaves(configuration(floe, tree, plugins(project.checked.trees)), (), tree)


def _leaves(value: Any, path: Path, tree: Tree) -> Iterator[Value]:
    if isinstance(value, dict | list) and value:
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(one, (*path, key), tree)
    else:
        yield Value(path, value, tree.origin(path) if tree.get(path, _NOWHERE) is not _NOWHERE else None)


def _nested(values: Sequence[Value], *, origins: bool, form: str) -> Any:
    """The configuration as data again; with origins, what stands beside a value: a comment in YAML, keys in JSON."""
    root: dict[str, Any] = {}
    for one in values:
        at: Any = root
        for step, following in pairwise(one.path):
            empty: Any = [] if isinstance(following, int) else {}
            if isinstance(at, list) and step == len(at):
                at.append(empty)
            at = at[step] if isinstance(at, list) else at.setdefault(step, empty)  # type: ignore[index]
        value = one.value
        if origins and form == YAML:
            value = Note(value, one.place + (f", beats {', '.join(one.beats)}" if one.beats else ""))
        elif origins:
            value = {"value": value, "origin": one.place, "beats": one.beats}
        if isinstance(at, list):
            at.append(value)
        else:
            at[one.path[-1]] = value
    return root


def _document(data: Any, form: str) -> str:
    return json.dump(data) if form == JSON else yaml.dump(data)


def _table(columns: Mapping[str, Sequence[Value]], *, origins: bool) -> str:
    """A line a path and a column an environment; a star in front of the paths that differ, a dash where there is no value."""
    cells: dict[Path, dict[str, str]] = {}
    for name, values in columns.items():
        for one in values:
            shown = yaml.flow(one.value) + (f" ({one.place})" if origins else "")
            cells.setdefault(one.path, {})[name] = escaped(shown, WIDTH)
    rows = [["  path", *columns]]
    for path, row in cells.items():
        here = [row.get(name, "-") for name in columns]
        rows.append([("* " if len(set(here)) > 1 else "  ") + dotted(path), *here])
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines) + "\n"


_NOWHERE = object()

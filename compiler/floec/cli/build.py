"""``floec build``: the outputs of a project, written, compared or shown as a difference."""

from __future__ import annotations

import hashlib
import os
from typing import Any

import click

from floec import frontend, outputs, resources
from floec.cli import _output, _project
from floec.diagnostics import has_errors

DEFAULT_OUT = ".floe"
PROJECT_VARIABLE = "FLOE_PROJECT_DIR"  # what profiles.yml asks for the project's folder, before it guesses


@click.command(name="build")
@click.argument("path", default=".", type=click.Path())
@click.option("--out", type=click.Path(), help="Folder to write to; default: .floe beside floe.yaml.")
@click.option("--env", "environment", help="Environment to compile: a key under `environments`.")
@click.option(
    "--check", is_flag=True, help="Write nothing; exit 1 with the difference if the folder is not up to date."
)
@click.option("--diff", is_flag=True, help="Write nothing; print what a build would change.")
@_project.output_options
def command(
    path: str, out: str | None, environment: str | None, check: bool, diff: bool, format_: str, colour: str, quiet: bool
) -> int:
    """Compile floe.yaml into the files a data platform deploys.

    PATH is a floe.yaml or a folder that holds one. The output folder is written wholly or not at all; files that did not change
    keep their times, and files that are no longer made are removed.

    \b
    Example:
      floec build
      floec build --env production --out build/production
      floec build --check          # in CI: is what is committed up to date?
    """
    project = _project.opened(path)
    found = list(project.checked.diagnostics)
    if environment is not None and project.document is not None and environment not in project.checked.trees:
        found.append(frontend.unknown_environment(environment, project.checked.trees, "--env"))
    if has_errors(found):
        _project.show(found, 1, format_=format_, colour=colour, quiet=quiet)
        return 1
    folder = os.path.abspath(out or os.path.join(project.root, DEFAULT_OUT))
    name = _project.shown(folder)
    digests = _digests(project)
    fresh = outputs.is_fresh(folder, digests, environment, resources.newest())
    try:
        if fresh:
            result, code = f"{name} is up to date", 0
        else:
            result, code, difference = _compiled(project, environment, digests, folder, name, check=check, diff=diff)
            _output.echo(difference, newline=False, err=format_ != _project.TEXT)
    except outputs.Refused as refused:
        found.append(refused.diagnostic)
        result, code = "", 1
    _project.show(found, 1, format_=format_, colour=colour, quiet=quiet)
    if result and not quiet:
        _output.echo(result, err=True)
    return code


def _digests(project: _project.Opened) -> dict[str, str]:
    """The SHA-256 of everything that was read, by its path in the project."""
    from floec.workspace import DBT_PROJECT

    assert project.document is not None
    made = {os.path.basename(project.name): hashlib.sha256(project.document.source.text.encode()).hexdigest()}
    for path, fact in project.files.items():
        if fact.dbt_project is not None:
            file = os.path.normpath(f"{path}/{DBT_PROJECT}").replace(os.sep, "/")
            made[file] = hashlib.sha256(fact.dbt_project).hexdigest()
    return made


def _compiled(
    project: _project.Opened,
    environment: str | None,
    digests: dict[str, str],
    folder: str,
    name: str,
    *,
    check: bool,
    diff: bool,
) -> tuple[str, int, str]:
    """Compile, then write or compare; what to tell the user, the exit code, and the difference if one is asked for."""
    from floec import pipeline
    from floec.cli._toolbox import toolbox
    from floec.rules.transforms.dbt_project import profiles

    assert project.document is not None
    inputs = pipeline.Inputs(project.checked, environment, profiles(project.files), digests)
    bundle = pipeline.compile(inputs, toolbox(project.document.data, frontend.sections(project.checked.trees)))
    if check or diff:
        outputs.check_folder(folder, name)
        difference = outputs.difference(folder, bundle.files)
        if not difference:
            return f"{name} is up to date", 0, ""
        return (f"{name} is not up to date: run `floec build`", 1, difference) if check else ("", 0, difference)
    made = outputs.write(folder, name, bundle.files)
    told = _told(name, made, len(bundle.files))
    if _far(folder, project.root) and any(PROJECT_VARIABLE in file.text for file in bundle.files):
        told += f"\nnote: {name} does not stand in the project's folder: dbt needs {PROJECT_VARIABLE} to find it"
    return told, 0, ""


def _far(folder: str, root: str) -> bool:
    """Whether the outputs are not directly in the project's folder, from where dbt finds files of the project by itself."""
    return os.path.realpath(os.path.dirname(os.path.abspath(folder))) != os.path.realpath(root)


def _told(name: str, made: Any, files: int) -> str:
    if not made:
        return f"{name} is up to date"
    parts = [
        f"{len(paths)} {word}"
        for paths, word in ((made.added, "new"), (made.changed, "changed"), (made.removed, "removed"))
        if paths
    ]
    return f"wrote {name}: {files} files ({', '.join(parts)})"

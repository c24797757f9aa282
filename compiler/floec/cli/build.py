"""``floec build``: the outputs of a project, written, compared or shown as a difference."""

from __future__ import annotations

import hashlib
import os
from typing import Any

import click

from floec import outputs, resources
from floec.cli import _output, _outside, _project
from floec.cli._outside import Flags
from floec.diagnostics import Diagnostic, distinct, has_errors
from floec.source import FILE

DEFAULT_OUT = ".floe"
PROJECT_VARIABLE = "FLOE_PROJECT_DIR"  # what profiles.yml asks for the project's folder, before it guesses


@click.command(name="build")
@click.argument("path", default=".", type=click.Path())
@click.option("--out", type=click.Path(), help="Folder to write to; default: .floe beside floe.yaml.")
@click.option(
    "--check", is_flag=True, help="Write nothing; exit 1 with the difference if the folder is not up to date."
)
@click.option("--diff", is_flag=True, help="Write nothing; print what a build would change.")
@_outside.flags
@_project.output_options
def command(
    path: str,
    out: str | None,
    check: bool,
    diff: bool,
    environment: str | None,
    target: str | None,
    sets: tuple[str, ...],
    hermetic: bool,
    format_: str,
    colour: str,
    quiet: bool,
) -> int:
    """Compile floe.yaml into the files a data platform deploys.

    PATH is a floe.yaml or a folder that holds one. The output folder is written wholly or not at all; files that did not change
    keep their times, and files that are no longer made are removed.

    What counts, highest first: flags, environment variables (FLOE_COMPUTE_TARGET, FLOE__COMPUTE__THREADS ...), the file .env beside
    floe.yaml, the environment's overlay, floe.yaml, what it extends, defaults. artifacts.json records every override.

    \b
    Example:
      floec build
      floec build --env production --out build/production
      floec build --target duckdb --set compute.threads=2
      floec build --check --hermetic    # in CI: is what is committed up to date?
    """
    project = _project.opened(path, Flags(environment, target, sets, hermetic))
    found = list(project.checked.diagnostics)
    folder, problem = _folder(project, out)
    found = distinct([*found, problem] if problem else found)
    if has_errors(found):
        _project.show(found, 1, format_=format_, colour=colour, quiet=quiet)
        return 1
    name = _project.shown(folder)
    digests = _digests(project)
    fresh = outputs.is_fresh(folder, digests, project.environment, resources.newest())
    try:
        if fresh:
            result, code = f"{name} is up to date", 0
        else:
            result, code, difference = _compiled(project, digests, folder, name, check=check, diff=diff)
            _output.echo(difference, newline=False, err=format_ != _project.TEXT)
    except outputs.Refused as refused:
        found.append(refused.diagnostic)
        result, code = "", 1
    _project.show(found, 1, format_=format_, colour=colour, quiet=quiet)
    if result and not quiet:
        _output.echo(result, err=True)
    return code


def _folder(project: _project.Opened, out: str | None) -> tuple[str, Diagnostic | None]:
    """The folder to write to, and what is wrong with it if a variable names it wrongly."""
    if out is None and project.outside.artifacts:
        return _outside.folder_for(project.outside.artifacts, project.root)
    return os.path.abspath(out or os.path.join(project.root, DEFAULT_OUT)), None


def _digests(project: _project.Opened) -> dict[str, str]:
    """The SHA-256 of everything that was read, by its path in the project, or by the variable or flag."""
    from floec.workspace import DBT_PROJECT

    assert project.document is not None
    made = {one.source.label: _sha256(one.source.text) for one in (*project.bases, project.document)}
    made.update((one.span.place, _sha256(one.span.text)) for one in project.outside.settings)
    for path, fact in project.files.items():
        if fact.dbt_project is not None:
            file = os.path.normpath(f"{path}/{DBT_PROJECT}").replace(os.sep, "/")
            made[file] = hashlib.sha256(fact.dbt_project).hexdigest()
    return made


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _compiled(
    project: _project.Opened,
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

    inputs = pipeline.Inputs(project.checked, project.environment, profiles(project.files), digests)
    bundle = pipeline.compile(inputs, toolbox(project.checked.trees))
    if check or diff:
        outputs.check_folder(folder, name)
        difference = outputs.difference(folder, bundle.files)
        if not difference:
            return f"{name} is up to date", 0, ""
        return (f"{name} is not up to date: run `floec build`", 1, difference) if check else ("", 0, difference)
    made = outputs.write(folder, name, bundle.files)
    told = _told(name, made, len(bundle.files))
    if bundle.plan and project.outside.settings:
        told += "".join(f"\nnote: {one}" for one in _dropped(project))
    if _far(folder, project.root) and any(PROJECT_VARIABLE in file.text for file in bundle.files):
        told += f"\nnote: {name} does not stand in the project's folder: dbt needs {PROJECT_VARIABLE} to find it"
    return told, 0, ""


def _dropped(project: _project.Opened) -> list[str]:
    """What went because a flag or variable chose another kind, in words."""
    tree = project.checked.trees[project.environment]
    keys: dict[str, list[str]] = {}
    for path, by in zip(tree.dropped, tree.dropped_by, strict=True):
        if by.source.kind != FILE:
            keys.setdefault(f"{path[0]} is {by.text} ({by.place})", []).append(str(path[-1]))
    return [f"{chosen}: left out {', '.join(gone)}, which it does not know" for chosen, gone in keys.items()]


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

"""``floec fmt``: canonical order and style of floe.yaml files, with every comment kept."""

from __future__ import annotations

import sys
from difflib import unified_diff

import click

from floec import workspace
from floec.cli import _files, _output, _project
from floec.decode import MAX_BYTES, decode
from floec.diagnostics import Diagnostic, has_errors, sort_key
from floec.format import formatted
from floec.syntax import compose

STDIN = "-"


@click.command(name="fmt")
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--check", is_flag=True, help="Write nothing; exit 1 and list the files that would change.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@_project.output_options
def command(files: tuple[str, ...], check: bool, diff: bool, format_: str, colour: str, quiet: bool) -> int:
    """Put floe.yaml files into canonical order and style.

    FILES are files or folders that hold a floe.yaml; the current folder by default; `-` reads standard input and prints the result. Keys
    come in the order of the schema, blocks are indented by two spaces, and every comment stays with what it is about. A file that is no
    YAML is reported and left as it is.

    \b
    Example:
      floec fmt
      floec fmt --check services/*/floe.yaml    # in CI: is every file formatted?
    """
    found: list[Diagnostic] = []
    changed = False
    paths = files or (".",)
    results: list[tuple[str, str, bytes, str]] = []
    for path in paths:  # all of them before the first is written: a fault of ours leaves every file as it is
        file = path if path == STDIN else _project.floe_file(path)
        name = "<stdin>" if path == STDIN else _project.shown(file)
        before, after, problems = _formatted(file, name)
        found += problems
        if after is not None:
            results.append((file, name, before, after))
    for file, name, before, after in results:
        differs = before != after.encode()
        changed = changed or differs
        machine = format_ != "text"
        if diff and differs:
            _output.echo(_difference(name, before, after), newline=False, err=machine)
        elif check and differs:
            _output.echo(name, err=machine)
        elif check or diff:
            continue
        elif file == STDIN:
            _output.echo(after, newline=False)
        elif differs:
            problem = _files.replaced(file, name, after.encode())
            if problem:
                found.append(problem)
            elif not quiet:
                _output.echo(f"formatted {name}", err=True)
    found.sort(key=sort_key)
    if found or STDIN not in paths:  # what was formatted has stdout to itself
        _project.show(found, len(paths), format_=format_, colour=colour, quiet=quiet)
    return 1 if has_errors(found) or (check and changed) else 0


def _formatted(file: str, name: str) -> tuple[bytes, str | None, list[Diagnostic]]:
    """A file's bytes, its text in canonical form (None if it cannot be read), and what is wrong with it as YAML."""
    if file == STDIN:
        data: bytes | None = sys.stdin.buffer.read(MAX_BYTES + 1)
        problem = None
    else:
        data, problem = workspace.read(file, name)
    if data is None:
        return b"", None, [problem] if problem else []
    source, found = decode(name, data)
    document, more = compose(source) if source else (None, [])
    found = [*found, *more]
    if document is None or has_errors(found):
        return data, None, found
    return data, formatted(document, _project.language().schema), found


def _difference(name: str, before: bytes, after: str) -> str:
    old = before.decode("utf-8", "replace").splitlines(keepends=True)
    lines = unified_diff(old, after.splitlines(keepends=True), f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)

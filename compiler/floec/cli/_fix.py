"""``floec validate --fix``: the safe edits of a file's findings, written and said."""

from __future__ import annotations

from floec import fixes
from floec.cli import _files, _output, _project
from floec.decode import decode
from floec.diagnostics import Diagnostic, has_errors
from floec.report.places import Secrets
from floec.source import Source
from floec.syntax import compose
from floec.workspace import read

ROUNDS = 5  # a fault may show only when another one has gone


def fixed(path: str, *, quiet: bool) -> tuple[Diagnostic, ...]:
    """Fix what can be fixed in a floe.yaml; what is left, and why the file could not be written if it could not."""
    file = _project.floe_file(path)
    project = _project.opened(path)
    for _ in range(ROUNDS):
        if project.document is None:
            break
        problem = _one_round(file, project, quiet=quiet)
        if problem is None:
            break
        if isinstance(problem, Diagnostic):
            return (*project.checked.diagnostics, problem)
        project = _project.opened(path)
    return project.checked.diagnostics


def _one_round(file: str, project: _project.Opened, *, quiet: bool) -> Diagnostic | bool | None:
    """True if something was fixed, None if there was nothing to fix, or why the file could not be written."""
    assert project.document is not None
    source, found = project.document.source, project.checked.diagnostics
    secrets = Secrets(found)
    edits = [edit for edit in fixes.applicable(source, found) if not secrets.revealed_by(edit)]
    data, _ = read(file, project.name)
    if not edits or data is None or not _is_text_of(source, data):
        return None
    text = fixes.edited(source, edits)
    document, problems = compose(Source(source.name, text))
    if document is None or len(problems) > len(compose(source)[1]):
        return None  # an edit that makes the file worse is none
    problem = _files.replaced(file, project.name, fixes.with_endings_of(data.decode(), text).encode())
    if problem is not None:
        return problem
    for edit in edits if not quiet else ():
        line, column = edit.span.position
        _output.echo(f"fixed {project.name}:{line}:{column}: {edit.description}", err=True)
    return True


def _is_text_of(source: Source, data: bytes) -> bool:
    """Whether the file still holds what was checked."""
    again, found = decode(source.name, data)
    return again is not None and not has_errors(found) and again.text == source.text

"""What commands share: opening and checking projects, and showing what was found."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

import click

from floec import faults, frontend, resources, workspace
from floec.cli import _output
from floec.cli._outside import Flags, Outside, gathered
from floec.diagnostics import Diagnostic
from floec.project import PathFact
from floec.schema import Language
from floec.source import Span
from floec.syntax import Document

TEXT = "text"
REPORTS = {  # what programs read, all of it on stdout; each module is imported only when its format is asked for
    "json": "floec.report.json",
    "concise": "floec.report.concise",
    "github": "floec.report.github",
    "gitlab": "floec.report.gitlab",
    "junit": "floec.report.junit",
    "sarif": "floec.report.sarif",
}
FORMATS = (TEXT, *REPORTS)
Command = TypeVar("Command", bound=Callable[..., Any])


class Opened(NamedTuple):
    """A floe.yaml that was read and checked."""

    root: str  # the folder that holds it
    name: str  # what messages call it
    document: Document | None  # None if it is no YAML
    checked: frontend.Checked
    files: dict[str, PathFact]
    bases: Sequence[Document] = ()  # what it builds on
    outside: Outside = Outside()

    @property
    def environment(self) -> str | None:
        """The environment that was chosen."""
        return self.outside.environment.text if self.outside.environment else None


@cache
def language() -> Language:
    """The language with the built-in plugins, from the committed schema."""
    return Language(resources.text("schemas", "floe.schema.json"))


RULES: Mapping[str, tuple[str, ...]] = {  # folders of rules, and the sections that each is about
    "addresses": ("catalog", "observability", "orchestration", "storage"),
    "catalog": ("catalog",),
    "compute": ("compute",),
    "deployment": ("deployment",),
    "labels": ("labels",),
    "network": ("network",),
    "observability": ("observability",),
    "orchestration": ("orchestration",),
    "schedules": ("orchestration", "consumption"),
    "transforms": ("transforms",),
}


@cache
def _rules_of(folder: str) -> tuple[ModuleType, ...]:
    package = f"rules.{folder}"
    return tuple(import_module(f"floec.{package}.{name}") for name in resources.modules(package))


def rules(sections: Collection[str] | None = None) -> tuple[ModuleType, ...]:
    """The rules about any part of a document, and those about these sections; about all, by default."""
    wanted = [folder for folder, about in RULES.items() if sections is None or any(one in sections for one in about)]
    return tuple(rule for folder in ("document", *wanted) for rule in _rules_of(folder))


def floe_file(path: str) -> str:
    """The floe.yaml that a path names: itself, or the one in the folder."""
    return os.path.join(path, workspace.FILE) if os.path.isdir(path) else path


def shown(path: str) -> str:
    """A path as messages show it: relative to where the user stands if it is below, with forward slashes."""
    absolute = os.path.abspath(path)
    try:
        relative = os.path.relpath(absolute)
    except ValueError:
        return absolute
    outside = relative == os.pardir or relative.startswith(os.pardir + os.sep)
    return (absolute if outside else relative).replace(os.sep, "/")


def opened(path: str, flags: Flags | None = None) -> Opened:
    """Read and check a floe.yaml: by itself, or with what flags, variables and .env lay over the chosen environment."""
    file = floe_file(path)
    name = shown(file)
    root = os.path.dirname(os.path.abspath(file))
    outside = Outside() if flags is None else gathered(flags, root, shown(os.path.join(root, workspace.DOTENV_FILE)))
    document, found = workspace.open_document(file, name)
    if document is None:
        return Opened(root, name, None, frontend.Checked({}, tuple(found)), {}, outside=outside)
    bases: Sequence[Document] = ()
    if isinstance(document.data, dict) and "extends" in document.data:
        bases, problems = workspace.open_bases(document, root)
        found = [*found, *problems]
    checked, files = _checked(document, bases, outside, root, language())
    if any(d.code is faults.INVALID_CHOICE for d in checked.diagnostics):
        extended = _extended(checked.trees)
        if extended:
            checked, files = _checked(document, bases, outside, root, extended)
    # What could not be read was taken for text: what the schema says about that is no second fault.
    fresh = [d for d in checked.diagnostics if not any(_covers(one.span, d.span) for one in found)]
    checked = checked._replace(diagnostics=(*outside.found, *found, *fresh))
    return Opened(root, name, document, checked, files, bases, outside)


def _covers(one: Span | None, other: Span | None) -> bool:
    return bool(one and other and one.source is other.source and one.start <= other.start < one.end)


def _checked(
    document: Document, bases: Sequence[Document], outside: Outside, root: str, spoken: Language
) -> tuple[frontend.Checked, dict[str, PathFact]]:
    trees = dict(frontend.layered(document, spoken, bases))
    found: list[Diagnostic] = []
    chosen = outside.environment
    environment = chosen.text if chosen else None
    if chosen is not None and environment not in trees:
        found.append(frontend.unknown_environment(chosen, trees))
    elif outside.settings:
        from floec.settings import applied

        trees[environment], found = applied(trees[environment], outside.settings, spoken)
    files = workspace.survey(root, frontend.wanted_paths(trees))
    checked = frontend.check(trees, spoken, files, rules(frontend.sections(trees)))
    return checked._replace(diagnostics=(*found, *checked.diagnostics)), files


def _extended(trees: frontend.Trees) -> Language | None:
    """The language with the installed plugins that a document names; None if it names none."""
    from floec import toolbox

    foreign = []
    for family, names in zip(toolbox.FAMILIES, toolbox.names_in(tree.data for tree in trees.values()), strict=True):
        unknown = names.difference(toolbox.built_in(family))
        foreign.append(unknown.intersection(toolbox.installed(family)) if unknown else frozenset())
    if not any(foreign):
        return None
    return Language(toolbox.schema_text(toolbox.Names(*(frozenset(one) for one in foreign))))


def show(diagnostics: Sequence[Diagnostic], files: int, *, format_: str, colour: str, quiet: bool = False) -> None:
    """Print what was found: text for people to stderr, what programs read to stdout."""
    if format_ in REPORTS:
        _output.echo(import_module(REPORTS[format_]).render(diagnostics, files), newline=False)
        return
    if not diagnostics:
        return
    from floec.report import text

    on = coloured(colour, sys.stderr)
    _output.echo(text.render(diagnostics, colour=on), err=True, colour=on)
    summary = text.summary(diagnostics, files)
    if summary and not quiet:
        _output.echo(summary, err=True)


def coloured(choice: str, stream: Any) -> bool:
    """Whether to colour: the flag, then NO_COLOR, then FORCE_COLOR, then whether anybody looks."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or bool(getattr(stream, "isatty", lambda: False)())


def output_options(function: Command) -> Command:
    """The options of every command that reports findings."""
    for option in (
        click.option(
            "--format",
            "format_",
            type=click.Choice(FORMATS),
            default=TEXT,
            envvar="FLOEC_FORMAT",
            help="How findings are printed: text to stderr, every other format to stdout.",
        ),
        click.option(
            "--color",
            "colour",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            help="When to use colour.",
        ),
        click.option("-q", "--quiet", is_flag=True, help="Print findings only."),
    ):
        function = option(function)
    return function

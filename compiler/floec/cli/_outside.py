"""What comes from outside of the documents: flags, environment variables, and the file .env beside floe.yaml."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

import click

from floec import faults, workspace
from floec.diagnostics import Diagnostic, nearest, quoted
from floec.source import FLAG, VARIABLE, Source, Span

PREFIX = "FLOE_"
ENVIRONMENT, ARTIFACTS_PATH = "FLOE_ENV", "FLOE_ARTIFACTS_PATH"
CONTRACT = "artifacts.json"
OTHERS = (ENVIRONMENT, ARTIFACTS_PATH, "FLOE_PROJECT_DIR")
FOREIGN = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SERVICE_NAME", "OPENLINEAGE_URL", "OPENLINEAGE_NAMESPACE")
Command = TypeVar("Command", bound=Callable[..., Any])


class Flags(NamedTuple):
    """The flags that say what a document means."""

    environment: str | None = None
    target: str | None = None
    sets: tuple[str, ...] = ()
    hermetic: bool = False


class Variable(NamedTuple):
    """A variable that is set, and where."""

    name: str
    source: Source
    key: int
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.source, self.start, self.end)


class Outside(NamedTuple):
    """The chosen environment with the place that chose it, the settings from the lowest to the highest, where artifacts.json is
    to stand if a variable says so, and what is wrong with any of it."""

    environment: Span | None = None
    settings: tuple[Any, ...] = ()
    artifacts: Span | None = None
    found: tuple[Diagnostic, ...] = ()


def flags(function: Command) -> Command:
    """The flags of every command that works with one environment of a document."""
    for option in (
        click.option(
            "--env", "environment", help="Environment: a key under `environments`; default: FLOE_ENV; empty: none."
        ),
        click.option("--target", help="Short for `--set compute.target=...`."),
        click.option(
            "--set", "sets", multiple=True, metavar="PATH=VALUE", help="Set one value, such as compute.threads=8."
        ),
        click.option("--hermetic", is_flag=True, help="Read no environment variable and no .env file."),
    ):
        function = option(function)
    return function


def gathered(given: Flags, folder: str, shown: str) -> Outside:
    """Everything from outside for the floe.yaml in a folder; ``shown`` is what messages call its .env.  UsageError for a flag of a wrong form."""
    variables, found = ([], []) if given.hermetic else _variables(folder, shown)
    by_name = {one.name: one for one in variables}  # the environment's beat those of .env
    if not by_name and not found and given == Flags(given.environment, hermetic=given.hermetic):
        return Outside(_environment(given, by_name))
    from floec import settings

    made = [
        setting
        for one in sorted(
            variables, key=lambda one: (one.source.kind == VARIABLE, one.name.startswith(settings.ANY_PATH))
        )
        if (setting := settings.of_variable(*one)) is not None
    ]
    if given.target is not None:
        made.append(settings.of_flag("--target", given.target, settings.NAMED["FLOE_COMPUTE_TARGET"]))
    for text in given.sets:
        setting = settings.flagged(text)
        if setting is None:
            raise click.BadParameter(
                f"{quoted(text)} is not PATH=VALUE, such as compute.threads=8", param_hint="'--set'"
            )
        made.append(setting)
    known = {*settings.NAMED, *OTHERS}
    found += [
        _unknown(one, known)
        for one in variables
        if one.name not in known and (not one.name.startswith(settings.ANY_PATH) or one.name == settings.ANY_PATH)
    ]
    artifacts = by_name.get(ARTIFACTS_PATH)
    return Outside(_environment(given, by_name), tuple(made), artifacts.span if artifacts else None, tuple(found))


def _environment(given: Flags, variables: dict[str, Variable]) -> Span | None:
    if given.environment == "":  # the base, whatever FLOE_ENV says
        return None
    if given.environment is not None:
        source = Source("--env", f"--env {given.environment}", FLAG)
        return Span(source, len("--env "), len(source.text))
    return variables[ENVIRONMENT].span if ENVIRONMENT in variables else None


def _wanted(name: str) -> bool:
    return name.startswith(PREFIX) or name in FOREIGN


def _means(name: str) -> bool:
    """Whether a variable sets something, so that a message may show its value."""
    from floec.settings import ANY_PATH, NAMED

    return name in NAMED or name in OTHERS or name.startswith(ANY_PATH)


def _variables(folder: str, shown: str) -> tuple[list[Variable], list[Diagnostic]]:
    """The variables that concern floec, those of .env first; an empty one counts as not set, as OpenTelemetry has it."""
    found: list[Diagnostic] = []
    made: list[Variable] = []
    data = workspace.read_dotenv(folder)
    if data is not None:
        from floec import dotenv

        lines, found = dotenv.lines(shown, workspace.DOTENV_FILE, data.decode("utf-8", "replace"), _wanted, _means)
        made += [Variable(*line) for line in lines if line.start < line.end]
    return [*made, *_environ()], found


def _environ() -> Iterator[Variable]:
    for name in sorted(os.environ):
        value = os.environ[name]
        if value and _wanted(name):
            yield Variable(
                name, Source(name, f"{name}={value}", VARIABLE), 0, len(name) + 1, len(name) + 1 + len(value)
            )


def _unknown(one: Variable, known: set[str]) -> Diagnostic:
    """A warning that does not show the value: it may be anything."""
    guess = nearest(one.name, known)
    source = Source(one.source.name, one.name, VARIABLE) if one.source.kind == VARIABLE else one.source
    span = Span(source, one.key, one.key + len(one.name))
    message = f"the variable {quoted(one.name)} means nothing to floec"
    help_ = (
        f"did you mean {guess}?"
        if guess
        else "for a value of floe.yaml: FLOE__COMPUTE__THREADS, two underscores a step"
    )
    return Diagnostic(faults.UNKNOWN_VARIABLE, message, source, span, "is ignored", help=help_)


def folder_for(artifacts: Span, root: str) -> tuple[str, Diagnostic | None]:
    """The folder that FLOE_ARTIFACTS_PATH means, relative to floe.yaml; a diagnostic if it names no artifacts.json."""
    path = artifacts.text
    if os.path.basename(path) == CONTRACT and os.path.dirname(path) not in ("", "."):
        return os.path.join(root, os.path.dirname(path)), None
    message = f"{quoted(path)} is no path of an {CONTRACT} in a folder of its own"
    help_ = f"end it with `/{CONTRACT}`: the other files of a build stand beside it"
    return "", Diagnostic(faults.BAD_SETTING, message, artifacts.source, artifacts, "", help=help_)

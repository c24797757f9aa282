"""The compiler: checked trees in, a bundle of files in memory out.  A pure function of its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from floec.artifact import Artifact
from floec.diagnostics import Diagnostic, has_errors
from floec.emitters import artifacts_json
from floec.frontend import Checked
from floec.plan.model import Plan
from floec.plan.resolve import Plugins, resolve
from floec.verify import verify

if TYPE_CHECKING:
    from floec.encode.template import Templates


class Toolbox(NamedTuple):
    """Everything the compiler works with, loaded before: plugins, emitters, templates, and the schemas of outputs by path."""

    plugins: Plugins
    emitters: tuple[ModuleType, ...]
    templates: Templates | None  # None where no emitter renders any
    schemas: Mapping[str, str]


class Inputs(NamedTuple):
    """What is compiled: checked trees, the chosen environment, the dbt profile of each project by path, and the SHA-256 of
    everything that was read, by path."""

    checked: Checked
    environment: str | None
    profiles: Mapping[str, str]
    digests: Mapping[str, str]


class Bundle(NamedTuple):
    """The files, sorted by path, and what was found on the way; no files if there are errors.  ``plan`` is None then."""

    files: tuple[Artifact, ...]
    diagnostics: tuple[Diagnostic, ...]
    plan: Plan | None


def compile(inputs: Inputs, toolbox: Toolbox) -> Bundle:  # noqa: A001 - it is the compiler
    """The bundle for a document; user mistakes are in its diagnostics, CompilerBug is raised for ours."""
    if has_errors(inputs.checked.diagnostics):
        return Bundle((), inputs.checked.diagnostics, None)
    plan = resolve(inputs.checked.trees, inputs.environment, toolbox.plugins, inputs.profiles)
    files: list[Artifact] = [
        file for emitter in toolbox.emitters for file in _emitted(emitter, plan, toolbox.templates)
    ]
    files.append(artifacts_json.emit(plan, files, inputs.digests))
    verify(files, toolbox.schemas)
    return Bundle(tuple(sorted(files)), inputs.checked.diagnostics, plan)


def _emitted(emitter: Any, plan: Plan, templates: Templates | None) -> list[Artifact]:
    return list(emitter.emit(plan, templates))

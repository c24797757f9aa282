"""What the Plan is made of: asks, variables, options that are known later, dbt outputs, steps.

All of them are immutable, and compare by content.  What only a cluster or telemetry needs stands in `floec.plan.topology` and
`floec.plan.signals`, which a pipeline without them does not load.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Ask:
    """Who asked for something: a path of the document, and where its key stands (`Span.line`); None where a default did."""

    path: str
    place: str | None = None

    def __str__(self) -> str:
        return f"{self.place} {self.path}" if self.place else f"{self.path} (default)"


# ------------------------------------------------------------------------------------------------ secrets and variables


@dataclass(frozen=True)
class SecretKey:
    """One entry of a Kubernetes Secret."""

    secret: str
    key: str


@dataclass(frozen=True)
class Variable:
    """An environment variable that a process needs.

    Exactly one of ``value`` (known now, not secret) and ``source`` (a Secret's entry) is set in a cluster; both are
    None for one that whoever starts the process sets.  ``secret`` says that the value must not be shown.  ``project`` is the
    value where it depends on the project's folder, which stands at ``{}``.
    """

    name: str
    purpose: str
    ask: Ask
    secret: bool = False
    source: SecretKey | None = None
    value: str | None = None
    required: bool = True
    project: str | None = None


# -------------------------------------------------------------------------------------------------------------- values
# What stands in an option of a dbt output, an exporter or a chart: plain data, with these for what is known later.


@dataclass(frozen=True)
class FromVariable:
    """The value of an environment variable when the program starts.  ``number`` and ``boolean`` convert it."""

    name: str
    convert: Literal["text", "number", "boolean"] = "text"


@dataclass(frozen=True)
class InProject:
    """A path inside the project, wherever the program is started; relative, with forward slashes."""

    path: str


def is_mapping(value: tuple[Any, ...]) -> bool:
    """Whether a tuple stands for a mapping (pairs of a key and a value) rather than a list; an empty one does."""
    return all(isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], str) for one in value)


Value = Any  # str, int, float, bool, FromVariable, InProject, and tuples and mappings of them
Options = tuple[tuple[str, Value], ...]  # keys in the order in which they are to be written


# ---------------------------------------------------------------------------------------------------------------- dbt


@dataclass(frozen=True)
class DbtOutput:
    """One output of a dbt profile: a connection.  ``options`` are complete, but for `type` and `threads`.

    ``environment`` is the environment it stands for, None for the base.
    """

    name: str
    environment: str | None
    adapter: str
    package: str
    threads: int
    options: Options
    variables: tuple[Variable, ...]
    ask: Ask


@dataclass(frozen=True)
class DbtProfile:
    """A profile as a dbt project asks for it: its outputs, and the one that is used unless another is named."""

    name: str
    target: str
    outputs: tuple[DbtOutput, ...]


@dataclass(frozen=True)
class Step:
    """A transform: what it is, where its code is, what it waits for.

    ``settings`` are the options of its kind; ``profile`` and ``target`` are set for dbt.
    """

    name: str
    type: str
    path: str
    depends_on: tuple[str, ...]
    settings: Mapping[str, Any]
    profile: str | None
    target: str | None
    ask: Ask


# ------------------------------------------------------------------------------------------------------------- the rest


@dataclass(frozen=True)
class Override:
    """A value that came from outside of the documents or beat another one: where both came from; None for a default."""

    path: str
    origin: str
    beat: str | None

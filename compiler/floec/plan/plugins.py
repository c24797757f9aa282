"""What a plugin module provides, and what it is handed.

A plugin is a module (or any object) with these attributes.  It gives values of the plan's model and reads nothing
else: no file, no variable, no other plugin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from floec.plan.lake import IcebergCatalog
from floec.plan.values import Ask, FromVariable, SecretKey, Value, Variable
from floec.plan.values import Options as Rendered
from floec.spec.base import Section
from floec.spec.transforms import Transform as Step

if TYPE_CHECKING:
    from floec.plan.signals import Exporter, LineageTransport

__all__ = [
    "Backend",
    "Catalog",
    "Draft",
    "IcebergCatalog",
    "LineageBackend",
    "Reach",
    "Target",
    "TelemetryBackend",
    "Transform",
]


class Reach(NamedTuple):
    """Something a plugin must be able to connect to.

    ``host`` is a name or an address, or a domain in words where the exact name is not known before run time, or empty where
    only the Secret holds it; ``ports`` are the ports of the service's pods or of the external service.
    """

    host: str
    ports: tuple[int, ...]
    purpose: str


@dataclass
class Draft:
    """What a plugin writes its variables into while it draws up its options.

    ``secret_ref`` is the Secret of the block, ``path`` the block's place in floe.yaml; ``asked`` gives the Ask of a
    path below it.
    """

    secret_ref: str | None
    asked: Callable[[str], Ask]
    variables: dict[str, Variable] = field(default_factory=dict)

    def given(self, key: str, value: Value | None, variable: str, purpose: str) -> Value:
        """The value if the file has it, else a variable that the Secret (or the caller's environment) fills."""
        if value is not None:
            return value
        ask = self.asked("connection_secret_ref" if self.secret_ref and key.startswith("properties.") else key)
        return self._add(Variable(variable, purpose, ask, source=self._entry(variable)))

    def secret(self, key: str, entry: str, purpose: str, *, prefix: str = "DBT_ENV_SECRET_") -> FromVariable:
        """A secret: entry ``entry`` of the Secret, under a variable with the prefix by which dbt knows to mask it."""
        return self._add(Variable(prefix + entry, purpose, self.asked(key), secret=True, source=self._entry(entry)))

    def _entry(self, key: str) -> SecretKey | None:
        return SecretKey(self.secret_ref, key) if self.secret_ref else None

    def _add(self, variable: Variable) -> FromVariable:
        self.variables[variable.name] = variable
        return FromVariable(variable.name)


class Target(Protocol):
    """A dbt target: the engine that runs SQL.

    What it may have beside these, since most do not: ``CATALOGS``, the catalogs whose tables dbt can build through it, by their
    name or their protocol (``("rest",)``); ``CATALOG_READER``, the settings that the engine itself reads of a catalog
    (``"trino"`` or ``"spark"``, see `floec.plan.readers`); ``catalog_integration(options, catalog)``, the entry of dbt's
    catalogs.yml without its name, or None.  `catalogs`, `catalog_reader` and `catalog_integration` read them.
    """

    NAME: str
    SUMMARY: str
    ADAPTER: str  # dbt's `type`
    PACKAGE: str  # the package that brings the adapter
    CONDITIONS: Mapping[str, Any]  # JSON Schema added to the branch of `compute` that chooses this target
    Options: type[Section]

    def output(self, options: Any, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
        """The options of the dbt output, in the order they are to be written; ``name`` is the pipeline's."""
        ...

    def reaches(self, options: Any) -> tuple[Reach, ...]: ...


def catalogs(target: Any) -> tuple[str, ...]:
    """The catalogs that a target can build tables in, by name or protocol."""
    return tuple(getattr(target, "CATALOGS", ()))


def catalog_reader(target: Any) -> str | None:
    """Whose settings of a catalog a target's engine reads."""
    found: str | None = getattr(target, "CATALOG_READER", None)
    return found


def catalog_integration(target: Any, options: Any, catalog: IcebergCatalog) -> Rendered | None:
    """The entry of dbt's catalogs.yml for a catalog, if the target's adapter takes one."""
    found: Callable[[Any, IcebergCatalog], Rendered | None] | None = getattr(target, "catalog_integration", None)
    return found(options, catalog) if found else None


class Catalog(Protocol):
    """An Iceberg catalog.

    What it may have beside these: ``PROTOCOL``, what it speaks (``rest`` unless it says so); ``NEEDS_STORAGE``, that its
    clients must be told where tables are kept.
    """

    NAME: str
    SUMMARY: str
    Options: type[Section]

    def wiring(self, options: Any, draft: Draft) -> IcebergCatalog: ...

    def reaches(self, options: Any) -> tuple[Reach, ...]: ...


class Transform(Protocol):
    """A kind of step."""

    NAME: str
    SUMMARY: str
    Options: type[Step]


class Backend(Protocol):
    """Where telemetry or lineage goes.  ``SIGNALS`` are those it can take."""

    NAME: str
    SUMMARY: str
    SIGNALS: tuple[str, ...]
    Options: type[Section]

    def reaches(self, options: Any) -> tuple[Reach, ...]: ...


class TelemetryBackend(Backend, Protocol):
    def exporter(self, options: Any, signals: tuple[str, ...], draft: Draft) -> Exporter: ...


class LineageBackend(Backend, Protocol):
    def transport(self, options: Any, draft: Draft, pipeline: str) -> LineageTransport: ...

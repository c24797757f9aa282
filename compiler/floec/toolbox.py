"""The plugins: those that come with floec, found by listing their folder, and those that others installed.

Loading is done before compiling, by name: scanning the installed distributions costs more than compiling, and happens only
when a document names something that is not built in, or when all plugins are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from floec.errors import PluginError
from floec.resources import modules

FAMILIES = ("targets", "catalogs", "transforms", "backends")
ENTRY_POINT_GROUP = "floe."


class Names(NamedTuple):
    """The kinds that a document names, by family."""

    targets: frozenset[str]
    catalogs: frozenset[str]
    transforms: frozenset[str]
    backends: frozenset[str]


def names_in(trees: Iterable[Any]) -> Names:
    """The kinds that the data of a document's trees names; what is not text is left out."""
    found: dict[str, set[str]] = {family: set() for family in FAMILIES}

    def look(section: Any) -> None:
        if not isinstance(section, dict):
            return
        for family, block, key in (
            ("targets", section.get("compute"), "target"),
            ("catalogs", section.get("catalog"), "type"),
        ):
            if isinstance(block, dict) and isinstance(block.get(key), str):
                found[family].add(block[key])
        observability = section.get("observability")
        if isinstance(observability, dict):
            many(observability.get("backends"), "backends")
            if observability.get("lineage_endpoint"):
                found["backends"].add("marquez")
        many(section.get("transforms"), "transforms")

    def many(blocks: Any, family: str) -> None:
        for block in blocks if isinstance(blocks, list) else ():
            if isinstance(block, dict) and isinstance(block.get("type"), str):
                found[family].add(block["type"])

    for data in trees:
        look(data)
    return Names(*(frozenset(found[family]) for family in FAMILIES))


def built_in(family: str) -> tuple[str, ...]:
    """The names of the plugins that come with floec."""
    return tuple(modules(family))


def installed(family: str) -> tuple[str, ...]:
    """The names of the plugins of a family that other distributions bring."""
    from importlib.metadata import entry_points

    return tuple(sorted(point.name for point in entry_points(group=ENTRY_POINT_GROUP + family)))


def load(family: str, name: str) -> Any:
    """A plugin by its name; KeyError if there is none."""
    if name.isidentifier() and not name.startswith("_"):
        module = f"floec.{family}.{name}"
        try:
            return import_module(module)
        except ModuleNotFoundError as missing:
            if missing.name != module:
                raise
    from importlib.metadata import entry_points

    for point in entry_points(group=ENTRY_POINT_GROUP + family, name=name):
        try:
            plugin = point.load()
        except Exception as failure:
            raise PluginError(
                f"plugin {name!r} of {point.value!r} ({ENTRY_POINT_GROUP}{family}) could not be loaded: {failure!r}"
            ) from failure
        missing_names = [wanted for wanted in ("NAME", "SUMMARY", "Options") if not hasattr(plugin, wanted)]
        if missing_names:
            raise PluginError(
                f"plugin {name!r} of {point.value!r} ({ENTRY_POINT_GROUP}{family}) lacks {', '.join(missing_names)}"
            )
        return plugin
    raise KeyError(name)


def loaded(family: str, names: Iterable[str]) -> Mapping[str, Any]:
    """Plugins by name, sorted."""
    return {name: load(family, name) for name in sorted(names)}


def schema_text(extra: Names | None = None) -> str:
    """The JSON Schema with all built-in plugins, and with the named third-party ones."""
    from floec.spec.schema import Families, Kind, compose, dumped

    families = []
    for index, family in enumerate(FAMILIES):
        names = {*built_in(family), *(extra[index] if extra else ())}
        kinds = {
            name: Kind(plugin.SUMMARY, plugin.Options, getattr(plugin, "CONDITIONS", {}), _facts(family, plugin))
            for name, plugin in loaded(family, names).items()
        }
        families.append(kinds)
    return dumped(compose(Families(*families)))


def _facts(family: str, plugin: Any) -> dict[str, Any]:
    """What rules know of a plugin, which they do not load (see `floec.plan.plugins`)."""
    if family == "targets":
        reader = getattr(plugin, "CATALOG_READER", None)
        return {"x-catalogs": list(getattr(plugin, "CATALOGS", ())), **({"x-catalog-reader": reader} if reader else {})}
    if family == "catalogs":
        storage = {"x-needs-storage": True} if getattr(plugin, "NEEDS_STORAGE", False) else {}
        return {"x-protocol": getattr(plugin, "PROTOCOL", "rest"), **storage}
    return {}

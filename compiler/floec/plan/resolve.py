"""From checked trees to the Plan: what a floe.yaml means in one environment.

The sides of the plan that a document has no section for are not loaded; those that it has were loaded before (`SIDES`), so that
resolving imports nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from floec.diagnostics import dotted
from floec.layers import Tree
from floec.plan import plugins
from floec.plan.data import asker, dbt_profiles, lake_reaches, needed, steps
from floec.plan.model import Plan
from floec.plan.values import Override
from floec.source import FILE
from floec.spec.document import SECTIONS, Floe, section

# The module that reads a section, to be loaded before `resolve` is called for a document that has it.
SIDES = {
    "catalog": "floec.plan.iceberg",
    "observability": "floec.plan.telemetry",
    "orchestration": "floec.plan.cluster",
    "security": "floec.plan.scans",
    "storage": "floec.plan.storage",
}


class Plugins(NamedTuple):
    """The plugins that a document names, by family and name."""

    targets: Mapping[str, plugins.Target]
    catalogs: Mapping[str, plugins.Catalog]
    transforms: Mapping[str, plugins.Transform]
    backends: Mapping[str, plugins.Backend]


def resolve(
    trees: Mapping[str | None, Tree], environment: str | None, available: Plugins, profiles: Mapping[str, str]
) -> Plan:
    """The Plan of an environment (None for the base).

    ``trees`` holds every environment of the document, without faults; ``profiles`` the dbt profile of each project, by its
    path in the document.
    """
    tree = trees[environment]
    floe = Floe.model_validate({key: value for key, value in tree.data.items() if key in Floe.model_fields})
    plan_steps = steps(tree, available.transforms, profiles)
    base_steps = plan_steps if environment is None else steps(trees[None], available.transforms, profiles)
    dbt = dbt_profiles(trees, base_steps, plan_steps, available.targets, available.catalogs)
    made: dict[str, Any] = {
        "name": floe.name,
        "environment": environment,
        "description": floe.description,
        "owner": floe.owner,
        "labels": tuple(sorted(floe.labels.items())),
        "configuration": configuration(floe, tree, available),
        "steps": plan_steps,
        "profiles": dbt,
        "variables": needed(dbt, plan_steps),
        "overrides": tuple(_overrides(tree)),
        "dropped": tuple(dotted(path) for path in tree.dropped),
    }
    if floe.catalog:
        from floec.plan.iceberg import lake

        made["lake"] = lake(tree, available.targets, available.catalogs, plan_steps, dbt)
    if tree.get(("observability",)) is not None or tree.get(("orchestration",)) is not None:
        made.update(_running(tree, floe, available, made))
    if tree.get(("security",)) is not None:
        from floec.plan.scans import scans

        cluster = made.get("cluster")
        made["scans"] = scans(tree, cluster.image if cluster else None)
    return Plan(**made)


def _running(tree: Tree, floe: Floe, available: Plugins, made: Mapping[str, Any]) -> dict[str, Any]:
    """Telemetry, and the cluster if there is one."""
    from floec.plan.telemetry import lineage_namespace, telemetry

    in_cluster = tree.get(("orchestration",)) is not None
    signals = telemetry(tree, available.backends, in_cluster=in_cluster)
    found: dict[str, Any] = {
        "collector": signals.collector,
        "otlp_endpoint": signals.observability.otlp_endpoint,
        "lineage": signals.lineage,
        "lineage_namespace": lineage_namespace(signals.observability),
    }
    service = signals.observability.service_name or (floe.name if in_cluster else None)
    if service:
        found["service_name"] = service
    if in_cluster:
        from floec.plan.cluster import cluster
        from floec.plan.components import otlp_endpoint

        asked = asker(tree)
        target = available.targets[floe.compute.target]
        reaches = [
            (reach, asked("compute.target"))
            for reach in target.reaches(target.Options.model_validate(floe.compute.properties))
        ]
        lake = made.get("lake")
        variables = (*made["variables"], *(lake.pyiceberg.variables if lake and lake.pyiceberg else ()))
        reaches += lake_reaches(tree, available.catalogs)
        found["cluster"] = cluster(tree, made["labels"], made["steps"], variables, signals, tuple(reaches))
        found["otlp_endpoint"] = otlp_endpoint(floe.name, signals)
    return found


def configuration(floe: Floe, tree: Tree, available: Plugins) -> dict[str, Any]:
    """The effective document with every default of the sections it has, each plugin's part as its own model reads it."""
    made: dict[str, Any] = _dumped(floe)
    target = available.targets[floe.compute.target]
    made["compute"]["properties"] = _dumped(target.Options.model_validate(floe.compute.properties))
    if floe.storage:
        from floec.spec.storage import KINDS

        made["storage"] = _dumped(KINDS[floe.storage["type"]].model_validate(floe.storage))
    if floe.catalog:
        made["catalog"] = _dumped(available.catalogs[floe.catalog["type"]].Options.model_validate(floe.catalog))
    made["transforms"] = [
        _dumped(available.transforms[one["type"]].Options.model_validate(one)) for one in floe.transforms
    ]
    for key in SECTIONS:
        if key in made:
            made[key] = _dumped(section(key).model_validate(made[key]))
    if "observability" in made:
        backends = tree.get(("observability", "backends")) or ()
        made["observability"]["backends"] = [
            _dumped(available.backends[one["type"]].Options.model_validate(one)) for one in backends
        ]
    return made


def _dumped(model: Any) -> dict[str, Any]:
    made: dict[str, Any] = model.model_dump(by_alias=True, exclude_none=True, mode="json")
    return made


def _overrides(tree: Tree) -> list[Override]:
    """Every value that beat another one or came from outside of the documents, in the order of the document."""
    found: list[Override] = []

    def walk(value: Any, path: tuple[str | int, ...]) -> None:
        if path and not isinstance(value, (dict, list)):
            origin = tree.origin(path)
            if origin.beaten or origin.value.source.kind != FILE:
                beaten = origin.beaten[0].place if origin.beaten else None
                found.append(Override(dotted(path), origin.value.place, beaten))
        elif path and isinstance(value, list) and (beaten_list := tree.origin(path).beaten):
            found.append(Override(dotted(path), tree.origin(path).value.place, beaten_list[0].place))
        for key, inner in (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        ):
            walk(inner, (*path, key))

    walk({key: value for key, value in tree.data.items() if key != "environments"}, ())
    return found

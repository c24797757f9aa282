"""The catalog of a pipeline, as each of its readers gets it."""

from __future__ import annotations

from collections.abc import Mapping

from floec.layers import Tree
from floec.plan import plugins
from floec.plan.data import asker, catalog_wiring
from floec.plan.lake import Integration, Lake
from floec.plan.readers import pyiceberg, spark, trino
from floec.plan.values import DbtProfile, Step
from floec.spec.compute import Compute


def lake(
    tree: Tree,
    targets: Mapping[str, plugins.Target],
    catalogs: Mapping[str, plugins.Catalog],
    steps: tuple[Step, ...],
    profiles: tuple[DbtProfile, ...],
) -> Lake | None:
    """The settings of every reader that a tree has; None without a catalog.

    Python steps read pyiceberg's file; the target's engine reads that of Trino or Spark; dbt reads catalogs.yml where the adapter
    takes one.
    """
    catalog, draft = catalog_wiring(tree, catalogs)
    if catalog is None:
        return None
    ask = asker(tree)("catalog")
    compute = Compute.model_validate(tree.get(("compute",)))
    target = targets[compute.target]
    reader = plugins.catalog_reader(target)
    entry = None
    if any(step.profile for step in steps):
        entry = plugins.catalog_integration(target, target.Options.model_validate(compute.properties), catalog)
    others = {output.name for profile in profiles for output in profile.outputs if output.adapter != target.ADAPTER}
    return Lake(
        catalog.name,
        catalog.kind,
        ask,
        pyiceberg.settings(catalog, draft.variables, ask) if any(step.type == "python" for step in steps) else None,
        trino.settings(catalog, draft.variables) if reader == "trino" else None,
        spark.settings(catalog, draft.variables) if reader == "spark" else None,
        Integration(entry, target.ADAPTER, tuple(sorted(others))) if entry else None,
    )

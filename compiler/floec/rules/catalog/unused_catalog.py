"""A catalog that nothing reads.

A catalog is read by Python steps, and by dbt where the engine can use it. Snowflake reaches one by a database that is linked
to it.

    compute:
      target: snowflake
      properties: {catalog_linked_database: LAKE}
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, warning
from floec.project import Project

UNUSED_CATALOG = warning("unused-catalog", "A catalog that nothing reads", __doc__)


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    target = tree.text(("compute", "target"))
    others = [block for _, block in tree.items(("transforms",)) if block.get("type") != "dbt"]
    known = project.language.fact("compute", target, "catalogs") if target else None
    if known is None or not isinstance(tree.get(("catalog",)), dict) or others:
        return
    linked = target != "snowflake" or tree.get(("compute", "properties", "catalog_linked_database"))
    kind = tree.text(("catalog", "type")) or ""
    usable = {kind, project.language.fact("catalog", kind, "protocol")} & set(known)
    if known and (linked or not usable):  # what it cannot use is an error of its own
        return
    span = tree.key(("catalog",))
    yield Diagnostic(
        UNUSED_CATALOG,
        "nothing in the pipeline reads the catalog",
        span.source,
        span,
        f"target `{target}` does not, and there is no Python step",
        help="name the linked database: `compute.properties.catalog_linked_database`"
        if target == "snowflake"
        else "remove the block, or choose a target that reads catalogs, such as `duckdb`",
        path="catalog",
    )

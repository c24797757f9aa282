"""Fields of a catalog that contradict each other, or names that an engine keeps for itself.

The region in the ARN of an S3 table bucket is the catalog's. A database on a server needs a Secret with its user and
password. DuckDB and Trino have catalogs of their own whose names cannot be taken.

    catalog:
      type: glue
      region: eu-west-1
      warehouse: arn:aws:s3tables:eu-west-1:123456789012:bucket/lake
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, Label, error, quoted
from floec.project import Project, device_in
from floec.syntax import Path

CATALOG_FIELDS = error("catalog-fields", "Fields of a catalog that contradict each other", __doc__)

# DuckDB's own databases, and Trino's own catalog.
RESERVED = frozenset(["main", "memory", "system", "temp"])


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    name: Path = ("catalog", "name")
    given = tree.text(name)
    if given in RESERVED or (given and device_in(given)):
        span = tree.value(name)
        yield Diagnostic(
            CATALOG_FIELDS,
            f"a catalog cannot be named {quoted(given)}",
            span.source,
            span,
            "DuckDB, Trino or Windows keeps it for itself",
            help="choose another name, such as `lake`",
            path="catalog.name",
        )
    kind, uri = tree.text(("catalog", "type")), tree.text(("catalog", "uri"))
    if kind == "sql" and uri and not uri.startswith("sqlite:") and tree.get(("catalog", "secret_ref")) is None:
        span = tree.value(("catalog", "uri"))
        yield Diagnostic(
            CATALOG_FIELDS,
            "a database on a server needs `catalog.secret_ref`",
            span.source,
            span,
            "nobody could log in",
            help="add `secret_ref` with the name of a Secret that holds `SQL_CATALOG_USER`, `SQL_CATALOG_PASSWORD` and `SQL_CATALOG_URI`",
            path="catalog.uri",
        )
    warehouse, region = tree.text(("catalog", "warehouse")), tree.text(("catalog", "region"))
    if kind == "glue" and warehouse and warehouse.startswith("arn:") and region:
        there = (warehouse.split(":") + [""] * 4)[3]
        if there != region:
            span = tree.value(("catalog", "region"))
            yield Diagnostic(
                CATALOG_FIELDS,
                f"the catalog is in {quoted(region)}, its table bucket in {quoted(there)}",
                span.source,
                span,
                "one region here",
                (Label(tree.value(("catalog", "warehouse")), "another one here"),),
                f"set `region: {there}`",
                path="catalog.region",
            )

"""A catalog that the engine cannot use.

dbt builds tables through the engine that `compute` chooses, and an engine reads certain catalogs. DuckDB attaches those with the
Iceberg REST API (glue, nessie, polaris, rest, unity); a Hive Metastore or a database is for Trino, Spark and Python steps, and a
file of SQLite for Python steps alone.

    compute: {target: duckdb}
    catalog: {type: polaris, uri: "http://polaris:8181/api/catalog", warehouse: lake, secret_ref: polaris-client}
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, Label, error
from floec.project import Project
from floec.syntax import Path

CATALOG_ENGINE = error("catalog-engine", "A catalog that the engine cannot use", __doc__)

TYPE: Path = ("catalog", "type")
TARGET: Path = ("compute", "target")


def check(project: Project) -> Iterator[Diagnostic]:
    tree, language = project.tree, project.language
    kind, target = tree.text(TYPE), tree.text(TARGET)
    if not kind or not target or not any(block.get("type") == "dbt" for _, block in tree.items(("transforms",))):
        return
    known = language.fact("compute", target, "catalogs")
    protocol = language.fact("catalog", kind, "protocol")
    file = kind == "sql" and (tree.text(("catalog", "uri")) or "").startswith("sqlite:")
    if not known or protocol is None or ({kind, protocol} & set(known) and not file):
        return
    fitting = [name for name in language.kinds(TYPE) if {name, language.fact("catalog", name, "protocol")} & set(known)]
    span = tree.value(TYPE)
    what = "a file of SQLite" if file else f"a catalog of type `{kind}`"
    choices = ", ".join(f"`{name}`" for name in fitting)
    yield Diagnostic(
        CATALOG_ENGINE,
        f"target `{target}` cannot use {what}",
        span.source,
        span,
        "Python steps alone can" if file else f"not one of {choices}",
        (Label(tree.value(TARGET), "because of this target"),),
        "use a database server for the catalog"
        if file and {"sql"} & set(known)
        else f"choose a catalog of type {choices}",
        path="catalog.type",
    )

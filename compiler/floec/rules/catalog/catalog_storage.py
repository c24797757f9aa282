"""A catalog whose clients are not told where tables are kept.

A Hive Metastore and a database only register tables: whoever writes one must know the folder, and how to reach it. A catalog
with `access_delegation: none` hands out no keys, so that its clients need those of `storage`; and Trino opens no
store that it was not told of.

    storage: {type: s3, bucket: lake, region: eu-west-1, secret_ref: lake-credentials}
    catalog: {type: hive, uri: "thrift://metastore:9083"}
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, error
from floec.project import Project

CATALOG_STORAGE = error("catalog-storage", "A catalog without storage", __doc__)


def check(project: Project) -> Iterator[Diagnostic]:
    tree, language = project.tree, project.language
    kind = tree.text(("catalog", "type"))
    if not kind or tree.get(("storage",)) is not None:
        return
    target = tree.text(("compute", "target")) or ""
    if language.fact("catalog", kind, "needs-storage"):
        path, reason = "catalog.type", "its clients must know the folder of the tables"
    elif tree.text(("catalog", "access_delegation")) == "none":
        path, reason = "catalog.access_delegation", "its clients need keys of their own"
    elif language.fact("compute", target, "catalog-reader") == "trino" and kind != "glue":
        path, reason = "catalog.type", "Trino opens no store that it was not told of"
    else:
        return
    span = tree.value(tuple(path.split(".")))
    yield Diagnostic(
        CATALOG_STORAGE,
        f"a catalog of type `{kind}` needs `storage` here",
        span.source,
        span,
        reason,
        help="add `storage: {type: s3, bucket: …, region: …}`, or another kind",
        path=path,
    )

"""A database as catalog: pyiceberg's SQL catalog, JDBC in Trino and Spark.

Tables, and what the properties mean: apache/iceberg-python ``catalog/sql.py``, apache/iceberg ``JdbcCatalog``; both share one layout.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from floec.plan.addresses import split
from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import InProject
from floec.spec.base import HOST, PORT, ObjectName, Says
from floec.spec.catalog import Named

NAME = "sql"
SUMMARY = "A database as catalog: PostgreSQL, MySQL, or a file of SQLite."
PROTOCOL = "sql"
NEEDS_STORAGE = True

SQLITE = "sqlite:///"
PORTS = {"postgresql": 5432, "mysql": 3306}
_FILE = "[A-Za-z0-9_-][A-Za-z0-9._-]*"
SqlUri = Annotated[
    str,
    StringConstraints(
        pattern=f"^(sqlite:///{_FILE}(/{_FILE})*|(postgresql|mysql)://{HOST}(:{PORT})?/[A-Za-z0-9_-]+)$",
        max_length=1000,
    ),
    Says(
        "a database such as postgresql://host:5432/iceberg, without user, password or options, or sqlite:///catalog.db "
        "for a file of the project"
    ),
]


class Options(Named):
    """A database as catalog; tables are in the folder that `storage` names."""

    type: Literal["sql"]
    uri: SqlUri = Field(
        description=(
            "The database, without user and password: those are in the Secret. A file of SQLite is relative to floe.yaml, and for "
            "Python steps alone."
        ),
        examples=["postgresql://postgres:5432/iceberg"],
    )
    secret_ref: ObjectName | None = Field(
        None,
        description=(
            "Kubernetes Secret with the keys `SQL_CATALOG_USER` and `SQL_CATALOG_PASSWORD` for Trino and Spark, and "
            "`SQL_CATALOG_URI`, an SQLAlchemy URL with both, for Python steps."
        ),
        examples=["catalog-database"],
    )


def wiring(options: Options, draft: Draft) -> IcebergCatalog:
    name = options.name or NAME
    if options.uri.startswith(SQLITE):
        file = InProject(options.uri.removeprefix(SQLITE))
        return IcebergCatalog(name=name, kind=NAME, warehouse=None, uri=file, protocol="sql")
    return IcebergCatalog(
        name=name,
        kind=NAME,
        warehouse=None,
        uri=options.uri,
        protocol="sql",
        user=draft.given("secret_ref", None, "SQL_CATALOG_USER", "user of the catalog's database"),
        password=draft.secret("secret_ref", "SQL_CATALOG_PASSWORD", "password of the catalog's database"),
        connection=draft.secret(
            "secret_ref", "SQL_CATALOG_URI", f"SQLAlchemy URL of {options.uri}, with user and password"
        ),
    )


def reaches(options: Options) -> tuple[Reach, ...]:
    if options.uri.startswith(SQLITE):
        return ()
    scheme, _, port = split(options.uri)
    return (Reach(options.uri, (port or PORTS[scheme],), "database of the Iceberg catalog"),)

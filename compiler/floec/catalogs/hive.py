"""A Hive Metastore, by Thrift.

The address: apache/hive, ``hive.metastore.uris``; 9083 is its usual port.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.spec.base import HOST, PORT, Says
from floec.spec.catalog import Named

NAME = "hive"
SUMMARY = "Hive Metastore."
PROTOCOL = "hive"
NEEDS_STORAGE = True

_SERVER = f"thrift://{HOST}:{PORT}"
ThriftUri = Annotated[
    str,
    StringConstraints(pattern=f"^{_SERVER}(,{_SERVER})*$", max_length=1000),
    Says("addresses such as thrift://metastore:9083, each with its port, separated by commas"),
]


class Options(Named):
    """A Hive Metastore; tables are in the folder that `storage` names."""

    type: Literal["hive"]
    uri: ThriftUri = Field(
        description="Address of the metastore; several, separated by commas, for more than one server.",
        examples=["thrift://metastore:9083"],
    )


def wiring(options: Options, draft: Draft) -> IcebergCatalog:
    return IcebergCatalog(name=options.name or NAME, kind=NAME, warehouse=None, uri=options.uri, protocol="hive")


def reaches(options: Options) -> tuple[Reach, ...]:
    return tuple(Reach(uri, (), "Hive Metastore") for uri in options.uri.split(","))

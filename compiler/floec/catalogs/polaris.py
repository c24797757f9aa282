"""Apache Polaris, by its Iceberg REST API.

URI, token path, scope and realm header: Polaris' own guides (site/content/guides); ports: its Helm chart.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from floec.plan.lake import login
from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.spec.base import HttpUrl, ObjectName
from floec.spec.catalog import Delegation, Named, PlainLine

NAME = "polaris"
SUMMARY = "Apache Polaris."


class Options(Named):
    """An Apache Polaris catalog."""

    type: Literal["polaris"]
    uri: HttpUrl = Field(description="Catalog API of the server.", examples=["http://polaris:8181/api/catalog"])
    warehouse: PlainLine = Field(description="Name of the catalog in Polaris, not a path.", examples=["lake"])
    secret_ref: ObjectName = Field(
        description=(
            "Kubernetes Secret with the keys `POLARIS_CLIENT_ID` and `POLARIS_CLIENT_SECRET`, and `POLARIS_CREDENTIAL`, which is "
            "both joined by a colon, for Python steps and Spark."
        ),
        examples=["polaris-client"],
    )
    scope: PlainLine = Field(
        "PRINCIPAL_ROLE:ALL",
        description="OAuth scope: the principal roles that are used.",
        examples=["PRINCIPAL_ROLE:ALL"],
    )
    realm: PlainLine | None = Field(
        None, description="Realm, where the server asks for the `Polaris-Realm` header.", examples=["POLARIS"]
    )
    access_delegation: Delegation = "vended-credentials"


def wiring(options: Options, draft: Draft) -> IcebergCatalog:
    uri = options.uri.rstrip("/")
    return IcebergCatalog(
        name=options.name or NAME,
        kind=NAME,
        warehouse=options.warehouse,
        uri=uri,
        # Explicit: what clients derive from the catalog's address is deprecated, and Trino derives nothing.
        token_uri=uri + "/v1/oauth/tokens",
        scope=options.scope,
        headers=(("Polaris-Realm", options.realm),) if options.realm else (),
        delegation=options.access_delegation != "none",
        **login(draft, "oauth2", "POLARIS", "Polaris")._asdict(),
    )


def reaches(options: Options) -> tuple[Reach, ...]:
    return (Reach(options.uri, (), "Polaris catalog"),)

"""Apache Polaris, by its Iceberg REST API.

URI, token path, scope and realm header: Polaris' own guides (site/content/guides); ports: its Helm chart.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.spec.base import HttpUrl, Line, ObjectName, Section

NAME = "polaris"
SUMMARY = "Apache Polaris."


class Options(Section):
    """An Apache Polaris catalog."""

    type: Literal["polaris"]
    uri: HttpUrl = Field(description="Catalog API of the server.", examples=["http://polaris:8181/api/catalog"])
    warehouse: Line = Field(description="Name of the catalog in Polaris, not a path.", examples=["lake"])
    secret_ref: ObjectName = Field(
        description="Kubernetes Secret with the keys `POLARIS_CLIENT_ID` and `POLARIS_CLIENT_SECRET`.",
        examples=["polaris-client"],
    )
    scope: Line = Field(
        "PRINCIPAL_ROLE:ALL",
        description="OAuth scope: the principal roles that are used.",
        examples=["PRINCIPAL_ROLE:ALL"],
    )
    realm: Line | None = Field(
        None, description="Realm, where the server asks for the `Polaris-Realm` header.", examples=["POLARIS"]
    )


def wiring(options: Options, draft: Draft) -> IcebergCatalog:
    return IcebergCatalog(
        name="polaris",
        kind=NAME,
        warehouse=options.warehouse,
        uri=options.uri.rstrip("/"),
        token_uri=options.uri.rstrip("/") + "/v1/oauth/tokens",
        scope=options.scope,
        realm=options.realm,
        client_id=draft.given("secret_ref", None, "POLARIS_CLIENT_ID", "Polaris client id"),
        client_secret=draft.secret("secret_ref", "POLARIS_CLIENT_SECRET", "Polaris client secret"),
    )


def reaches(options: Options) -> tuple[Reach, ...]:
    return (Reach(options.uri, (), "Polaris catalog"),)

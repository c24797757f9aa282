"""Unity Catalog, of Databricks or open source, by its Iceberg REST API.

Addresses and log-in: Databricks documentation, "Access Databricks tables from Apache Iceberg clients" and "Authorize service
principal access with OAuth"; docs.unitycatalog.io, integrations.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from floec.plan.lake import login
from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.spec.base import HttpUrl, ObjectName, explained
from floec.spec.catalog import SECRETS, Named, PlainLine, needs_secret

NAME = "unity"
SUMMARY = "Unity Catalog, of Databricks or open source."
CONDITIONS: dict[str, Any] = needs_secret(*SECRETS)
PATHS = {"databricks": "/api/2.1/unity-catalog/iceberg-rest", "open_source": "/api/2.1/unity-catalog/iceberg"}


class Options(Named):
    """A Unity Catalog."""

    type: Literal["unity"]
    uri: HttpUrl = Field(
        description="Address of the workspace or the server, without a path.",
        examples=["https://dbc-a1b2345c-d6e7.cloud.databricks.com"],
    )
    edition: Literal["databricks", "open_source"] = Field(
        "databricks",
        description="Whose server it is; the two have different paths.",
        json_schema_extra=explained(databricks="Databricks.", open_source="The open source server."),
    )
    warehouse: PlainLine = Field(description="Name of the catalog in Unity, not a path.", examples=["main"])
    auth: Literal["oauth2", "token", "none"] = Field(
        description="How clients log in, and which keys of the Secret are read.",
        json_schema_extra=explained(
            oauth2=(
                "A service principal of Databricks: "
                "UNITY_CLIENT_ID, UNITY_CLIENT_SECRET, and UNITY_CREDENTIAL (id:secret) for Python steps and Spark."
            ),
            token="A personal access token: UNITY_TOKEN.",
            none="Nothing at all, for an open source server without log-in.",
        ),
        examples=["oauth2"],
    )
    secret_ref: ObjectName | None = Field(
        None, description="Kubernetes Secret with the keys that `auth` names.", examples=["unity-client"]
    )


def wiring(options: Options, draft: Draft) -> IcebergCatalog:
    server = options.uri.rstrip("/")
    oauth = options.auth == "oauth2"
    return IcebergCatalog(
        name=options.name or NAME,
        kind=NAME,
        warehouse=options.warehouse,
        uri=server + PATHS[options.edition],
        token_uri=server + "/oidc/v1/token" if oauth else None,
        scope="all-apis" if oauth else None,
        delegation=True,
        **login(draft, options.auth, "UNITY", "Unity Catalog")._asdict(),
    )


def reaches(options: Options) -> tuple[Reach, ...]:
    return (Reach(options.uri, (), "Unity Catalog"),)

"""Databricks: a SQL warehouse or a cluster of a workspace.

Options and their rules: dbt-databricks 1.12 (``DatabricksCredentials``).  The adapter loads a profile without any of them and asks for
host, path and a way to log in only when it connects (``validate_creds``), so that the conditions here do.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import Options as Rendered
from floec.spec.base import AbsolutePath, DnsName, Line, Says, Section, Whole, explained
from floec.spec.conditions import Way, implies, logins, present

NAME = "databricks"
SUMMARY = "Databricks, a lakehouse in the cloud."
ADAPTER = "databricks"
PACKAGE = "dbt-databricks"
CATALOGS = ("unity",)

_NO_CATALOG = {
    "type": "object",
    "properties": {"session_properties": {"type": "object", "properties": {"databricks.catalog": False}}},
}
CONDITIONS: dict[str, Any] = logins(
    {
        "token": Way(),
        "oauth": Way(may=("client_id",)),
        "azure": Way(may=("azure_client_id",)),
        "oidc_file": Way(secret=False, needs=("client_id", "oidc_token_path")),
        "external_browser": Way(secret=False),
    },
    implies(present("session_properties"), _NO_CATALOG),
)

HttpPath = Annotated[
    str,
    StringConstraints(pattern="^/?[A-Za-z0-9][A-Za-z0-9._/?=&-]*$", max_length=1024),
    Says("the HTTP path of a warehouse or cluster, such as /sql/1.0/warehouses/1234567890abcdef"),
]
Schema = Annotated[
    str,
    StringConstraints(pattern=r"^[^ \t\n./]([^\t\n./]*[^ \t\n./])?$", max_length=255),
    Says("a schema's name without '.' and '/'; the catalog is given as `catalog`"),
]


class Options(Section):
    """Databricks settings."""

    host: DnsName | None = Field(
        None,
        description="Host of the workspace, without `https://`. Left out, it is `DATABRICKS_HOST` of the Secret.",
        examples=["dbc-a1b2c3d4-e5f6.cloud.databricks.com"],
    )
    http_path: HttpPath | None = Field(
        None,
        description="HTTP path of the SQL warehouse or cluster. Left out, it is `DATABRICKS_HTTP_PATH` of the Secret.",
        examples=["/sql/1.0/warehouses/1234567890abcdef"],
    )
    catalog: Line | None = Field(
        None,
        description="Catalog of Unity Catalog that models are built in. Left out, it is `DATABRICKS_CATALOG` of the Secret.",
        examples=["main"],
    )
    schema_: Schema | None = Field(
        None,
        alias="schema",
        description="Schema that models are built in. Left out, it is `DATABRICKS_SCHEMA` of the Secret.",
        examples=["marts"],
    )
    auth: Literal["token", "oauth", "azure", "oidc_file", "external_browser"] = Field(
        "token",
        description="How the pipeline logs in, and which keys of the Secret are read.",
        json_schema_extra=explained(
            token="An access token: DATABRICKS_TOKEN.",
            oauth="A service principal of Databricks, by OAuth (M2M): DATABRICKS_CLIENT_ID, DATABRICKS_CLIENT_SECRET.",
            azure="A service principal of Microsoft Entra: DATABRICKS_AZURE_CLIENT_ID, DATABRICKS_AZURE_CLIENT_SECRET.",
            oidc_file="A token that the platform writes into a file (workload identity federation); no secret.",
            external_browser="Single sign-on in a browser, for development; no secret.",
        ),
    )
    client_id: Line | None = Field(
        None,
        description="Client id of the service principal, with `auth: oauth` (left out: `DATABRICKS_CLIENT_ID` of the Secret) or `oidc_file`.",
        examples=["5f8a1c2e-0000-4000-8000-2b7d9e4c6a10"],
    )
    azure_client_id: Line | None = Field(
        None,
        description="Client id of the Entra application, with `auth: azure`. Left out, it is `DATABRICKS_AZURE_CLIENT_ID` of the Secret.",
        examples=["5f8a1c2e-0000-4000-8000-2b7d9e4c6a10"],
    )
    oidc_token_path: AbsolutePath | None = Field(
        None,
        description="File that holds the token, with `auth: oidc_file`, where dbt runs.",
        examples=["/var/run/secrets/databricks/token"],
    )
    session_properties: dict[Line, str | bool | int | float] = Field(
        default_factory=dict,
        description="Settings of the SQL session.",
        examples=[{"ansi_mode": True}],
    )
    connect_retries: Annotated[Whole, Field(ge=0, le=20)] = Field(
        3, description="How often a failed connection is tried again.", examples=[3]
    )
    connect_timeout: Annotated[Whole, Field(ge=1, le=3600)] | None = Field(
        None, description="Seconds that a connection may take. Default: the adapter's.", examples=[60]
    )
    retry_all: bool = Field(
        False, description="Try again after every error of a connection, not only after passing ones."
    )


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    def given(key: str, value: str | None) -> Any:
        return draft.given(f"properties.{key}", value, f"DATABRICKS_{key.upper()}", f"Databricks {key}")

    made: list[tuple[str, Any]] = [
        ("host", given("host", options.host)),
        ("http_path", given("http_path", options.http_path)),
        *_login(options, draft),
        ("catalog", given("catalog", options.catalog)),
        ("schema", given("schema", options.schema_)),
    ]
    if options.session_properties:
        made.append(("session_properties", tuple(sorted(options.session_properties.items()))))
    made.append(("connect_retries", options.connect_retries))
    if options.connect_timeout is not None:
        made.append(("connect_timeout", options.connect_timeout))
    return (*made, ("retry_all", options.retry_all))


def _login(options: Options, draft: Draft) -> list[tuple[str, Any]]:
    def client(key: str, value: str | None) -> Any:
        return draft.given(
            f"properties.{key}", value, f"DATABRICKS_{key.upper()}", "client id of the service principal"
        )

    def secret(entry: str, purpose: str) -> Any:
        return draft.secret("connection_secret_ref", f"DATABRICKS_{entry}", f"Databricks {purpose}")

    match options.auth:
        case "token":
            return [("token", secret("TOKEN", "access token"))]
        case "oauth":
            return [
                ("auth_type", "oauth"),
                ("client_id", client("client_id", options.client_id)),
                ("client_secret", secret("CLIENT_SECRET", "OAuth client secret")),
            ]
        case "azure":
            return [
                ("auth_type", "oauth"),
                ("azure_client_id", client("azure_client_id", options.azure_client_id)),
                ("azure_client_secret", secret("AZURE_CLIENT_SECRET", "client secret of the Entra application")),
            ]
        case "oidc_file":
            return [
                ("auth_type", "file-oidc"),
                ("client_id", options.client_id),
                ("oidc_token_filepath", options.oidc_token_path),
            ]
        case _:
            return [("auth_type", "oauth")]


def reaches(options: Options) -> tuple[Reach, ...]:
    made = [Reach(options.host or "", (443,), "Databricks")]
    if options.auth == "azure":
        made.append(
            Reach("login.microsoftonline.com", (443,), "Microsoft Entra, which vouches for the service principal")
        )
    return tuple(made)

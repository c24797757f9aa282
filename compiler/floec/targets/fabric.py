"""Microsoft Fabric Data Warehouse.

Options and their rules: dbt-fabric 1.11 (``BaseFabricCredentials``, ``FabricCredentials``, ``FabricTokenProvider``), whose driver comes
with it.  The host is optional there and looked for on connect; there are no logins but those of Microsoft Entra ID.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import Options as Rendered
from floec.spec.base import AbsolutePath, DnsName, Line, Section, Text, Whole, explained
from floec.spec.conditions import Way, logins, present, when

NAME = "fabric"
SUMMARY = "Microsoft Fabric Data Warehouse."
ADAPTER = "fabric"
PACKAGE = "dbt-fabric"

PORT = 1433  # learn.microsoft.com, "Connectivity to data warehousing in Microsoft Fabric"
_IDS = ("tenant_id", "client_id")
CONDITIONS: dict[str, Any] = logins(
    {
        "default": Way(secret=False),
        "service_principal": Way(may=_IDS),
        "workload_identity": Way(secret=False, needs=_IDS, may=("federated_token_file",)),
        "managed_identity": Way(secret=False),
        "cli": Way(secret=False),
        "interactive": Way(secret=False),
        "access_token": Way(),
        "active_directory_password": Way(may=("user",)),
    },
    when(present("host"), refuses=("workspace_id", "workspace_name")),
    when(present("workspace_id"), refuses=("workspace_name",)),
)

_AUTHENTICATION = {
    "default": "ActiveDirectoryDefault",
    "service_principal": "ActiveDirectoryServicePrincipal",
    "workload_identity": "workload_identity",
    "managed_identity": "ActiveDirectoryMSI",
    "cli": "cli",
    "interactive": "ActiveDirectoryInteractive",
    "access_token": "ActiveDirectoryAccessToken",
    "active_directory_password": "ActiveDirectoryPassword",
}
_NO_TOKEN_NEEDED = ("managed_identity", "access_token")


class Options(Section):
    """Microsoft Fabric settings."""

    host: DnsName | None = Field(
        None,
        description=(
            "SQL connection string of the warehouse, a host name. Left out, and without a workspace, it is `FABRIC_HOST` of the Secret, and no "
            "network policy can name it."
        ),
        examples=["abc123.datawarehouse.fabric.microsoft.com"],
    )
    workspace_name: Text | None = Field(
        None,
        description="Workspace in which dbt looks the host up, in place of `host` or `workspace_id`.",
        examples=["Sales"],
    )
    workspace_id: Line | None = Field(
        None,
        description="Id of the workspace in which dbt looks the host up, in place of `host` or `workspace_name`.",
        examples=["8c9d0e1f-0000-4000-8000-000000000000"],
    )
    database: Text | None = Field(
        None,
        description="Warehouse that models are built in. Left out, it is `FABRIC_DATABASE` of the Secret.",
        examples=["analytics"],
    )
    schema_: Text | None = Field(
        None,
        alias="schema",
        description="Schema that models are built in. Left out, it is `FABRIC_SCHEMA` of the Secret.",
        examples=["marts"],
    )
    auth: Literal[
        "default",
        "service_principal",
        "workload_identity",
        "managed_identity",
        "cli",
        "interactive",
        "access_token",
        "active_directory_password",
    ] = Field(
        "default",
        description="How dbt logs in, and which keys of the Secret are read.",
        json_schema_extra=explained(
            default="What the driver finds: a workload identity, a managed identity, the Azure CLI; no secret.",
            service_principal="An application of Microsoft Entra ID: FABRIC_CLIENT_SECRET.",
            workload_identity="A token of Kubernetes, exchanged for one of the application; no secret.",
            managed_identity="The managed identity of the machine; no secret.",
            cli="Who is logged in with the Azure CLI, for development; no secret.",
            interactive="A login in a browser, for development; no secret.",
            access_token="A token of Entra that something else renews: FABRIC_ACCESS_TOKEN.",
            active_directory_password="A user of Entra and a password: FABRIC_PASSWORD. Microsoft retires it; prefer service_principal.",
        ),
    )
    user: Text | None = Field(
        None,
        description="User, with `auth: active_directory_password`. Left out, it is `FABRIC_USER` of the Secret.",
        examples=["loader@example.com"],
    )
    tenant_id: Line | None = Field(
        None,
        description=(
            "Entra tenant; needed with `auth: workload_identity`. Left out with `auth: service_principal`, it is `FABRIC_TENANT_ID` of the Secret."
        ),
        examples=["0a1b2c3d-0000-4000-8000-000000000000"],
    )
    client_id: Line | None = Field(
        None,
        description=(
            "Application's id; needed with `auth: workload_identity`. Left out with `auth: service_principal`, it is `FABRIC_CLIENT_ID` of the "
            "Secret."
        ),
        examples=["4e5f6a7b-0000-4000-8000-000000000000"],
    )
    federated_token_file: AbsolutePath | None = Field(
        None,
        description=(
            "File with the token of Kubernetes, with `auth: workload_identity`. Default: where Azure Workload Identity puts it, "
            "`/var/run/secrets/azure/tokens/azure-identity-token`."
        ),
        examples=["/var/run/secrets/tokens/entra"],
    )
    encrypt: bool = Field(True, description="Encrypt the connection.")
    trust_cert: bool = Field(False, description="Take any certificate of the server.")
    schema_authorization: Text | None = Field(
        None, description="Principal that owns the schemas which dbt makes.", examples=["transformer"]
    )
    login_timeout: Annotated[Whole, Field(ge=0, le=3600)] = Field(
        0, description="Seconds that a login may take; 0 is the driver's own.", examples=[30]
    )
    query_timeout: Annotated[Whole, Field(ge=0, le=86400)] = Field(
        86400, description="Seconds that a query may take; 0 is without end.", examples=[3600]
    )
    retries: Annotated[Whole, Field(ge=0, le=20)] = Field(
        3, description="How often a failed connection is tried again.", examples=[3]
    )


TOKEN_FILE = "/var/run/secrets/azure/tokens/azure-identity-token"  # azure.github.io/azure-workload-identity


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    def given(key: str, value: str | None) -> Any:
        return draft.given(f"properties.{key}", value, f"FABRIC_{key.upper()}", f"Fabric {key}")

    def secret(entry: str, purpose: str) -> Any:
        return draft.secret("connection_secret_ref", f"FABRIC_{entry}", purpose)

    made: list[tuple[str, Any]] = []
    if options.workspace_id:
        made.append(("workspace_id", options.workspace_id))
    elif options.workspace_name:
        made.append(("workspace_name", options.workspace_name))
    else:
        made.append(("server", given("host", options.host)))
    made.append(("authentication", _AUTHENTICATION[options.auth]))
    if options.auth in ("service_principal", "workload_identity"):
        made.append(("tenant_id", given("tenant_id", options.tenant_id)))
        made.append(("client_id", given("client_id", options.client_id)))
    match options.auth:
        case "service_principal":
            made.append(("client_secret", secret("CLIENT_SECRET", "secret of the Entra application")))
        case "workload_identity":
            made.append(("federated_token_file", options.federated_token_file or TOKEN_FILE))
        case "access_token":
            made.append(("access_token", secret("ACCESS_TOKEN", "access token of Entra")))
        case "active_directory_password":
            # `pass`, not `password`: dbt swallows the error of a missing variable below a key of that name.
            made.append(("user", given("user", options.user)))
            made.append(("pass", secret("PASSWORD", "Fabric password")))
    made += [("database", given("database", options.database)), ("schema", given("schema", options.schema_))]
    if options.schema_authorization:
        made.append(("schema_authorization", options.schema_authorization))
    return (
        *made,
        ("encrypt", options.encrypt),
        ("trust_cert", options.trust_cert),
        ("login_timeout", options.login_timeout),
        ("query_timeout", options.query_timeout),
        ("retries", options.retries),
    )


def reaches(options: Options) -> tuple[Reach, ...]:
    looked_up = bool(options.workspace_id or options.workspace_name)
    made = [
        Reach("*.datawarehouse.fabric.microsoft.com" if looked_up else options.host or "", (PORT,), "Microsoft Fabric")
    ]
    if looked_up:
        made.append(Reach("api.fabric.microsoft.com", (443,), "host of the warehouse"))
    if options.auth not in _NO_TOKEN_NEEDED:
        made.append(Reach("login.microsoftonline.com", (443,), "tokens of Microsoft Entra ID"))
    return tuple(made)

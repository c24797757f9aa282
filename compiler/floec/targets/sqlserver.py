"""Microsoft SQL Server, Azure SQL Database and Managed Instance.

Options and their rules: dbt-sqlserver 1.11 (``SQLServerCredentials``, ``sqlserver_auth.py``), by way of pyodbc.  The adapter loads a
profile with nothing in it.  Its words `auto`, `msi`, `cli` and `ServicePrincipal` make it fetch the token itself; the longer
`ActiveDirectory…` ones leave that to the ODBC driver, which on Linux has only some of them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import Options as Rendered
from floec.spec.base import Host, Line, Port, Section, Text, Whole, explained
from floec.spec.conditions import Way, logins

NAME = "sqlserver"
SUMMARY = "Microsoft SQL Server and Azure SQL."
ADAPTER = "sqlserver"
PACKAGE = "dbt-sqlserver[azure]"  # with the library that fetches Entra's tokens

CONDITIONS: dict[str, Any] = logins(
    {
        "sql": Way(may=("user",)),
        "service_principal": Way(may=("tenant_id", "client_id")),
        "managed_identity": Way(secret=False),
        "default": Way(secret=False),
        "cli": Way(secret=False),
        "access_token": Way(),
        "active_directory_password": Way(may=("user",)),
        "windows": Way(secret=False),
    }
)

_AUTHENTICATION = {
    "sql": "sql",
    "service_principal": "ServicePrincipal",
    "managed_identity": "msi",
    "default": "auto",
    "cli": "cli",
    "access_token": "ActiveDirectoryAccessToken",
    "active_directory_password": "ActiveDirectoryPassword",
}
_ENTRA = ("service_principal", "default", "cli", "active_directory_password")


class Options(Section):
    """Microsoft SQL Server settings."""

    driver: Line = Field(
        "ODBC Driver 18 for SQL Server",
        description="Name of the ODBC driver, as `odbcinst -q -d` lists it where dbt runs.",
        examples=["ODBC Driver 18 for SQL Server"],
    )
    host: Host | None = Field(
        None,
        description="Host of the server. Left out, it is `SQLSERVER_HOST` of the Secret, and no network policy can name it.",
        examples=["acme.database.windows.net"],
    )
    port: Port = Field(1433, description="Port of the server.", examples=[1433])
    database: Text | None = Field(
        None,
        description="Database that models are built in. Left out, it is `SQLSERVER_DATABASE` of the Secret.",
        examples=["analytics"],
    )
    schema_: Text | None = Field(
        None,
        alias="schema",
        description="Schema that models are built in. Left out, it is `SQLSERVER_SCHEMA` of the Secret.",
        examples=["marts"],
    )
    auth: Literal[
        "sql",
        "service_principal",
        "managed_identity",
        "default",
        "cli",
        "access_token",
        "active_directory_password",
        "windows",
    ] = Field(
        "sql",
        description="How dbt logs in, and which keys of the Secret are read.",
        json_schema_extra=explained(
            sql="A login of the server: SQLSERVER_PASSWORD.",
            service_principal="An application of Microsoft Entra ID: SQLSERVER_CLIENT_SECRET.",
            managed_identity="The managed identity of the machine; no secret.",
            default="What azure-identity finds: a workload identity, a managed identity, the Azure CLI; no secret.",
            cli="Who is logged in with the Azure CLI, for development; no secret.",
            access_token="A token of Entra that something else renews: SQLSERVER_ACCESS_TOKEN.",
            active_directory_password="A user of Entra and a password: SQLSERVER_PASSWORD. Microsoft retires it; prefer service_principal.",
            windows="A Kerberos ticket of the process (Windows login); no secret.",
        ),
    )
    user: Text | None = Field(
        None,
        description="User that logs in with a password. Left out, it is `SQLSERVER_USER` of the Secret.",
        examples=["loader"],
    )
    tenant_id: Line | None = Field(
        None,
        description="Entra tenant, with `auth: service_principal`. Left out, it is `SQLSERVER_TENANT_ID` of the Secret.",
        examples=["0a1b2c3d-0000-4000-8000-000000000000"],
    )
    client_id: Line | None = Field(
        None,
        description="Application's id, with `auth: service_principal`. Left out, it is `SQLSERVER_CLIENT_ID` of the Secret.",
        examples=["4e5f6a7b-0000-4000-8000-000000000000"],
    )
    encrypt: bool = Field(True, description="Encrypt the connection.")
    trust_cert: bool = Field(
        False, description="Take any certificate of the server; for a test server that signs its own."
    )
    schema_authorization: Text | None = Field(
        None, description="Principal that owns the schemas which dbt makes.", examples=["transformer"]
    )
    login_timeout: Annotated[Whole, Field(ge=0, le=3600)] = Field(
        0, description="Seconds that a login may take; 0 is the driver's own.", examples=[30]
    )
    query_timeout: Annotated[Whole, Field(ge=0, le=86400)] = Field(
        0, description="Seconds that a query may take; 0 is without end.", examples=[3600]
    )
    retries: Annotated[Whole, Field(ge=0, le=20)] = Field(
        3, description="How often a failed connection is tried again.", examples=[3]
    )


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    def given(key: str, value: str | None) -> Any:
        return draft.given(f"properties.{key}", value, f"SQLSERVER_{key.upper()}", f"SQL Server {key}")

    made: list[tuple[str, Any]] = [
        ("driver", options.driver),
        ("server", given("host", options.host)),
        ("port", options.port),
    ]
    if options.auth == "windows":
        made.append(("windows_login", True))
    else:
        made.append(("authentication", _AUTHENTICATION[options.auth]))
    match options.auth:
        case "sql" | "active_directory_password":
            made.append(("user", given("user", options.user)))
            # `pass`, not `password`: dbt swallows the error of a missing variable below a key of that name.
            password = draft.secret("connection_secret_ref", "SQLSERVER_PASSWORD", "SQL Server password")
            made.append(("pass", password))
        case "service_principal":
            made.append(("tenant_id", given("tenant_id", options.tenant_id)))
            made.append(("client_id", given("client_id", options.client_id)))
            secret = draft.secret("connection_secret_ref", "SQLSERVER_CLIENT_SECRET", "secret of the Entra application")
            made.append(("client_secret", secret))
        case "access_token":
            token = draft.secret("connection_secret_ref", "SQLSERVER_ACCESS_TOKEN", "access token of Entra")
            made.append(("access_token", token))
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
    server = Reach(options.host or "", (options.port,), "SQL Server")
    if options.auth in _ENTRA:
        return (server, Reach("login.microsoftonline.com", (443,), "tokens of Microsoft Entra ID"))
    return (server,)

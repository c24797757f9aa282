"""Run by dbt's own Python: what adapters check when they are about to connect.

A check takes credentials and gives what the adapter says against them, empty if nothing.  Where a client would speak to somebody, a
stand-in takes the call, or it speaks to a port of this machine that nobody listens on.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any
from unittest import mock

Check = Callable[[Any], str]
CHECKS: dict[str, Check] = {}


def check(adapter: str) -> Callable[[Check], Check]:
    """Register the check of an adapter."""

    def register(function: Check) -> Check:
        CHECKS[adapter] = function
        return function

    return register


def said(call: Callable[[], object], *ignored: str) -> str:
    """What a call complains about; a complaint that holds one of ``ignored`` is what a shut door or an empty disk says."""
    try:
        call()
    except Exception as complaint:  # noqa: BLE001 - whatever an adapter or a client raises
        words = f"{type(complaint).__name__}: {complaint}"
        return "" if any(one in words for one in ignored) else words
    return ""


def closed_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@check("postgres")
def postgres(credentials: Any) -> str:
    """libpq reads the parameters, then finds nobody."""
    import psycopg2

    given = credentials
    extra = {key: getattr(given, key) for key in ("sslmode", "sslrootcert", "sslcert", "sslkey") if getattr(given, key)}
    return said(
        lambda: psycopg2.connect(
            dbname=given.database,
            user=given.user,
            password=given.password,
            host="127.0.0.1",
            port=closed_port(),
            **extra,
        ),
        "Connection refused",
    )


@check("redshift")
def redshift(credentials: Any) -> str:
    """What a method needs, then what Amazon's driver asks of its properties; neither AWS nor a server is spoken to."""
    import redshift_connector
    from dbt.adapters.redshift import auth_providers
    from dbt.adapters.redshift.connections import get_connection_method
    from redshift_connector.iam_helper import IamHelper
    from redshift_connector.plugin.browser_idc_auth_plugin import BrowserIdcAuthPlugin

    def made() -> None:
        connect = get_connection_method(credentials)
        connect()

    calls = dict.fromkeys(("register_client", "fetch_authorization_code", "fetch_access_token"), mock.DEFAULT)
    answer = mock.Mock(status_code=200, json=lambda: {"access_token": "made-up"})
    with (
        mock.patch.object(auth_providers.requests, "post", return_value=answer),
        mock.patch.object(IamHelper, "set_iam_credentials"),
        mock.patch.multiple(BrowserIdcAuthPlugin, **calls),
        mock.patch.object(redshift_connector, "Connection"),
    ):
        return said(made)


@check("bigquery")
def bigquery(credentials: Any) -> str:
    """Google's libraries make their credentials; a key's text and its file are not looked at."""
    from dbt.adapters.bigquery import credentials as room
    from google.auth.crypt import RSASigner

    def made() -> None:
        one = room.create_google_credentials(credentials)
        if credentials.method == "oauth-secrets" and not credentials.token:
            one.refresh(mock.Mock(side_effect=OSError("the door is shut")))

    with (
        mock.patch.object(RSASigner, "from_string"),
        mock.patch.object(room, "default", return_value=(mock.Mock(), None)),
    ):
        return said(made, "No such file or directory", "the door is shut")


@check("sqlserver")
def sqlserver(credentials: Any) -> str:
    """The adapter's own checks, and the connection string that the ODBC driver would get."""
    from dbt.adapters.sqlserver.sqlserver_backend import build_pyodbc_connection_string
    from dbt.adapters.sqlserver.sqlserver_helpers import validate_connection_requirements, validate_pyodbc_requirements

    def made() -> None:
        validate_connection_requirements(credentials)
        validate_pyodbc_requirements(credentials)
        build_pyodbc_connection_string(credentials)

    return said(made)


@check("fabric")
def fabric(credentials: Any) -> str:
    """Where the host comes from, and a token for each way; Entra and Fabric answer what a stand-in says."""
    from azure.core.credentials import AccessToken
    from dbt.adapters.fabric import fabric_token_provider as room
    from dbt.adapters.fabric.fabric_connection_manager import FabricConnectionManager

    def made() -> None:
        FabricConnectionManager._host = None
        FabricConnectionManager.get_host(credentials)
        room.FabricTokenProvider._tokens = {}
        room.FabricTokenProvider(credentials).get_sql_attrs_before()

    names = [name for name in vars(room) if name.endswith("Credential") and name != "TokenCredential"]
    stand_in = mock.Mock(return_value=mock.Mock(get_token=lambda scope: AccessToken("made-up", 2**40)))
    with (
        mock.patch.multiple(room, **dict.fromkeys(names, stand_in)),
        mock.patch.object(FabricConnectionManager, "get_fabric_api_client"),
    ):
        return said(made)


@check("clickhouse")
def clickhouse(credentials: Any) -> str:
    """The client of the chosen driver reads its parameters, then finds nobody."""
    from dbt.adapters.clickhouse import dbclient

    credentials.host, credentials.port = "127.0.0.1", closed_port()
    return said(lambda: dbclient.get_db_client(credentials), "Connection refused", "No such file or directory")

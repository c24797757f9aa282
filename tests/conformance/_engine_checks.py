"""Run by dbt's own Python: what the adapters of engines check when they are about to connect.

Beside ``_target_checks.py``.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from unittest import mock

from _target_checks import check, said

DOOR = "the door is shut"


@check("databricks")
def databricks(credentials: Any) -> str:
    """What the adapter asks before it logs in."""
    return said(credentials.validate_creds)


@check("trino")
def trino(credentials: Any) -> str:
    """The client's own credentials are made; Kerberos puts the keytab into the environment."""
    with mock.patch.dict("os.environ"):
        return said(credentials.trino_auth)


@check("athena")
def athena(credentials: Any) -> str:
    """A session of AWS is made; the role that it is to assume is checked and not asked for."""
    from dbt.adapters.athena import session

    connection = SimpleNamespace(credentials=credentials)
    with (
        mock.patch.object(session.boto3.session, "Session"),
        mock.patch.object(session, "_get_assume_role_session"),
    ):
        return said(lambda: session.get_boto3_session(connection))


@check("snowflake")
def snowflake(credentials: Any) -> str:
    """What is handed to Snowflake's connector; the text of a key is not looked at, and no refresh token is spent."""
    with (
        mock.patch.object(type(credentials), "_get_private_key"),
        mock.patch.object(type(credentials), "_get_access_token"),
    ):
        return said(credentials.auth_args)


@check("spark")
def spark(credentials: Any) -> str:
    """The adapter opens a connection by PyHive or ODBC, up to the socket."""
    from dbt.adapters.contracts.connection import Connection, ConnectionState
    from dbt.adapters.exceptions import FailedToConnectError
    from dbt.adapters.spark import connections

    if credentials.method == "session":
        return ""
    credentials.connect_retries = 0
    shut = mock.Mock(side_effect=OSError(DOOR))
    transports = connections.thrift.transport

    def opened() -> None:
        try:
            connections.SparkConnectionManager.open(connection)
        except FailedToConnectError as failure:
            raise (failure.__cause__ or failure) from None

    connection = Connection(type="spark", name="orders", state=ConnectionState.INIT, credentials=credentials)
    with (
        mock.patch.object(transports.TTransport.TBufferedTransport, "open", shut),
        mock.patch.multiple(transports.THttpClient.THttpClient, open=shut, close=mock.DEFAULT),
        mock.patch.object(connections, "TSSLSocket"),  # dbt-spark is written for a Thrift that has no wheel any more
        mock.patch.object(connections.thrift_sasl.TSaslClientTransport.return_value, "open", shut),
        mock.patch.object(connections.pyodbc, "connect", shut),
    ):
        return said(opened, DOOR)

"""ClickHouse.

Options and their rules: dbt-clickhouse 1.10 (``ClickHouseCredentials``, ``dbclient.py``).  The adapter has a default for everything, even
for host and user; what matters is asked for here.  In ClickHouse a schema is a database.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import Options as Rendered
from floec.spec.base import AbsolutePath, Host, Identifier, Line, Port, Section, Text, Whole, explained
from floec.spec.conditions import Way, has, implies, logins, when

NAME = "clickhouse"
SUMMARY = "ClickHouse."
ADAPTER = "clickhouse"
PACKAGE = "dbt-clickhouse"

CONDITIONS: dict[str, Any] = logins(
    {"password": Way(), "certificate": Way(secret=False, needs=("client_cert", "client_cert_key"))},
    implies(has("auth", "certificate"), has("secure", True, default=True)),
    when(has("secure", False), refuses=("verify",)),
    when(has("cluster_mode", True), needs=("cluster",)),
)

# By driver, with and without TLS: clickhouse.com/docs, "Network ports".
PORTS = {("http", True): 8443, ("http", False): 8123, ("native", True): 9440, ("native", False): 9000}


class Options(Section):
    """ClickHouse settings."""

    host: Host | None = Field(
        None,
        description="Host of the server. Left out, it is `CLICKHOUSE_HOST` of the Secret, and no network policy can name it.",
        examples=["clickhouse.databases"],
    )
    driver: Literal["http", "native"] = Field(
        "http",
        description="Protocol that dbt speaks with the server.",
        json_schema_extra=explained(
            http="HTTP, with clickhouse-connect.", native="ClickHouse's own, with clickhouse-driver."
        ),
    )
    port: Port | None = Field(
        None,
        description="Port of the server. Default: 8443 for http and 9440 for native; without TLS 8123 and 9000.",
        examples=[8443],
    )
    secure: bool = Field(True, description="Use TLS.")
    verify: bool = Field(True, description="Check the server's certificate.")
    schema_: Text | None = Field(
        None,
        alias="schema",
        description="Database that models are built in, which dbt calls a schema. Left out, it is `CLICKHOUSE_SCHEMA` of the Secret.",
        examples=["marts"],
    )
    user: Text | None = Field(
        None, description="User that logs in. Left out, it is `CLICKHOUSE_USER` of the Secret.", examples=["loader"]
    )
    auth: Literal["password", "certificate"] = Field(
        "password",
        description="How the user logs in, and which keys of the Secret are read.",
        json_schema_extra=explained(
            password="A password: CLICKHOUSE_PASSWORD.",
            certificate="A client certificate: the files `client_cert` and `client_cert_key`; no secret.",
        ),
    )
    client_cert: AbsolutePath | None = Field(
        None,
        description="Client certificate where dbt runs; needed with `auth: certificate`.",
        examples=["/etc/clickhouse/tls.crt"],
    )
    client_cert_key: AbsolutePath | None = Field(
        None,
        description="Key of the client certificate; needed with `auth: certificate`.",
        examples=["/etc/clickhouse/tls.pem"],
    )
    cluster: Line | None = Field(
        None, description="Cluster on which tables are made (`ON CLUSTER`).", examples=["analytics"]
    )
    cluster_mode: bool = Field(False, description="Settings for a replicated cluster; needs `cluster`.")
    database_engine: Line | None = Field(
        None, description="Engine of the databases that dbt makes. Default: the server's.", examples=["Replicated"]
    )
    use_lw_deletes: bool = Field(False, description="Delete with lightweight deletes in incremental models.")
    custom_settings: dict[Identifier, Annotated[str | bool | int | float, Field()]] = Field(
        default_factory=dict,
        description="Settings of the server for each query.",
        examples=[{"max_memory_usage": 10000000000}],
    )
    connect_timeout: Annotated[Whole, Field(ge=1, le=3600)] = Field(
        10, description="Seconds that a connection may take.", examples=[10]
    )
    send_receive_timeout: Annotated[Whole, Field(ge=1, le=86400)] = Field(
        300, description="Seconds that the server may be silent.", examples=[300]
    )
    retries: Annotated[Whole, Field(ge=0, le=20)] = Field(
        1, description="How often a failed connection is tried again.", examples=[3]
    )


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    def given(key: str, value: str | None) -> Any:
        return draft.given(f"properties.{key}", value, f"CLICKHOUSE_{key.upper()}", f"ClickHouse {key}")

    # clickhouse-connect builds a URL, clickhouse-driver opens a socket: only the first one takes brackets around IPv6.
    host = options.host if options.driver == "http" else options.host and options.host.strip("[]")
    made: list[tuple[str, Any]] = [
        ("driver", options.driver),
        ("host", given("host", host)),
        ("port", _port(options)),
        ("user", given("user", options.user)),
    ]
    if options.auth == "password":
        made.append(("password", draft.secret("connection_secret_ref", "CLICKHOUSE_PASSWORD", "ClickHouse password")))
    else:
        made += [("client_cert", options.client_cert), ("client_cert_key", options.client_cert_key)]
    made += [
        ("schema", given("schema", options.schema_)),
        ("secure", options.secure),
        ("verify", options.verify),
        ("cluster_mode", options.cluster_mode),
    ]
    for key in ("cluster", "database_engine"):
        if getattr(options, key):
            made.append((key, getattr(options, key)))
    if options.custom_settings:
        made.append(("custom_settings", tuple(sorted(options.custom_settings.items()))))
    return (
        *made,
        ("use_lw_deletes", options.use_lw_deletes),
        ("connect_timeout", options.connect_timeout),
        ("send_receive_timeout", options.send_receive_timeout),
        ("retries", options.retries),
    )


def _port(options: Options) -> int:
    return options.port or PORTS[options.driver, options.secure]


def reaches(options: Options) -> tuple[Reach, ...]:
    return (Reach(options.host or "", (_port(options),), "ClickHouse"),)

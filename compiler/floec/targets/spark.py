"""Apache Spark: a thrift server, a cluster of Databricks by HTTP or ODBC, or a session in dbt's own process.

Options and their rules: dbt-spark 1.10 (``SparkCredentials``) and PyHive 0.7 (``hive.Connection``).  Which fields a method needs, the
adapter asks only when it connects, and there takes an absent one for present; PyHive wants a password with LDAP and CUSTOM alone, and a
service name with KERBEROS alone.  The conditions here ask before.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import Options as Rendered
from floec.spec.base import Host, Identifier, Line, Port, Says, Section, Whole, explained
from floec.spec.conditions import SECRET, Way, has, logins, present, when

NAME = "spark"
SUMMARY = "Apache Spark SQL."
ADAPTER = "spark"
PACKAGE = "dbt-spark"
CATALOGS = ("rest", "hive", "sql")
CATALOG_READER = "spark"

_SERVER = ("host", "port")
_WORKSPACE = ("cluster", "organization")
_WITH_PASSWORD = ("ldap", "custom")
_POLLING = ("query_timeout", "query_retries", "poll_interval")


def _settings(node: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"properties": node}, "required": ["properties"]}


def _conditions() -> dict[str, Any]:
    methods = logins(
        {
            "thrift": Way(secret=False, may=(*_SERVER, "user", "auth", "kerberos_service_name", "use_ssl", *_POLLING)),
            "http": Way(needs=("cluster",), may=(*_SERVER, "organization", *_POLLING)),
            "odbc": Way(
                secret=False, needs=("driver",), may=(*_SERVER, *_WORKSPACE, "endpoint", "connection_string_suffix")
            ),
            "session": Way(secret=False),
        },
        when(has("auth", "kerberos"), needs=("kerberos_service_name",)),
        when(present("kerberos_service_name"), needs=("auth",)),
        when(has("auth", "none", "nosasl", *_WITH_PASSWORD), refuses=("kerberos_service_name",)),
        when(present("cluster"), refuses=("endpoint",)),
        when(present("endpoint"), refuses=("organization",)),
        key="method",
    )
    secret = {"type": "object", "properties": {SECRET: True}, "required": [SECRET]}
    # With ODBC a token logs in to Databricks; elsewhere the whole rest of the connection string does.
    own = {"type": "object", "properties": {"cluster": False, "endpoint": False, "connection_string_suffix": True}}
    own["required"] = ["connection_string_suffix"]
    methods["allOf"] += [
        {"if": _settings(has("auth", *_WITH_PASSWORD)), "then": secret},
        {"if": _settings(has("method", "odbc")), "then": {"if": _settings(own), "else": secret}},
    ]
    return methods


CONDITIONS: dict[str, Any] = _conditions()

Address = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=255),
    Says("letters, digits, '_' and '-'"),
]


class Options(Section):
    """Apache Spark settings."""

    method: Literal["thrift", "http", "odbc", "session"] = Field(
        "thrift",
        description="How Spark is reached, and which keys of the Secret are read.",
        json_schema_extra=explained(
            thrift="A thrift server, as `auth` says (needs dbt-spark[PyHive]).",
            http="A cluster of Databricks by HTTP: SPARK_TOKEN (needs dbt-spark[PyHive]).",
            odbc="ODBC: SPARK_TOKEN with `cluster` or `endpoint`, else SPARK_CONNECTION_STRING_SUFFIX (needs dbt-spark[ODBC] and a driver).",
            session="A Spark session in dbt's own process; no secret (needs dbt-spark[session]).",
        ),
    )
    host: Host | None = Field(
        None,
        description="Host of the server, without scheme and port. Left out, it is `SPARK_HOST` of the Secret.",
        examples=["spark-thrift.spark"],
    )
    port: Port | None = Field(
        None, description="Port of the server. Default: 10000 with `method: thrift`, else 443.", examples=[10000]
    )
    schema_: Identifier | None = Field(
        None,
        alias="schema",
        description="Schema that models are built in. Left out, it is `SPARK_SCHEMA` of the Secret.",
        examples=["marts"],
    )
    auth: Literal["none", "nosasl", "ldap", "custom", "kerberos"] = Field(
        "none",
        description="How the user logs in with `method: thrift`, and which keys of the Secret are read.",
        json_schema_extra=explained(
            none="A name alone; no secret.",
            nosasl="No SASL at all; no secret.",
            ldap="A user and a password of LDAP: SPARK_PASSWORD.",
            custom="A user and a password of the server's own: SPARK_PASSWORD.",
            kerberos="A Kerberos ticket of the machine; no secret of the Secret.",
        ),
    )
    user: Line | None = Field(
        None,
        description="User that queries run as, with `method: thrift`. Left out, it is `SPARK_USER` of the Secret.",
        examples=["loader"],
    )
    kerberos_service_name: Line | None = Field(
        None, description="Kerberos service of the server, with `auth: kerberos`.", examples=["hive"]
    )
    use_ssl: bool = Field(
        False, description="Speak TLS, with `method: thrift`. The adapter does not check the certificate."
    )
    cluster: Address | None = Field(
        None, description="Cluster of Databricks, with `method: http` or `odbc`.", examples=["0123-456789-abcdefgh"]
    )
    endpoint: Address | None = Field(
        None, description="SQL endpoint of Databricks, with `method: odbc`.", examples=["1234567890abcdef"]
    )
    organization: Annotated[
        str, StringConstraints(pattern="^[0-9]+$", max_length=32), Says('digits in quotes, such as "1234567890"')
    ] = Field("0", description="Organization of the workspace of `cluster`, on Azure.", examples=["1234567890"])
    driver: Line | None = Field(
        None,
        description="ODBC driver, as a path or a name of odbcinst.ini, with `method: odbc`.",
        examples=["/opt/simba/spark/lib/64/libsparkodbc_sb64.so"],
    )
    connection_string_suffix: Line | None = Field(
        None,
        description="Rest of the connection string, with `method: odbc`; one with a login is `SPARK_CONNECTION_STRING_SUFFIX` of the Secret.",
        examples=["SSL=1;AuthMech=1"],
    )
    server_side_parameters: dict[Line, Line] = Field(
        default_factory=dict,
        description="Spark settings of the session; the adapter itself switches ANSI mode off.",
        examples=[{"spark.driver.memory": "4g"}],
    )
    connect_retries: Annotated[Whole, Field(ge=0, le=20)] = Field(
        3, description="How often a failed connection is tried again.", examples=[3]
    )
    connect_timeout: Annotated[Whole, Field(ge=1, le=3600)] = Field(
        10, description="Seconds between two tries to connect.", examples=[10]
    )
    retry_all: bool = Field(
        False, description="Try again after every error of a connection, not only after passing ones."
    )
    query_timeout: Annotated[Whole, Field(ge=1)] | None = Field(
        None,
        description="Seconds that a query may take, with `method: thrift` or `http`. Default: any number.",
        examples=[3600],
    )
    query_retries: Annotated[Whole, Field(ge=0, le=20)] = Field(
        1,
        description="How often a query is tried again when its connection is lost, with `method: thrift` or `http`.",
        examples=[1],
    )
    poll_interval: Annotated[Whole, Field(ge=1, le=300)] = Field(
        5, description="Seconds between two looks at a running query, with `method: thrift` or `http`.", examples=[5]
    )


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    def ask(key: str, value: str | None) -> Any:
        return draft.given(f"properties.{key}", value, f"SPARK_{key.upper()}", f"Spark {key}")

    made: list[tuple[str, Any]] = [("method", options.method)]
    if options.method == "session":
        made.append(("host", "localhost"))  # the adapter wants a name and does nothing with it
    else:
        made += [("host", ask("host", options.host)), ("port", _port(options))]
    if options.method == "thrift":
        made.append(("user", ask("user", options.user)))
    made += [*_login(options, draft), ("schema", ask("schema", options.schema_))]
    if options.server_side_parameters:
        made.append(("server_side_parameters", tuple(sorted(options.server_side_parameters.items()))))
    made += [(key, getattr(options, key)) for key in ("connect_retries", "connect_timeout", "retry_all")]
    if options.method in ("thrift", "http"):
        made += [(key, value) for key in _POLLING if (value := getattr(options, key)) is not None]
    return tuple(made)


def _login(options: Options, draft: Draft) -> list[tuple[str, Any]]:
    def secret(entry: str, purpose: str) -> Any:
        return draft.secret("connection_secret_ref", f"SPARK_{entry}", f"Spark {purpose}")

    made: list[tuple[str, Any]] = []
    match options.method:
        case "thrift":
            made = [("auth", options.auth.upper()), ("use_ssl", options.use_ssl)]
            if options.auth in _WITH_PASSWORD:
                made.append(("password", secret("PASSWORD", "password")))
            if options.kerberos_service_name:
                made.append(("kerberos_service_name", options.kerberos_service_name))
        case "http":
            made = [
                ("cluster", options.cluster),
                ("organization", options.organization),
                ("token", secret("TOKEN", "token")),
            ]
        case "odbc":
            made = [("driver", options.driver)]
            if options.cluster:
                made += [("cluster", options.cluster), ("organization", options.organization)]
            elif options.endpoint:
                made.append(("endpoint", options.endpoint))
            if options.cluster or options.endpoint:
                made.append(("token", secret("TOKEN", "token")))
            if options.connection_string_suffix:
                made.append(("connection_string_suffix", options.connection_string_suffix))
            elif not (options.cluster or options.endpoint):
                rest = secret("CONNECTION_STRING_SUFFIX", "rest of the ODBC connection string, with the login")
                made.append(("connection_string_suffix", rest))
        case _:
            pass
    return made


def _port(options: Options) -> int:
    return options.port or (10000 if options.method == "thrift" else 443)


def reaches(options: Options) -> tuple[Reach, ...]:
    if options.method == "session":
        return ()
    return (Reach(options.host or "", (_port(options),), "Spark"),)

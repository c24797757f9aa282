"""PostgreSQL, and databases that speak its protocol.

Options and their rules: dbt-postgres 1.11 (``PostgresCredentials``), which hands them to libpq.  libpq asks for files and modes only
when it connects (PostgreSQL documentation, "SSL Support"), so that the conditions here ask first.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import Options as Rendered
from floec.spec.base import AbsolutePath, Host, Port, Says, Section, Text, Whole, explained
from floec.spec.conditions import Way, has, implies, logins, when

NAME = "postgres"
SUMMARY = "PostgreSQL."
ADAPTER = "postgres"
PACKAGE = "dbt-postgres"

_VERIFYING = ("verify-ca", "verify-full")
CONDITIONS: dict[str, Any] = logins(
    {"password": Way(), "certificate": Way(secret=False, needs=("sslcert", "sslkey"))},
    when(has("sslmode", *_VERIFYING), needs=("sslrootcert",)),
    # libpq: `weak sslmode "…" may not be used with sslrootcert=system (use "verify-full")`.
    implies(has("sslrootcert", "system"), has("sslmode", "verify-full")),
    implies(has("auth", "certificate"), has("sslmode", "require", *_VERIFYING, default=True)),
)

Authorities = Annotated[
    str,
    StringConstraints(pattern=r"^(system|/[A-Za-z0-9._/-]*)$", max_length=1024),
    Says("`system`, or an absolute path of letters, digits, '.', '_', '-' and '/'"),
]


class Options(Section):
    """PostgreSQL settings."""

    host: Host | None = Field(
        None,
        description="Host of the server. Left out, it is `POSTGRES_HOST` of the Secret, and no network policy can name it.",
        examples=["pg.databases"],
    )
    port: Port = Field(5432, description="Port of the server.", examples=[5432])
    user: Text | None = Field(
        None, description="User that logs in. Left out, it is `POSTGRES_USER` of the Secret.", examples=["loader"]
    )
    database: Text | None = Field(
        None,
        description="Database that models are built in. Left out, it is `POSTGRES_DATABASE` of the Secret.",
        examples=["analytics"],
    )
    schema_: Text | None = Field(
        None,
        alias="schema",
        description="Schema that models are built in. Left out, it is `POSTGRES_SCHEMA` of the Secret.",
        examples=["marts"],
    )
    role: Text | None = Field(
        None, description="Role that is taken on after the login (`set role`).", examples=["transformer"]
    )
    auth: Literal["password", "certificate"] = Field(
        "password",
        description="How the user logs in, and which keys of the Secret are read.",
        json_schema_extra=explained(
            password="A password: POSTGRES_PASSWORD.",
            certificate="A client certificate: the files `sslcert` and `sslkey`; no secret.",
        ),
    )
    sslmode: Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] = Field(
        "require",
        description="How far TLS is insisted on; `verify-ca` and `verify-full` need `sslrootcert`.",
        json_schema_extra=explained(
            disable="No TLS.",
            allow="TLS if the server insists.",
            prefer="TLS if the server can.",
            require="TLS, whoever the server is.",
            verify_ca="TLS, and the certificate comes from an authority of `sslrootcert`.",
            verify_full="As verify-ca, and the certificate is for this host.",
        ),
    )
    sslrootcert: Authorities | None = Field(
        None,
        description="File with the certificate authorities where dbt runs, or `system` for those of the operating system.",
        examples=["/etc/postgres/ca.crt"],
    )
    sslcert: AbsolutePath | None = Field(
        None,
        description="Client certificate where dbt runs; needed with `auth: certificate`.",
        examples=["/etc/postgres/tls.crt"],
    )
    sslkey: AbsolutePath | None = Field(
        None,
        description="Key of the client certificate, a file that only its owner may read; needed with `auth: certificate`.",
        examples=["/etc/postgres/tls.key"],
    )
    search_path: Text | None = Field(
        None, description="Schemas in which names without one are looked up.", examples=["marts, public"]
    )
    connect_timeout: Annotated[Whole, Field(ge=1, le=3600)] = Field(
        10, description="Seconds that a connection may take.", examples=[10]
    )
    keepalives_idle: Annotated[Whole, Field(ge=0, le=86400)] = Field(
        0,
        description="Seconds of silence after which the connection is probed; 0 is the system's own.",
        examples=[60],
    )
    retries: Annotated[Whole, Field(ge=0, le=20)] = Field(
        1, description="How often a failed connection is tried again.", examples=[3]
    )


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    def given(key: str, value: str | None) -> Any:
        return draft.given(f"properties.{key}", value, f"POSTGRES_{key.upper()}", f"PostgreSQL {key}")

    made: list[tuple[str, Any]] = [
        ("host", given("host", options.host and options.host.strip("[]"))),  # libpq: an IPv6 address without brackets
        ("port", options.port),
        ("user", given("user", options.user)),
    ]
    # `pass`, not `password`: dbt swallows the error of a missing variable below a key of that name. The adapter insists on
    # one; libpq takes an empty one for none.
    if options.auth == "password":
        made.append(("pass", draft.secret("connection_secret_ref", "POSTGRES_PASSWORD", "PostgreSQL password")))
    else:
        made.append(("pass", ""))
    made += [("dbname", given("database", options.database)), ("schema", given("schema", options.schema_))]
    for key in ("role", "search_path"):
        if getattr(options, key):
            made.append((key, getattr(options, key)))
    made.append(("sslmode", options.sslmode))
    for key in ("sslrootcert", "sslcert", "sslkey"):
        if getattr(options, key):
            made.append((key, getattr(options, key)))
    return (
        *made,
        ("application_name", f"floe:{name}"),
        ("connect_timeout", options.connect_timeout),
        ("keepalives_idle", options.keepalives_idle),
        ("retries", options.retries),
    )


def reaches(options: Options) -> tuple[Reach, ...]:
    return (Reach(options.host or "", (options.port,), "PostgreSQL"),)

"""Trino, and what speaks its protocol, such as Starburst.

Options and their rules: dbt-trino 1.11 (``connections.py``, a class of credentials for each method).  The adapter takes an unknown
method for none and drops the password, and speaks HTTPS whatever a profile says as soon as there is a login; the conditions here leave
nothing of that to it.  Kerberos needs a keytab: the adapter puts it into the environment as it is.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import Options as Rendered
from floec.spec.base import AbsolutePath, Host, Items, Line, Port, Says, Section, TimeZone, Whole, explained
from floec.spec.conditions import Way, logins

NAME = "trino"
SUMMARY = "Trino, a query engine over many sources."
ADAPTER = "trino"
PACKAGE = "dbt-trino"
CATALOGS = ("rest", "hive", "sql")
CATALOG_READER = "trino"

_NEGOTIATED = ("krb5_config", "service_name", "hostname_override", "force_preemptive", "delegate")
CONDITIONS: dict[str, Any] = logins(
    {
        "ldap": Way(may=("impersonation_user",)),
        "jwt": Way(),
        "kerberos": Way(secret=False, needs=("keytab", "principal"), may=_NEGOTIATED),
        "gssapi": Way(secret=False, may=("principal", "mutual_authentication", *_NEGOTIATED)),
        "certificate": Way(secret=False, needs=("client_certificate_path", "client_private_key_path")),
        "oauth": Way(secret=False),
        "oauth_console": Way(secret=False),
        "none": Way(secret=False, may=("http_scheme",)),
    }
)

_WITH_USER = ("none", "ldap", "kerberos", "gssapi")  # the other methods take the name from what they present

Tag = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z0-9_.:/-]+$", max_length=255),
    Says("letters, digits, '_', '.', ':', '/' and '-'; a comma separates tags"),
]
Principal = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z0-9_.$/-]+(@[A-Za-z0-9_.-]+)?$", max_length=512),
    Says("a Kerberos principal such as etl/runner@EXAMPLE.COM"),
]


class Options(Section):
    """Trino settings."""

    host: Host | None = Field(
        None,
        description="Host of the coordinator, without scheme and port. Left out, it is `TRINO_HOST` of the Secret.",
        examples=["trino.example.com"],
    )
    port: Port | None = Field(
        None,
        description="Port of the coordinator. Default: 443, or 8080 with `auth: none` and HTTP.",
        examples=[8443],
    )
    user: Line | None = Field(
        None,
        description="User that queries run as. Left out, it is `TRINO_USER` of the Secret, or the one that a token or certificate names.",
        examples=["loader"],
    )
    catalog: Line | None = Field(
        None,
        description="Catalog that models are built in. Left out, it is `TRINO_CATALOG` of the Secret.",
        examples=["lake"],
    )
    schema_: Line | None = Field(
        None,
        alias="schema",
        description="Schema that models are built in. Left out, it is `TRINO_SCHEMA` of the Secret.",
        examples=["marts"],
    )
    auth: Literal["ldap", "jwt", "kerberos", "gssapi", "certificate", "oauth", "oauth_console", "none"] = Field(
        "ldap",
        description="How the user logs in, and which keys of the Secret are read. Every way but `none` is by HTTPS.",
        json_schema_extra=explained(
            ldap="A user and a password, whatever keeps them: TRINO_PASSWORD.",
            jwt="A JSON Web Token: TRINO_JWT_TOKEN.",
            kerberos="A Kerberos keytab, by requests-kerberos; no secret of the Secret.",
            gssapi="A Kerberos ticket, by requests-gssapi; no secret of the Secret.",
            certificate="A client certificate and its key, as files; no secret of the Secret.",
            oauth="Single sign-on in a browser that floec's user sees, for development; no secret.",
            oauth_console="Single sign-on at an address that is printed, for development; no secret.",
            none="No login, for a coordinator that asks for none.",
        ),
    )
    http_scheme: Literal["http", "https"] = Field(
        "http",
        description="How the coordinator is spoken to, with `auth: none`; every other way is by HTTPS.",
        json_schema_extra=explained(http="Without TLS.", https="With TLS."),
    )
    cert: AbsolutePath | None = Field(
        None,
        description="File of the authorities that may have signed the coordinator's certificate. Default: those of the image.",
        examples=["/etc/ssl/certs/internal-ca.pem"],
    )
    impersonation_user: Line | None = Field(
        None,
        description="User that queries run as in place of the one that logs in, with `auth: ldap`.",
        examples=["ada"],
    )
    keytab: AbsolutePath | None = Field(
        None, description="Keytab of the principal, with `auth: kerberos`.", examples=["/etc/trino/loader.keytab"]
    )
    principal: Principal | None = Field(
        None,
        description="Kerberos principal that logs in, with `auth: kerberos` or `gssapi`.",
        examples=["loader@EXAMPLE.COM"],
    )
    krb5_config: AbsolutePath | None = Field(
        None,
        description="Kerberos configuration, with `auth: kerberos` or `gssapi`. Default: that of the image.",
        examples=["/etc/krb5.conf"],
    )
    service_name: Line | None = Field(
        None,
        description="Kerberos service of the coordinator, with `auth: kerberos` or `gssapi`. Default: `trino` with `kerberos`, `HTTP` with `gssapi`.",
        examples=["trino"],
    )
    hostname_override: Host | None = Field(
        None,
        description="Host in the coordinator's Kerberos name where it is not `host`, with `auth: kerberos` or `gssapi`.",
        examples=["coordinator.example.com"],
    )
    mutual_authentication: Literal["required", "optional", "disabled"] = Field(
        "disabled",
        description="Whether the coordinator must prove who it is too, with `auth: gssapi`.",
        json_schema_extra=explained(
            required="It must.", optional="It may.", disabled="It is not asked; its certificate proves it."
        ),
    )
    force_preemptive: bool = Field(
        False, description="Send the ticket without being asked, with `auth: kerberos` or `gssapi`."
    )
    delegate: bool = Field(
        False, description="Let the coordinator use the ticket further on, with `auth: kerberos` or `gssapi`."
    )
    client_certificate_path: AbsolutePath | None = Field(
        None, description="File of the client certificate, with `auth: certificate`.", examples=["/etc/trino/tls.crt"]
    )
    client_private_key_path: AbsolutePath | None = Field(
        None,
        description="File of the certificate's private key, with `auth: certificate`.",
        examples=["/etc/trino/tls.key"],
    )
    roles: dict[Line, Line] = Field(
        default_factory=dict, description="Role in each catalog.", examples=[{"lake": "writer"}]
    )
    client_tags: Items[Tag] = Field((), description="Tags on every query, for resource groups.", examples=[["floe"]])
    session_properties: dict[Line, str | bool | int | float] = Field(
        default_factory=dict, description="Session properties.", examples=[{"query_max_run_time": "5d"}]
    )
    timezone: TimeZone | None = Field(
        None, description="Time zone of the session. Default: that of the machine.", examples=["UTC"]
    )
    prepared_statements_enabled: bool = Field(True, description="Use prepared statements, which seeds need.")
    retries: Annotated[Whole, Field(ge=1, le=20)] = Field(
        3, description="How often a request is tried when the coordinator is busy.", examples=[3]
    )


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    def given(key: str, value: str | None) -> Any:
        return draft.given(f"properties.{key}", value, f"TRINO_{key.upper()}", f"Trino {key}")

    made: list[tuple[str, Any]] = [
        ("method", options.auth),
        ("host", given("host", options.host)),
        ("port", _port(options)),
    ]
    if options.auth in _WITH_USER:
        made.append(("user", given("user", options.user)))
    elif options.user:
        made.append(("user", options.user))
    made += _login(options, draft)
    if options.cert:
        made.append(("cert", options.cert))
    made += [("catalog", given("catalog", options.catalog)), ("schema", given("schema", options.schema_))]
    if options.roles:
        made.append(("roles", tuple(sorted(options.roles.items()))))
    if options.client_tags:
        made.append(("client_tags", tuple(options.client_tags)))
    if options.session_properties:
        made.append(("session_properties", tuple(sorted(options.session_properties.items()))))
    if options.timezone:
        made.append(("timezone", options.timezone))
    return (*made, ("prepared_statements_enabled", options.prepared_statements_enabled), ("retries", options.retries))


def _login(options: Options, draft: Draft) -> list[tuple[str, Any]]:
    def secret(entry: str, purpose: str) -> Any:
        return draft.secret("connection_secret_ref", f"TRINO_{entry}", f"Trino {purpose}")

    def present(*keys: str) -> list[tuple[str, Any]]:
        return [(key, getattr(options, key)) for key in keys if getattr(options, key)]

    match options.auth:
        case "ldap":
            return [("password", secret("PASSWORD", "password")), *present("impersonation_user")]
        case "jwt":
            return [("jwt_token", secret("JWT_TOKEN", "JSON Web Token"))]
        case "kerberos":
            return present("keytab", "principal", *_NEGOTIATED)
        case "gssapi":
            proof = ("mutual_authentication", options.mutual_authentication.upper())
            return [*present("principal", *_NEGOTIATED), proof]
        case "certificate":
            return [
                ("client_certificate", options.client_certificate_path),
                ("client_private_key", options.client_private_key_path),
            ]
        case "none":
            return [("http_scheme", options.http_scheme)]
        case _:
            return []


def _port(options: Options) -> int:
    return options.port or (8080 if options.auth == "none" and options.http_scheme == "http" else 443)


def reaches(options: Options) -> tuple[Reach, ...]:
    return (Reach(options.host or "", (_port(options),), "Trino"),)

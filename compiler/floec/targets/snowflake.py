"""Snowflake.

Options and their rules: dbt-snowflake 1.12 (``SnowflakeCredentials``).  The adapter loads a profile without any credentials and fails
only when it connects, so that the conditions here insist on the Secret, on who vouches for a workload, and on the token that Snowflake's
connector wants with OIDC.  A key is text, never a path: `private_key_path` is not supported.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import Options as Rendered
from floec.spec.base import Line, Says, Section, Text, Whole, explained
from floec.spec.conditions import SECRET, Way, has, logins, present, when

NAME = "snowflake"
SUMMARY = "Snowflake, a cloud warehouse."
ADAPTER = "snowflake"
PACKAGE = "dbt-snowflake"

_OKTA_HOST = "https://[A-Za-z0-9-]+([.][A-Za-z0-9-]+)*[.](okta|okta-emea|oktapreview)[.]com"
_LOGINS = logins(
    {
        "key_pair": Way(may=("key_encrypted",)),
        "password": Way(),
        "oauth": Way(),
        "jwt": Way(),
        "access_token": Way(),
        "workload_identity": Way(
            secret=False, needs=("workload_identity_provider",), may=("workload_identity_entra_resource",)
        ),
        "okta": Way(needs=("okta_url",)),
        "external_browser": Way(secret=False),
    },
    when(has("workload_identity_provider", "AWS", "GCP", "OIDC"), refuses=("workload_identity_entra_resource",)),
)
_OIDC = {
    "type": "object",
    "properties": {"properties": has("workload_identity_provider", "OIDC")},
    "required": ["properties"],
}
CATALOGS = ("rest",)
CONDITIONS: dict[str, Any] = {**_LOGINS, "allOf": [*_LOGINS["allOf"], {"if": _OIDC, "then": present(SECRET)}]}

OktaUrl = Annotated[
    str,
    StringConstraints(pattern=f"^{_OKTA_HOST}/?$", max_length=300),
    Says("the address of an Okta organization, such as https://acme.okta.com"),
]


class Options(Section):
    """Snowflake settings."""

    account: Text | None = Field(
        None,
        description="Account identifier. Left out, it is `SNOWFLAKE_ACCOUNT` of the Secret.",
        examples=["acme-eu1"],
    )
    user: Text | None = Field(
        None, description="User that logs in. Left out, it is `SNOWFLAKE_USER` of the Secret.", examples=["LOADER_SVC"]
    )
    database: Text | None = Field(
        None,
        description="Database that models are built in. Left out, it is `SNOWFLAKE_DATABASE` of the Secret.",
        examples=["ANALYTICS"],
    )
    schema_: Text | None = Field(
        None,
        alias="schema",
        description="Schema that models are built in. Left out, it is `SNOWFLAKE_SCHEMA` of the Secret.",
        examples=["MARTS"],
    )
    warehouse: Text | None = Field(
        None,
        description="Virtual warehouse that runs the queries. Left out, it is `SNOWFLAKE_WAREHOUSE` of the Secret.",
        examples=["LOAD_WH"],
    )
    role: Text | None = Field(
        None, description="Role that is used. Left out, it is the user's default role.", examples=["LOADER"]
    )
    auth: Literal[
        "key_pair", "password", "oauth", "jwt", "access_token", "workload_identity", "okta", "external_browser"
    ] = Field(
        "key_pair",
        description="How the user logs in, and which keys of the Secret are read.",
        json_schema_extra=explained(
            key_pair="A private key: SNOWFLAKE_PRIVATE_KEY.",
            password="A password: SNOWFLAKE_PASSWORD. Snowflake asks users of type PERSON and SERVICE for more; prefer key_pair.",
            oauth="An OAuth refresh token: SNOWFLAKE_OAUTH_CLIENT_ID, SNOWFLAKE_OAUTH_CLIENT_SECRET, SNOWFLAKE_TOKEN.",
            jwt="An OAuth access token, used as it is: SNOWFLAKE_TOKEN.",
            access_token="A programmatic access token: SNOWFLAKE_TOKEN.",
            workload_identity="The identity of the workload; no secret, but with OIDC its token: SNOWFLAKE_TOKEN.",
            okta="A user and a password of Okta: SNOWFLAKE_PASSWORD.",
            external_browser="Single sign-on in a browser, for development; no secret.",
        ),
    )
    key_encrypted: bool = Field(
        False,
        description="The private key is encrypted; its passphrase is `SNOWFLAKE_PRIVATE_KEY_PASSPHRASE` of the Secret. With `auth: key_pair`.",
    )
    workload_identity_provider: Literal["AWS", "AZURE", "GCP", "OIDC"] | None = Field(
        None,
        description="Who vouches for the workload, with `auth: workload_identity`.",
        json_schema_extra=explained(
            AWS="Amazon Web Services.",
            AZURE="Microsoft Azure.",
            GCP="Google Cloud.",
            OIDC="An OpenID Connect provider, whose token is SNOWFLAKE_TOKEN of the Secret.",
        ),
    )
    catalog_linked_database: Text | None = Field(
        None,
        description="Database of Snowflake that is linked to the Iceberg catalog; dbt writes the tables of `catalog` there.",
        examples=["LAKE"],
    )
    workload_identity_entra_resource: Line | None = Field(
        None,
        description="Resource that the token of Microsoft Entra is for, with `workload_identity_provider: AZURE`. Default: Snowflake's own.",
        examples=["api://fd3f753b-eed3-462c-b6a7-a4b5bb650aad"],
    )
    okta_url: OktaUrl | None = Field(
        None, description="Address of the Okta organization, with `auth: okta`.", examples=["https://acme.okta.com"]
    )
    query_tag: Text | None = Field(
        None,
        description="Tag on every query, for cost reports. Default: `floe:` and the pipeline's name.",
        examples=["finance"],
    )
    client_session_keep_alive: bool = Field(False, description="Keep the session open during long pauses.")
    connect_retries: Annotated[Whole, Field(ge=0, le=20)] = Field(
        3, description="How often a failed connection is tried again.", examples=[3]
    )
    retry_on_database_errors: bool = Field(True, description="Try again when Snowflake reports a passing error.")


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    def given(key: str, value: str | None) -> Any:
        return draft.given(f"properties.{key}", value, f"SNOWFLAKE_{key.upper()}", f"Snowflake {key}")

    made: list[tuple[str, Any]] = [("account", given("account", options.account))]
    if options.auth in ("key_pair", "password", "okta", "external_browser"):
        made.append(("user", given("user", options.user)))
    elif options.user:
        made.append(("user", options.user))
    made += _login(options, draft)
    if options.role:
        made.append(("role", options.role))
    return (
        *made,
        ("warehouse", given("warehouse", options.warehouse)),
        ("database", given("database", options.database)),
        ("schema", given("schema", options.schema_)),
        ("client_session_keep_alive", options.client_session_keep_alive),
        ("query_tag", options.query_tag or f"floe:{name}"),
        ("connect_retries", options.connect_retries),
        ("retry_on_database_errors", options.retry_on_database_errors),
    )


def _login(options: Options, draft: Draft) -> list[tuple[str, Any]]:
    def secret(entry: str, purpose: str) -> Any:
        return draft.secret("connection_secret_ref", f"SNOWFLAKE_{entry}", f"Snowflake {purpose}")

    match options.auth:
        case "key_pair":
            made = [("private_key", secret("PRIVATE_KEY", "private key, PEM"))]
            if options.key_encrypted:
                made.append(
                    ("private_key_passphrase", secret("PRIVATE_KEY_PASSPHRASE", "passphrase of the private key"))
                )
            return made
        case "password":
            return [("password", secret("PASSWORD", "password"))]
        case "oauth":
            return [
                ("authenticator", "oauth"),
                (
                    "oauth_client_id",
                    draft.given(
                        "connection_secret_ref", None, "SNOWFLAKE_OAUTH_CLIENT_ID", "Snowflake OAuth client id"
                    ),
                ),
                ("oauth_client_secret", secret("OAUTH_CLIENT_SECRET", "OAuth client secret")),
                ("token", secret("TOKEN", "OAuth refresh token")),
            ]
        case "access_token":
            return [
                ("authenticator", "programmatic_access_token"),
                ("token", secret("TOKEN", "programmatic access token")),
            ]
        case "jwt":
            return [("authenticator", "jwt"), ("token", secret("TOKEN", "OAuth access token"))]
        case "workload_identity":
            made = [
                ("authenticator", "workload_identity"),
                ("workload_identity_provider", options.workload_identity_provider),
            ]
            if options.workload_identity_provider == "OIDC":
                made.append(("token", secret("TOKEN", "token of the OpenID Connect provider")))
            if options.workload_identity_entra_resource:
                made.append(("workload_identity_entra_resource", options.workload_identity_entra_resource))
            return made
        case "okta":
            return [("authenticator", options.okta_url), ("password", secret("PASSWORD", "password of Okta"))]
        case _:
            return [("authenticator", "externalbrowser")]


def catalog_integration(options: Options, catalog: IcebergCatalog) -> Rendered | None:
    """The entry of catalogs.yml: dbt-snowflake 1.12, ``catalogs/_iceberg_rest.py``."""
    if options.catalog_linked_database is None:
        return None
    linked: list[tuple[str, Any]] = [("catalog_linked_database", options.catalog_linked_database)]
    if catalog.kind == "glue":
        linked.append(("catalog_linked_database_type", "glue"))
    return (("catalog_type", "ICEBERG_REST"), ("table_format", "iceberg"), ("adapter_properties", tuple(linked)))


def reaches(options: Options) -> tuple[Reach, ...]:
    # Port 80 is for certificate status (OCSP): docs.snowflake.com, "Allowing Host names".
    host = f"{options.account}.snowflakecomputing.com" if options.account else "*.snowflakecomputing.com"
    made = [Reach(host, (443, 80), "Snowflake; port 80 is for certificate status (OCSP)")]
    if options.okta_url:
        made.append(Reach(options.okta_url, (443,), "Okta, where the user logs in"))
    return tuple(made)

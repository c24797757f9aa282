"""Amazon Redshift: provisioned clusters and serverless workgroups.

Options and their rules: dbt-redshift 1.11 (``RedshiftCredentials``, ``get_connection_method``).  The adapter takes any text for `method`
and looks for what a method needs only when it connects; the conditions here are that list.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import Options as Rendered
from floec.spec.base import Host, HttpsUrl, Identifier, Items, Line, Port, Says, Section, Text, Whole, explained
from floec.spec.catalog import Region
from floec.spec.conditions import Way, has, implies, logins, present, when

NAME = "redshift"
SUMMARY = "Amazon Redshift."
ADAPTER = "redshift"
PACKAGE = "dbt-redshift"

_CLUSTER = ("cluster_id", "serverless_work_group", "serverless_acct_id", "region")
_USER = ("user", "autocreate", "db_groups")
_ONE_OF_TWO = {
    "if": present("serverless_work_group"),
    "then": {"type": "object", "properties": {"cluster_id": False}},
    "else": present("cluster_id"),
}
_LOGINS = {
    "database": Way(may=("user",)),
    "iam": Way(secret=False, may=(*_USER, *_CLUSTER, "iam_profile")),
    "iam_access_key": Way(may=(*_USER, *_CLUSTER)),
    "iam_role": Way(secret=False, may=(*_CLUSTER, "iam_profile")),
    "browser_identity_center": Way(secret=False, needs=("idc_region", "issuer_url")),
    "oauth_token_identity_center": Way(needs=("identity_provider", "identity_provider_url")),
}
CONDITIONS: dict[str, Any] = logins(
    _LOGINS,
    implies(has("auth", "iam", "iam_access_key", "iam_role"), _ONE_OF_TWO),
    # redshift_connector: "SSL must be enabled when using IAM", "Authentication must use an SSL connection."
    implies(
        has("auth", *(name for name in _LOGINS if name != "database")),
        has("sslmode", "verify-ca", "verify-full", default=True),
    ),
    when(present("serverless_acct_id"), needs=("serverless_work_group",)),
)


class Options(Section):
    """Amazon Redshift settings."""

    host: Host | None = Field(
        None,
        description="Endpoint of the cluster or workgroup. Left out, it is `REDSHIFT_HOST` of the Secret, and no network policy can name it.",
        examples=["marts.abc123.eu-west-1.redshift.amazonaws.com"],
    )
    port: Port = Field(5439, description="Port of the endpoint.", examples=[5439])
    database: Text | None = Field(
        None,
        description="Database that models are built in. Left out, it is `REDSHIFT_DATABASE` of the Secret.",
        examples=["analytics"],
    )
    schema_: Text | None = Field(
        None,
        alias="schema",
        description="Schema that models are built in. Left out, it is `REDSHIFT_SCHEMA` of the Secret.",
        examples=["marts"],
    )
    auth: Literal[
        "database", "iam", "iam_access_key", "iam_role", "browser_identity_center", "oauth_token_identity_center"
    ] = Field(
        "database",
        description="How dbt logs in, and which keys of the Secret are read.",
        json_schema_extra=explained(
            database="A user of the database and a password: REDSHIFT_PASSWORD.",
            iam="The workload's AWS identity, or `iam_profile`, as the user `user`; no secret.",
            iam_access_key="An AWS access key, as the user `user`: REDSHIFT_ACCESS_KEY_ID, REDSHIFT_SECRET_ACCESS_KEY.",
            iam_role="The workload's AWS role, which is the user too; no secret.",
            browser_identity_center="IAM Identity Center in a browser, for development; no secret.",
            oauth_token_identity_center=(
                "IAM Identity Center by way of Okta or Entra: REDSHIFT_IDENTITY_REQUEST, the body of the request; with Okta also "
                "REDSHIFT_IDENTITY_CREDENTIALS, client id and secret in base64."
            ),
        ),
    )
    user: Text | None = Field(
        None,
        description="User of the database, with `auth` database, iam and iam_access_key. Left out, it is `REDSHIFT_USER` of the Secret.",
        examples=["loader"],
    )
    cluster_id: Line | None = Field(
        None,
        description="Name of the provisioned cluster; IAM needs it, or `serverless_work_group`.",
        examples=["marts"],
    )
    serverless_work_group: Line | None = Field(
        None, description="Name of the serverless workgroup; IAM needs it, or `cluster_id`.", examples=["marts"]
    )
    serverless_acct_id: (
        Annotated[str, StringConstraints(pattern="^[0-9]{12}$", max_length=12), Says("the 12 digits of an AWS account")]
        | None
    ) = Field(None, description="AWS account of the serverless workgroup.", examples=["123456789012"])
    region: Region | None = Field(
        None, description="AWS region, where the endpoint's name does not say it; with IAM.", examples=["eu-west-1"]
    )
    iam_profile: Line | None = Field(
        None, description="AWS profile on a laptop, with `auth` iam and iam_role.", examples=["analytics"]
    )
    autocreate: bool = Field(False, description="Make the user if there is none, with `auth` iam and iam_access_key.")
    db_groups: Items[Identifier] = Field(
        (), description="Groups that the user joins, with `auth` iam and iam_access_key.", examples=[["transformers"]]
    )
    idc_region: Region | None = Field(
        None,
        description="AWS region of IAM Identity Center; needed with `auth: browser_identity_center`.",
        examples=["eu-west-1"],
    )
    issuer_url: HttpsUrl | None = Field(
        None,
        description="Start page of IAM Identity Center; needed with `auth: browser_identity_center`.",
        examples=["https://acme.awsapps.com/start"],
    )
    identity_provider: Literal["okta", "entra"] | None = Field(
        None,
        description="Who issues the token; needed with `auth: oauth_token_identity_center`.",
        json_schema_extra=explained(okta="Okta.", entra="Microsoft Entra ID."),
    )
    identity_provider_url: HttpsUrl | None = Field(
        None,
        description="Where the token is asked for; needed with `auth: oauth_token_identity_center`.",
        examples=["https://acme.okta.com/oauth2/default/v1/token"],
    )
    role: Identifier | None = Field(
        None, description="Role that is taken on after the login (`set role`).", examples=["transformer"]
    )
    sslmode: Literal["disable", "verify-ca", "verify-full"] = Field(
        "verify-ca",
        description="How far TLS is insisted on. The adapter treats allow, prefer and require as verify-ca.",
        json_schema_extra=explained(
            disable="No TLS.",
            verify_ca="TLS, and the certificate comes from a known authority.",
            verify_full="As verify-ca, and the certificate is for this host.",
        ),
    )
    ra3_node: bool = Field(
        False, description="The nodes are RA3: sources in other databases of the cluster are allowed."
    )
    query_group: Line | None = Field(
        None,
        description="Query group, for queues and logs. Default: `floe:` and the pipeline's name.",
        examples=["etl"],
    )
    connect_timeout: Annotated[Whole, Field(ge=1, le=3600)] = Field(
        30, description="Seconds that a connection may take.", examples=[30]
    )
    retries: Annotated[Whole, Field(ge=0, le=20)] = Field(
        1, description="How often a failed connection is tried again.", examples=[3]
    )


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    def given(key: str, value: str | None) -> Any:
        return draft.given(f"properties.{key}", value, f"REDSHIFT_{key.upper()}", f"Redshift {key}")

    made: list[tuple[str, Any]] = [
        ("host", given("host", options.host and options.host.strip("[]"))),
        ("port", options.port),
        ("method", "iam" if options.auth == "iam_access_key" else options.auth),
    ]
    if options.auth in ("database", "iam", "iam_access_key"):
        made.append(("user", given("user", options.user)))
    made += _login(options, draft)
    made += [("dbname", given("database", options.database)), ("schema", given("schema", options.schema_))]
    for key in ("region", "role"):
        if getattr(options, key):
            made.append((key, getattr(options, key)))
    return (
        *made,
        ("sslmode", options.sslmode),
        ("ra3_node", options.ra3_node),
        ("query_group", options.query_group or f"floe:{name}"),
        ("connect_timeout", options.connect_timeout),
        ("retries", options.retries),
    )


def _login(options: Options, draft: Draft) -> list[tuple[str, Any]]:
    def secret(entry: str, purpose: str) -> Any:
        return draft.secret("connection_secret_ref", f"REDSHIFT_{entry}", f"Redshift {purpose}")

    match options.auth:
        case "database":
            # `pass`, not `password`: dbt swallows the error of a missing variable below a key of that name.
            return [("pass", secret("PASSWORD", "password"))]
        case "browser_identity_center":
            return [("idc_region", options.idc_region), ("issuer_url", options.issuer_url)]
        case "oauth_token_identity_center":
            endpoint = [
                ("type", options.identity_provider),
                ("request_url", options.identity_provider_url),
                ("request_data", secret("IDENTITY_REQUEST", "body of the request for a token")),
            ]
            if options.identity_provider == "okta":
                endpoint.append(
                    ("idp_auth_credentials", secret("IDENTITY_CREDENTIALS", "client id and secret at Okta, base64"))
                )
            return [("token_endpoint", tuple(endpoint))]
    made: list[tuple[str, Any]] = []
    if options.auth == "iam_access_key":
        key_id = draft.given("connection_secret_ref", None, "REDSHIFT_ACCESS_KEY_ID", "AWS access key id for Redshift")
        made += [("access_key_id", key_id), ("secret_access_key", secret("SECRET_ACCESS_KEY", "AWS secret access key"))]
    if options.serverless_work_group:
        made.append(("is_serverless", True))
    for key in ("cluster_id", "serverless_work_group", "serverless_acct_id", "iam_profile"):
        if getattr(options, key):
            made.append((key, getattr(options, key)))
    if options.autocreate:
        made.append(("autocreate", True))
    if options.db_groups:
        made.append(("db_groups", options.db_groups))
    return made


def reaches(options: Options) -> tuple[Reach, ...]:
    made = [Reach(options.host or "", (options.port,), "Amazon Redshift")]
    match options.auth:
        case "iam" | "iam_access_key" | "iam_role":
            service = "redshift-serverless" if options.serverless_work_group else "redshift"
            region = options.region or _region(options.host or "")
            domain = f"{region}.amazonaws.com" if region else "amazonaws.com"
            wild = "" if region else "*."
            made.append(Reach(f"{wild}{service}.{domain}", (443,), "passing credentials for Redshift"))
            if options.auth != "iam_access_key":
                made.append(Reach(f"{wild}sts.{domain}", (443,), "the workload's AWS identity"))
        case "browser_identity_center":
            made.append(Reach(f"oidc.{options.idc_region}.amazonaws.com", (443,), "IAM Identity Center"))
        case "oauth_token_identity_center":
            made.append(Reach(options.identity_provider_url or "", (), "token for IAM Identity Center"))
    return tuple(made)


def _region(host: str) -> str | None:
    """The region that an endpoint's name says: ``….eu-west-1.redshift[-serverless].amazonaws.com``."""
    labels = host.split(".")
    return (
        labels[-4]
        if len(labels) > 4 and labels[-3].startswith("redshift") and labels[-2:] == ["amazonaws", "com"]
        else None
    )

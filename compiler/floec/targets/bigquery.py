"""BigQuery.

Options and their rules: dbt-bigquery 1.12 (``BigQueryCredentials``).  The adapter asks for a key file, a token or an identity provider only
when it connects; without a project it asks Google for the default one while it loads, so that a project is always written.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import Options as Rendered
from floec.spec.base import AbsolutePath, HttpsUrl, Items, Line, Says, Section, Text, Whole, explained
from floec.spec.conditions import Way, logins

NAME = "bigquery"
SUMMARY = "Google BigQuery."
ADAPTER = "bigquery"
PACKAGE = "dbt-bigquery"
CONDITIONS: dict[str, Any] = logins(
    {
        "oauth": Way(secret=False),
        "service_account": Way(secret=False, needs=("keyfile_path",)),
        "service_account_json": Way(may=("client_email",)),
        "oauth_secrets": Way(),
        "access_token": Way(),
        "workload_identity_federation": Way(
            needs=("workload_pool_provider_path", "identity_provider_url"), may=("service_account_impersonation_url",)
        ),
    }
)

PoolProvider = Annotated[
    str,
    StringConstraints(
        pattern=r"^//iam\.googleapis\.com/projects/[0-9]+/locations/global/workloadIdentityPools/[a-z0-9-]+/providers/[a-z0-9-]+$",
        max_length=300,
    ),
    Says(
        "//iam.googleapis.com/projects/…/locations/global/workloadIdentityPools/…/providers/…, with the project's number"
    ),
]

TOKEN_URI = "https://oauth2.googleapis.com/token"
_METHODS = {
    "oauth": "oauth",
    "service_account": "service-account",
    "service_account_json": "service-account-json",
    "oauth_secrets": "oauth-secrets",
    "access_token": "oauth-secrets",
    "workload_identity_federation": "external-oauth-wif",
}


class Options(Section):
    """BigQuery settings."""

    project: Text | None = Field(
        None,
        description="Google Cloud project that models are built in. Left out, it is `BIGQUERY_PROJECT` of the Secret.",
        examples=["acme-analytics"],
    )
    dataset: Text | None = Field(
        None,
        description="Dataset that models are built in. Left out, it is `BIGQUERY_DATASET` of the Secret.",
        examples=["marts"],
    )
    location: Line | None = Field(
        None,
        description="Location of the datasets that dbt makes. Left out, BigQuery chooses: the US, or the project's own default.",
        examples=["EU"],
    )
    auth: Literal[
        "oauth",
        "service_account",
        "service_account_json",
        "oauth_secrets",
        "access_token",
        "workload_identity_federation",
    ] = Field(
        "oauth",
        description="How dbt logs in, and which keys of the Secret are read.",
        json_schema_extra=explained(
            oauth="The identity of the workload, or of who is logged in with gcloud (application default credentials); no secret.",
            service_account="The key file of a service account, at `keyfile_path`; nothing is read from the Secret.",
            service_account_json="The key of a service account: BIGQUERY_PRIVATE_KEY, and BIGQUERY_CLIENT_EMAIL unless `client_email` is given.",
            oauth_secrets="An OAuth refresh token: BIGQUERY_CLIENT_ID, BIGQUERY_CLIENT_SECRET, BIGQUERY_REFRESH_TOKEN.",
            access_token="An access token that something else renews: BIGQUERY_TOKEN.",
            workload_identity_federation="A token of Entra, exchanged at Google: BIGQUERY_IDENTITY_REQUEST, the body of the request for it.",
        ),
    )
    keyfile_path: AbsolutePath | None = Field(
        None,
        description="Key file of a service account where dbt runs; needed with `auth: service_account`.",
        examples=["/etc/google/key.json"],
    )
    client_email: Line | None = Field(
        None,
        description="Service account of the key, with `auth: service_account_json`. Left out, it is `BIGQUERY_CLIENT_EMAIL` of the Secret.",
        examples=["loader@acme-analytics.iam.gserviceaccount.com"],
    )
    workload_pool_provider_path: PoolProvider | None = Field(
        None,
        description="Provider of the workload identity pool; needed with `auth: workload_identity_federation`.",
        examples=[
            "//iam.googleapis.com/projects/123456789/locations/global/workloadIdentityPools/acme/providers/entra"
        ],
    )
    identity_provider_url: HttpsUrl | None = Field(
        None,
        description="Where Entra issues the token; needed with `auth: workload_identity_federation`.",
        examples=["https://login.microsoftonline.com/0a1b2c3d-0000-4000-8000-000000000000/oauth2/v2.0/token"],
    )
    service_account_impersonation_url: HttpsUrl | None = Field(
        None,
        description="Where the exchanged token becomes one of a service account, with `auth: workload_identity_federation`.",
        examples=[
            "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/loader@acme-analytics.iam.gserviceaccount.com:generateAccessToken"
        ],
    )
    impersonate_service_account: Line | None = Field(
        None,
        description="Service account that dbt acts as after the login.",
        examples=["transformer@acme-analytics.iam.gserviceaccount.com"],
    )
    execution_project: Text | None = Field(
        None, description="Project that is billed for queries. Default: `project`.", examples=["acme-billing"]
    )
    quota_project: Text | None = Field(
        None, description="Project whose quota is used. Default: that of the login.", examples=["acme-quota"]
    )
    priority: Literal["interactive", "batch"] = Field(
        "interactive",
        description="When queries are run.",
        json_schema_extra=explained(interactive="At once.", batch="When there is room; cheaper on quotas."),
    )
    maximum_bytes_billed: Annotated[Whole, Field(ge=1)] | None = Field(
        None, description="Bytes beyond which a query fails, unbilled.", examples=[1000000000]
    )
    reservation: Line | None = Field(
        None,
        description="Reservation that queries run in.",
        examples=["projects/acme-admin/locations/EU/reservations/etl"],
    )
    scopes: Items[HttpsUrl] = Field(
        (),
        description="OAuth scopes of the login. Default: BigQuery, Cloud Platform, Drive and the user's address.",
        examples=[["https://www.googleapis.com/auth/bigquery"]],
    )
    api_endpoint: HttpsUrl | None = Field(
        None,
        description="Address of the API, where it is not `https://bigquery.googleapis.com`: a private or regional endpoint.",
        examples=["https://bigquery.europe-west3.rep.googleapis.com"],
    )
    job_retries: Annotated[Whole, Field(ge=0, le=20)] = Field(
        1, description="How often a query is tried again after a passing error.", examples=[3]
    )
    job_retry_deadline_seconds: Annotated[Whole, Field(ge=1, le=86400)] | None = Field(
        None, description="Seconds after which a query is not tried again.", examples=[600]
    )
    job_creation_timeout_seconds: Annotated[Whole, Field(ge=1, le=86400)] | None = Field(
        None, description="Seconds that BigQuery may take to accept a query.", examples=[60]
    )
    job_execution_timeout_seconds: Annotated[Whole, Field(ge=1, le=86400)] | None = Field(
        None, description="Seconds that a query may take.", examples=[1800]
    )


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    project = draft.given("properties.project", options.project, "BIGQUERY_PROJECT", "Google Cloud project")
    made: list[tuple[str, Any]] = [
        ("method", _METHODS[options.auth]),
        *_login(options, draft, project),
        ("project", project),
        ("dataset", draft.given("properties.dataset", options.dataset, "BIGQUERY_DATASET", "BigQuery dataset")),
    ]
    for key in ("location", "impersonate_service_account", "execution_project", "quota_project"):
        if getattr(options, key):
            made.append((key, getattr(options, key)))
    made.append(("priority", options.priority))
    for key in ("maximum_bytes_billed", "reservation", "scopes", "api_endpoint"):
        if getattr(options, key):
            made.append((key, getattr(options, key)))
    made.append(("job_retries", options.job_retries))
    for key in ("job_retry_deadline_seconds", "job_creation_timeout_seconds", "job_execution_timeout_seconds"):
        if getattr(options, key):
            made.append((key, getattr(options, key)))
    return tuple(made)


def _login(options: Options, draft: Draft, project: Any) -> list[tuple[str, Any]]:
    def secret(entry: str, purpose: str) -> Any:
        return draft.secret("connection_secret_ref", f"BIGQUERY_{entry}", f"BigQuery {purpose}")

    match options.auth:
        case "service_account":
            return [("keyfile", options.keyfile_path)]
        case "service_account_json":
            email = draft.given(
                "properties.client_email",
                options.client_email,
                "BIGQUERY_CLIENT_EMAIL",
                "address of the service account",
            )
            key = (
                ("type", "service_account"),
                ("project_id", project),
                ("private_key", secret("PRIVATE_KEY", "private key of the service account, PEM")),
                ("client_email", email),
                ("token_uri", TOKEN_URI),
            )
            return [("keyfile_json", key)]
        case "oauth_secrets":
            client = draft.given("connection_secret_ref", None, "BIGQUERY_CLIENT_ID", "BigQuery OAuth client id")
            return [
                ("refresh_token", secret("REFRESH_TOKEN", "OAuth refresh token")),
                ("client_id", client),
                ("client_secret", secret("CLIENT_SECRET", "OAuth client secret")),
                ("token_uri", TOKEN_URI),
            ]
        case "access_token":
            return [("token", secret("TOKEN", "access token"))]
        case "workload_identity_federation":
            endpoint = (
                ("type", "entra"),
                ("request_url", options.identity_provider_url),
                ("request_data", secret("IDENTITY_REQUEST", "body of the request for a token of Entra")),
            )
            made: list[tuple[str, Any]] = [("workload_pool_provider_path", options.workload_pool_provider_path)]
            if options.service_account_impersonation_url:
                made.append(("service_account_impersonation_url", options.service_account_impersonation_url))
            return [*made, ("token_endpoint", endpoint)]
    return []


def reaches(options: Options) -> tuple[Reach, ...]:
    made = [Reach(options.api_endpoint or "https://bigquery.googleapis.com", (), "BigQuery")]
    if options.auth == "workload_identity_federation":
        made.append(Reach(options.identity_provider_url or "", (), "token of Entra for BigQuery"))
        made.append(Reach("sts.googleapis.com", (443,), "exchange of the token at Google"))
    elif options.auth != "access_token":
        made.append(Reach("oauth2.googleapis.com", (443,), "Google's tokens"))
    if options.impersonate_service_account or options.service_account_impersonation_url:
        made.append(Reach("iamcredentials.googleapis.com", (443,), "acting as another service account"))
    return tuple(made)

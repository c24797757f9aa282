"""Any catalog that speaks the Iceberg REST API (Lakekeeper, Gravitino, Apache Iceberg's own server …).

The API: apache/iceberg, ``open-api/rest-catalog-open-api.yaml``.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from floec.plan.lake import login
from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.spec.base import HttpUrl, ObjectName, explained
from floec.spec.catalog import SECRETS, Delegation, Named, PlainLine, Region, needs_secret

NAME = "rest"
SUMMARY = "Any catalog with the Iceberg REST API."
_SIGNED = {"properties": {"auth": {"enum": ["sigv4"]}}, "required": ["auth"]}
CONDITIONS: dict[str, Any] = {
    **needs_secret(*SECRETS),
    "else": {"if": _SIGNED, "then": {"required": ["region", "signing_service"]}},
}


class Options(Named):
    """A catalog with the Iceberg REST API."""

    type: Literal["rest"]
    uri: HttpUrl = Field(
        description="Address of the API, without `/v1`.", examples=["https://catalog.example.com/catalog"]
    )
    warehouse: PlainLine | None = Field(
        None, description="Warehouse, as the server calls it: a name, or an address.", examples=["lake"]
    )
    auth: Literal["oauth2", "token", "sigv4", "none"] = Field(
        description="How clients log in, and which keys of the Secret are read.",
        json_schema_extra=explained(
            oauth2=(
                "OAuth2 client credentials: "
                "ICEBERG_CLIENT_ID, ICEBERG_CLIENT_SECRET, and ICEBERG_CREDENTIAL (id:secret) for Python steps and Spark."
            ),
            token="A bearer token: ICEBERG_TOKEN.",
            sigv4="Requests signed with the workload's own AWS identity; no secret.",
            none="Nothing at all: whoever reaches the server may use it.",
        ),
        examples=["oauth2"],
    )
    secret_ref: ObjectName | None = Field(
        None, description="Kubernetes Secret with the keys that `auth` names.", examples=["catalog-client"]
    )
    oauth2_server_uri: HttpUrl | None = Field(
        None,
        description="Where a token is asked for, with `auth: oauth2`. Default: `uri` with `/v1/oauth/tokens`.",
        examples=["https://auth.example.com/realms/lake/protocol/openid-connect/token"],
    )
    scope: PlainLine | None = Field(
        None, description="OAuth scope that is asked for. Default: `catalog`.", examples=["catalog"]
    )
    region: Region | None = Field(
        None, description="AWS region that requests are signed for, with `auth: sigv4`.", examples=["eu-west-1"]
    )
    signing_service: Literal["glue", "s3tables", "execute-api"] | None = Field(
        None,
        description="AWS service that requests are signed for, with `auth: sigv4`.",
        json_schema_extra=explained(
            **{
                "glue": "AWS Glue.",
                "s3tables": "Amazon S3 Tables, and stores that have its API.",
                "execute-api": "A server behind Amazon API Gateway.",
            }
        ),
    )
    access_delegation: Delegation = "vended-credentials"


def wiring(options: Options, draft: Draft) -> IcebergCatalog:
    uri = options.uri.rstrip("/")
    oauth = options.auth == "oauth2"
    signed = options.auth == "sigv4"
    return IcebergCatalog(
        name=options.name or NAME,
        kind=NAME,
        warehouse=options.warehouse,
        uri=uri,
        token_uri=(options.oauth2_server_uri or uri + "/v1/oauth/tokens") if oauth else None,
        scope=(options.scope or "catalog") if oauth else None,
        region=options.region if signed else None,
        signing_service=options.signing_service if signed else None,
        delegation=options.access_delegation != "none",
        **login(draft, options.auth, "ICEBERG", "Iceberg catalog")._asdict(),
    )


def reaches(options: Options) -> tuple[Reach, ...]:
    made = [Reach(options.uri, (), "Iceberg REST catalog")]
    if options.auth == "oauth2" and options.oauth2_server_uri:
        made.append(Reach(options.oauth2_server_uri, (), "tokens for the Iceberg catalog"))
    if options.auth == "sigv4":
        made.append(Reach(f"sts.{options.region}.amazonaws.com", (443,), "AWS identity (STS)"))
    return tuple(made)

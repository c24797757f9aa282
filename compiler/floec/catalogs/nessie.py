"""Nessie, a catalog with branches, by its Iceberg REST API.

Address and branches: projectnessie.org, "Iceberg REST".  Clients take the branch from the address; Trino takes it as a prefix.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from floec.plan.lake import login
from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.spec.base import HttpUrl, ObjectName, Says, explained
from floec.spec.catalog import SECRETS, Delegation, Named, PlainLine, needs_secret

NAME = "nessie"
SUMMARY = "Nessie, a catalog with branches."
_OAUTH2 = {"properties": {"auth": {"enum": ["oauth2"]}}, "required": ["auth"]}
CONDITIONS: dict[str, Any] = needs_secret(*SECRETS)
CONDITIONS["then"] = {**CONDITIONS["then"], "if": _OAUTH2, "then": {"required": ["oauth2_server_uri"]}}
Branch = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z]([A-Za-z0-9._-]*[A-Za-z0-9_-])?$", max_length=200),
    Says("the name of a branch or tag, such as main: letters, digits, '.', '_' and '-'"),
]


class Options(Named):
    """A Nessie server."""

    type: Literal["nessie"]
    uri: HttpUrl = Field(
        description="Iceberg REST address of the server, without a branch.", examples=["http://nessie:19120/iceberg"]
    )
    ref: Branch = Field("main", description="Branch or tag that is read and written.", examples=["main"])
    warehouse: PlainLine | None = Field(
        None, description="Warehouse, as the server calls it. Default: the server's default.", examples=["lake"]
    )
    auth: Literal["oauth2", "token", "none"] = Field(
        description="How clients log in, and which keys of the Secret are read.",
        json_schema_extra=explained(
            oauth2=(
                "OAuth2 client credentials from `oauth2_server_uri`: "
                "NESSIE_CLIENT_ID, NESSIE_CLIENT_SECRET, and NESSIE_CREDENTIAL (id:secret) for Python steps and Spark."
            ),
            token="A bearer token: NESSIE_TOKEN.",
            none="Nothing at all: whoever reaches the server may use it.",
        ),
        examples=["oauth2"],
    )
    secret_ref: ObjectName | None = Field(
        None, description="Kubernetes Secret with the keys that `auth` names.", examples=["nessie-client"]
    )
    oauth2_server_uri: HttpUrl | None = Field(
        None,
        description="Where a token is asked for, with `auth: oauth2`. Nessie hands out none itself: the identity provider does.",
        examples=["https://auth.example.com/realms/lake/protocol/openid-connect/token"],
    )
    scope: PlainLine | None = Field(
        None, description="OAuth scope that is asked for. Default: `catalog`.", examples=["profile"]
    )
    access_delegation: Delegation = "vended-credentials"


def wiring(options: Options, draft: Draft) -> IcebergCatalog:
    oauth = options.auth == "oauth2"
    return IcebergCatalog(
        name=options.name or NAME,
        kind=NAME,
        warehouse=options.warehouse,
        uri=options.uri.rstrip("/"),
        prefix=options.ref,
        token_uri=options.oauth2_server_uri if oauth else None,
        scope=(options.scope or "catalog") if oauth else None,
        delegation=options.access_delegation != "none",
        **login(draft, options.auth, "NESSIE", "Nessie")._asdict(),
    )


def reaches(options: Options) -> tuple[Reach, ...]:
    made = [Reach(options.uri, (), "Nessie catalog")]
    if options.auth == "oauth2" and options.oauth2_server_uri:
        made.append(Reach(options.oauth2_server_uri, (), "tokens for Nessie"))
    return tuple(made)

"""`orchestration`: what runs the pipeline on a schedule, and who may look at it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from floec.spec.base import (
    AbsolutePath,
    Cron,
    DnsName,
    Host,
    HttpsUrl,
    Image,
    ImageDigest,
    ImageTag,
    Items,
    Line,
    ObjectName,
    Port,
    Says,
    Section,
    TimeZone,
    Whole,
    explained,
)

Module = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$", max_length=200),
    Says("a Python module such as orders.definitions"),
]


class Schedule(Section):
    """When the pipeline runs."""

    cron: Cron = Field(
        description="Five fields: minute, hour, day of month, month, day of week.", examples=["0 6 * * *"]
    )
    timezone: TimeZone = Field("UTC", description="IANA time zone in which `cron` is read.", examples=["Europe/Berlin"])


class Auth(Section):
    """Who may open the webserver. Dagster has no login of its own: an oauth2-proxy stands in front of it."""

    provider: Literal["oidc"] = Field(
        description="Kind of identity provider.", json_schema_extra=explained(oidc="OpenID Connect.")
    )
    client_id: Line = Field(description="Client id registered with the provider.", examples=["dagster"])
    issuer_url: HttpsUrl = Field(description="The provider's issuer URL.", examples=["https://auth.example.com"])
    secret_ref: ObjectName = Field(
        description="Kubernetes Secret with the keys `client-secret` and `cookie-secret`.", examples=["dagster-oidc"]
    )
    email_domains: Annotated[Items[DnsName], Field(min_length=1)] = Field(
        description="Only users with an e-mail address of these domains are let in.", examples=[["example.com"]]
    )


class Webserver(Section):
    """The web interface of the orchestrator."""

    replicas: Annotated[Whole, Field(ge=1, le=50)] = Field(1, description="How many webserver pods run.", examples=[2])
    host: DnsName | None = Field(
        None,
        description="Public host name. Left out, there is no ingress and the webserver is reached by port forwarding.",
        examples=["dagster.example.com"],
    )
    tls_secret_ref: ObjectName | None = Field(
        None, description="Kubernetes Secret of type `kubernetes.io/tls` for the host.", examples=["dagster-tls"]
    )
    auth: Auth | None = Field(None, description="Who may open the webserver.")


class Database(Section):
    """The PostgreSQL database of the orchestrator."""

    host: Host = Field(description="Host of the PostgreSQL server.", examples=["pg.example.com"])
    port: Port = Field(5432, description="Port of the PostgreSQL server.", examples=[5432])
    name: Line = Field("dagster", description="Name of the database.", examples=["dagster"])
    user: Line = Field("dagster", description="User that connects.", examples=["dagster"])
    secret_ref: ObjectName = Field(
        description="Kubernetes Secret with the password under the key `postgresql-password`.",
        examples=["dagster-postgresql"],
    )
    sslmode: Literal["disable", "require", "verify-ca", "verify-full"] = Field(
        "require",
        description="How the connection is encrypted (libpq's `sslmode`).",
        json_schema_extra=explained(
            disable="Not encrypted.",
            require="Encrypted; the server is not verified.",
            verify_ca="Encrypted; the server's certificate authority is verified.",
            verify_full="Encrypted; the authority and the host name are verified.",
        ),
    )


class Orchestration(Section):
    """What runs the pipeline."""

    type: Literal["dagster"] = Field(
        "dagster", description="Which orchestrator.", json_schema_extra=explained(dagster="Dagster, by its Helm chart.")
    )
    image: Image = Field(
        description="Repository of the image that holds the pipeline's code and the folder that `floec build` wrote.",
        examples=["ghcr.io/acme/orders"],
    )
    image_tag: ImageTag | None = Field(
        None, description="Tag of the image. Give this or `image_digest`.", examples=["1.4.2"]
    )
    image_digest: ImageDigest | None = Field(
        None,
        description="Digest of the image; nobody can move it. Give this or `image_tag`.",
        examples=["sha256:" + "0" * 64],
    )
    module: Module | None = Field(
        None,
        description="Python module that holds the Dagster definitions. Default: the pipeline's name with `_` for `-`, then `.definitions`.",
        examples=["orders.definitions"],
    )
    working_directory: AbsolutePath = Field(
        "/opt/dagster/app",
        description="Folder of the image that holds the project; the outputs are looked for in its `.floe`.",
        examples=["/opt/dagster/app"],
    )
    schedule: Schedule | None = Field(None, description="When the pipeline runs. Left out, it runs when asked to.")
    webserver: Webserver = Field(Webserver.model_construct(), description="The web interface.")
    database: Database = Field(description="The PostgreSQL database that keeps runs and events.")

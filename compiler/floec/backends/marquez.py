"""Marquez: lineage, over OpenLineage's HTTP API.

Either it is already there (``endpoint``), or it is deployed with the pipeline (``database``), by its Helm chart.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from floec.plan.plugins import Draft, Reach
from floec.plan.signals import LineageTransport
from floec.spec.base import Host, HttpUrl, Items, Line, ObjectName, Port, Section

NAME = "marquez"
SUMMARY = "Marquez: lineage."
SIGNALS = ("lineage",)

API_PORT = 5000  # chart/values.yaml of MarquezProject/marquez


class Database(Section):
    """The PostgreSQL database of a Marquez that is deployed with the pipeline."""

    host: Host = Field(description="Host of the PostgreSQL server.", examples=["pg.example.com"])
    port: Port = Field(5432, description="Port of the PostgreSQL server.", examples=[5432])
    name: Line = Field("marquez", description="Name of the database.", examples=["marquez"])
    user: Line = Field("marquez", description="User that connects.", examples=["marquez"])
    secret_ref: ObjectName = Field(
        description="Kubernetes Secret with the password under the key `marquez-db-password`.", examples=["marquez-db"]
    )


class Options(Section):
    """A Marquez backend."""

    type: Literal["marquez"]
    endpoint: HttpUrl | None = Field(
        None,
        description="URL of a Marquez that is already there. Give this or `database`.",
        examples=["http://marquez:5000"],
    )
    database: Database | None = Field(
        None, description="Deploy Marquez with the pipeline, on this database. Give this or `endpoint`."
    )
    signals: Items[Literal["lineage"]] | None = Field(
        None, description="Which signals go there.", examples=[["lineage"]]
    )


def transport(options: Options, draft: Draft, pipeline: str) -> LineageTransport:
    # The client joins url and endpoint with urljoin: the url is the origin alone, the whole path is the endpoint.
    scheme, _, rest = (options.endpoint or f"http://{pipeline}-marquez:{API_PORT}").partition("://")
    origin, _, path = rest.partition("/")
    prefix = path.strip("/")
    endpoint = (
        f"{prefix}/api/v1/lineage" if prefix and not prefix.endswith("api/v1/lineage") else prefix or "api/v1/lineage"
    )
    made = (("type", "http"), ("url", f"{scheme}://{origin}"), ("endpoint", endpoint), ("timeout", 5), ("verify", True))
    return LineageTransport(NAME, made, (), draft.asked("endpoint" if options.endpoint else "database"))


def reaches(options: Options) -> tuple[Reach, ...]:
    return (Reach(options.endpoint, (), "lineage events to Marquez"),) if options.endpoint else ()

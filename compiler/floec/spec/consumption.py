"""`consumption`: the semantic layer over the results; carried into artifacts.json for the runtime."""

from __future__ import annotations

from pydantic import Field

from floec.spec.base import Cron, Identifier, ObjectName, Port, Section, TimeZone, agreeing, needs


class PreAggregations(Section):
    """Tables that Cube computes ahead of queries."""

    refresh_schedule: Cron | None = Field(
        None, description="When they are refreshed, as a cron expression.", examples=["*/30 * * * *"]
    )
    timezone: TimeZone = Field("UTC", description="IANA time zone of the schedule.", examples=["UTC"])


class CubeSecurity(Section):
    """Which rows a user sees."""

    model_config = agreeing(needs("row_level", True, "tenant_column"))

    row_level: bool = Field(False, description="Filter rows by tenant.")
    tenant_column: Identifier | None = Field(None, description="Column that holds the tenant.", examples=["tenant_id"])


class Cube(Section):
    """Cube's server."""

    port: Port = Field(4000, description="Port of Cube's API.", examples=[4000])
    api_secret_ref: ObjectName | None = Field(
        None, description="Kubernetes Secret with the key that signs API tokens.", examples=["cube-api-secret"]
    )
    pre_aggregations: PreAggregations = Field(
        PreAggregations.model_construct(), description="Tables computed ahead of queries."
    )
    security: CubeSecurity = Field(CubeSecurity.model_construct(), description="Which rows a user sees.")


class Consumption(Section):
    """The semantic layer over the results."""

    enabled: bool = Field(False, description="Whether the semantic layer is used.")
    cube: Cube = Field(Cube.model_construct(), description="Cube's settings.")

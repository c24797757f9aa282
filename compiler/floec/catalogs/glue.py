"""AWS Glue, by its Iceberg REST endpoint with signed requests; the workload's own AWS identity signs them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.spec.base import Says, Section

NAME = "glue"
SUMMARY = "AWS Glue Data Catalog."

AccountId = Annotated[
    str,
    StringConstraints(pattern="^[0-9]{12}$", max_length=12),
    Says('an AWS account id: 12 digits in quotes, such as "123456789012"'),
]
Region = Annotated[
    str, StringConstraints(pattern="^[a-z]{2}(-[a-z]+)+-[0-9]$", max_length=32), Says("an AWS region such as eu-west-1")
]


class Options(Section):
    """An AWS Glue Data Catalog."""

    type: Literal["glue"]
    region: Region = Field(description="AWS region of the catalog.", examples=["eu-west-1"])
    warehouse: AccountId = Field(description="AWS account that owns the catalog.", examples=["123456789012"])


def wiring(options: Options, draft: Draft) -> IcebergCatalog:
    return IcebergCatalog(
        name="glue",
        kind=NAME,
        warehouse=options.warehouse,
        uri=f"https://glue.{options.region}.amazonaws.com/iceberg",
        region=options.region,
        signing_service="glue",
    )


def reaches(options: Options) -> tuple[Reach, ...]:
    return (
        Reach(f"glue.{options.region}.amazonaws.com", (443,), "AWS Glue catalog"),
        Reach(f"s3.{options.region}.amazonaws.com", (443,), "table data in S3"),
        Reach(f"sts.{options.region}.amazonaws.com", (443,), "AWS identity (STS)"),
    )

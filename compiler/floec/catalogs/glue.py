"""AWS Glue and S3 Tables, by their Iceberg REST endpoints with signed requests; the workload's own AWS identity signs them.

Endpoints, signing names and forms of the warehouse: AWS documentation, "Connecting to the Data Catalog using AWS Glue
Iceberg REST endpoint" and "Accessing tables using the Amazon S3 Tables Iceberg REST endpoint".
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.spec.base import Says
from floec.spec.catalog import Named, Region

NAME = "glue"
SUMMARY = "AWS Glue Data Catalog, or Amazon S3 Tables."

_BUCKET = "[a-z0-9][a-z0-9-]{1,61}[a-z0-9]"
Warehouse = Annotated[
    str,
    StringConstraints(
        pattern=f"^([0-9]{{12}}(:s3tablescatalog/{_BUCKET})?|arn:aws[a-z-]*:s3tables:[a-z0-9-]+:[0-9]{{12}}:bucket/{_BUCKET})$",
        max_length=200,
    ),
    Says('an AWS account id (12 digits in quotes, such as "123456789012"), or the ARN of an S3 table bucket'),
]


class Options(Named):
    """An AWS Glue Data Catalog, or a bucket of S3 Tables."""

    type: Literal["glue"]
    region: Region = Field(description="AWS region of the catalog.", examples=["eu-west-1"])
    warehouse: Warehouse = Field(
        description=(
            "AWS account that owns the Glue catalog; with `:s3tablescatalog/` and a bucket, S3 Tables through Glue; the ARN of a "
            "table bucket, S3 Tables itself."
        ),
        examples=["123456789012"],
    )


def wiring(options: Options, draft: Draft) -> IcebergCatalog:
    service = _service(options)
    return IcebergCatalog(
        name=options.name or NAME,
        kind=NAME,
        warehouse=options.warehouse,
        uri=f"https://{service}.{options.region}.amazonaws.com/iceberg",
        region=options.region,
        signing_service=service,
    )


def _service(options: Options) -> str:
    return "s3tables" if options.warehouse.startswith("arn:") else "glue"


def reaches(options: Options) -> tuple[Reach, ...]:
    purpose = "AWS Glue catalog" if _service(options) == "glue" else "Amazon S3 Tables"
    return (
        Reach(f"{_service(options)}.{options.region}.amazonaws.com", (443,), purpose),
        Reach(f"s3.{options.region}.amazonaws.com", (443,), "table data in S3"),
        Reach(f"sts.{options.region}.amazonaws.com", (443,), "AWS identity (STS)"),
    )

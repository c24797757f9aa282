"""Amazon Athena.

Options and their rules: dbt-athena 1.11 (``AthenaCredentials``, ``session.py``).  The adapter loads a profile with neither a staging
folder nor a work group, and asks AWS for a role's duration only when it connects (STS: 900 to 43,200 seconds); here both are checked.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from floec.plan.plugins import Draft, IcebergCatalog, Reach
from floec.plan.values import Options as Rendered
from floec.spec.base import HttpsUrl, Identifier, Line, Says, Section, Whole, explained
from floec.spec.catalog import Region
from floec.spec.conditions import Way, logins

NAME = "athena"
SUMMARY = "Amazon Athena, SQL over S3."
ADAPTER = "athena"
PACKAGE = "dbt-athena"
CATALOGS = ("glue",)

_ROLE = ("assume_role_external_id", "assume_role_session_name", "assume_role_duration_seconds")
CONDITIONS: dict[str, Any] = logins(
    {
        "workload_identity": Way(secret=False),
        "access_key": Way(may=("temporary",)),
        "assume_role": Way(secret=False, needs=("assume_role_arn",), may=_ROLE),
        "profile": Way(secret=False, needs=("aws_profile_name",)),
    }
)

Folder = Annotated[
    str,
    StringConstraints(pattern="^s3://[a-z0-9][a-z0-9.-]*[a-z0-9](/[A-Za-z0-9!_.*'()=/-]*)?$", max_length=1100),
    Says("a folder in S3 such as s3://bucket/path/"),
]
Role = Annotated[
    str,
    StringConstraints(pattern="^arn:aws(-[a-z]+)*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", max_length=2048),
    Says("the ARN of a role, such as arn:aws:iam::123456789012:role/loader"),
]


class Options(Section):
    """Amazon Athena settings."""

    region_name: Region | None = Field(
        None, description="AWS region. Left out, it is `AWS_REGION` of the Secret.", examples=["eu-west-1"]
    )
    database: Line = Field("awsdatacatalog", description="Data catalog of Athena.", examples=["awsdatacatalog"])
    schema_: Identifier | None = Field(
        None,
        alias="schema",
        description="Schema (a database of Glue) that models are built in. Left out, it is `ATHENA_SCHEMA` of the Secret.",
        examples=["marts"],
    )
    s3_staging_dir: Folder | None = Field(
        None,
        description="Folder for the results of queries. Left out, it is that of `work_group`, or `ATHENA_S3_STAGING_DIR` of the Secret.",
        examples=["s3://acme-athena/results/"],
    )
    work_group: Line | None = Field(None, description="Work group of Athena.", examples=["etl"])
    skip_workgroup_check: bool = Field(
        False, description="Do not ask whether the work group enforces its own folder, which takes a permission."
    )
    spark_work_group: Line | None = Field(
        None, description="Work group for models in Python, which run on Spark.", examples=["etl-spark"]
    )
    s3_data_dir: Folder | None = Field(
        None,
        description="Folder that tables are kept in. Default: below the staging folder.",
        examples=["s3://acme-lake/tables/"],
    )
    s3_data_naming: Literal["schema_table_unique", "schema_table", "table_unique", "table", "unique"] = Field(
        "schema_table_unique",
        description="How a table's folder is named.",
        json_schema_extra=explained(
            schema_table_unique="Schema, table and a new id for each build.",
            schema_table="Schema and table.",
            table_unique="Table and a new id for each build.",
            table="Table.",
            unique="A new id for each build.",
        ),
    )
    s3_tmp_table_dir: Folder | None = Field(
        None, description="Folder for temporary tables. Default: `s3_data_dir`.", examples=["s3://acme-lake/tmp/"]
    )
    auth: Literal["workload_identity", "access_key", "assume_role", "profile"] = Field(
        "workload_identity",
        description="How the pipeline logs in, and which keys of the Secret are read.",
        json_schema_extra=explained(
            workload_identity="What the machine or the service account is given by AWS; no secret.",
            access_key="An access key: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.",
            assume_role="A role that the workload's own identity may assume; no secret.",
            profile="A profile of ~/.aws, for development; no secret.",
        ),
    )
    temporary: bool = Field(
        False,
        description="The access key is a temporary one, whose session token is `AWS_SESSION_TOKEN` of the Secret.",
    )
    assume_role_arn: Role | None = Field(
        None,
        description="Role that is assumed, with `auth: assume_role`.",
        examples=["arn:aws:iam::123456789012:role/loader"],
    )
    assume_role_external_id: Line | None = Field(
        None, description="External id that the role asks for; not a secret.", examples=["acme-orders"]
    )
    assume_role_session_name: Line | None = Field(
        None, description="Name of the session in AWS's logs. Default: `dbt-athena`.", examples=["orders"]
    )
    assume_role_duration_seconds: Annotated[Whole, Field(ge=900, le=43200)] = Field(
        3600, description="Seconds that the role is assumed for.", examples=[3600]
    )
    aws_profile_name: Line | None = Field(
        None, description="Profile of ~/.aws, with `auth: profile`.", examples=["analytics"]
    )
    endpoint_url: HttpsUrl | None = Field(
        None,
        description="Address of Athena where it is not the region's, such as a VPC endpoint.",
        examples=["https://vpce-1a2b3c4d.athena.eu-west-1.vpce.amazonaws.com"],
    )
    lf_tags_database: dict[Line, Line] = Field(
        default_factory=dict, description="Lake Formation tags on the schema.", examples=[{"domain": "sales"}]
    )
    poll_interval: Annotated[float, Field(gt=0, le=60, strict=False)] = Field(
        1.0, description="Seconds between two looks at a running query.", examples=[1.0]
    )
    num_retries: Annotated[Whole, Field(ge=0, le=20)] = Field(
        5, description="How often a failed query is tried again.", examples=[5]
    )


def output(options: Options, draft: Draft, catalog: IcebergCatalog | None, name: str) -> Rendered:
    def given(key: str, value: str | None, variable: str) -> Any:
        return draft.given(f"properties.{key}", value, variable, f"Athena {key}")

    made: list[tuple[str, Any]] = [
        ("region_name", given("region_name", options.region_name, "AWS_REGION")),
        *_login(options, draft),
        ("database", options.database),
        ("schema", given("schema", options.schema_, "ATHENA_SCHEMA")),
    ]
    if options.s3_staging_dir or not options.work_group:
        made.append(("s3_staging_dir", given("s3_staging_dir", options.s3_staging_dir, "ATHENA_S3_STAGING_DIR")))
    made += [
        (key, getattr(options, key))
        for key in ("work_group", "skip_workgroup_check", "spark_work_group", "s3_data_dir", "s3_tmp_table_dir")
        if getattr(options, key)
    ]
    made.append(("s3_data_naming", options.s3_data_naming))
    if options.endpoint_url:
        made.append(("endpoint_url", options.endpoint_url))
    if options.lf_tags_database:
        made.append(("lf_tags_database", tuple(sorted(options.lf_tags_database.items()))))
    return (*made, ("poll_interval", options.poll_interval), ("num_retries", options.num_retries))


def _login(options: Options, draft: Draft) -> list[tuple[str, Any]]:
    def secret(entry: str, purpose: str) -> Any:
        return draft.secret("connection_secret_ref", entry, purpose)

    match options.auth:
        case "access_key":
            key = draft.given("connection_secret_ref", None, "AWS_ACCESS_KEY_ID", "AWS access key id")
            made = [
                ("aws_access_key_id", key),
                ("aws_secret_access_key", secret("AWS_SECRET_ACCESS_KEY", "AWS secret access key")),
            ]
            if options.temporary:
                made.append(("aws_session_token", secret("AWS_SESSION_TOKEN", "AWS session token")))
            return made
        case "assume_role":
            return [(key, value) for key in ("assume_role_arn", *_ROLE) if (value := getattr(options, key)) is not None]
        case "profile":
            return [("aws_profile_name", options.aws_profile_name)]
        case _:
            return []


def reaches(options: Options) -> tuple[Reach, ...]:
    """Athena, the catalog, the data and the identity service of the region (AWS General Reference, service endpoints)."""
    region = options.region_name
    domain = "amazonaws.com.cn" if region and region.startswith("cn-") else "amazonaws.com"

    def service(name: str) -> str:
        return f"{name}.{region}.{domain}" if region else f"*.{domain}"

    made = [
        Reach(options.endpoint_url or service("athena"), (443,), "Amazon Athena"),
        Reach(service("s3"), (443,), "results and tables in S3"),
        Reach(service("glue"), (443,), "AWS Glue catalog"),
        Reach(service("sts"), (443,), "AWS identity (STS)"),
    ]
    if options.lf_tags_database:
        made.append(Reach(service("lakeformation"), (443,), "AWS Lake Formation"))
    return tuple(made)

"""`storage`: where table data is kept."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from floec.spec.base import HttpUrl, ObjectName, RelativePath, Says, Section
from floec.spec.catalog import PlainLine

# Names as the services themselves allow them, which also keeps every character out that a URL or a reader would take otherwise.
Bucket = Annotated[
    str,
    StringConstraints(pattern="^[a-z0-9][a-z0-9._-]*[a-z0-9]$", max_length=222),
    Says("the name of a bucket: lower-case letters, digits, '.', '_' and '-'"),
]
Account = Annotated[
    str,
    StringConstraints(pattern="^[a-z0-9]+$", max_length=24),
    Says("the name of a storage account: lower-case letters and digits, at most 24"),
]
Prefix = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z0-9_.=-]+(/[A-Za-z0-9_.=-]+)*/?$", max_length=1000),
    Says("a path such as lake/warehouse: letters, digits, '_', '.', '=', '-' and '/'"),
]
IDENTITY = "Left out, the workload's own identity is used."


class S3(Section):
    """Amazon S3, or a store that speaks its protocol."""

    type: Literal["s3"] = Field(description="Which kind of storage.")
    bucket: Bucket = Field(description="Name of the bucket.", examples=["lake"])
    region: PlainLine | None = Field(None, description="AWS region of the bucket.", examples=["eu-west-1"])
    endpoint: HttpUrl | None = Field(
        None, description="Endpoint of an S3-compatible store.", examples=["https://minio.example.com:9000"]
    )
    prefix: Prefix | None = Field(None, description="Path inside the bucket.", examples=["warehouse"])
    secret_ref: ObjectName | None = Field(
        None,
        description=f"Kubernetes Secret with the keys `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. {IDENTITY}",
        examples=["lake-credentials"],
    )


class Gcs(Section):
    """Google Cloud Storage."""

    type: Literal["gcs"] = Field(description="Which kind of storage.")
    bucket: Bucket = Field(description="Name of the bucket.", examples=["lake"])
    prefix: Prefix | None = Field(None, description="Path inside the bucket.", examples=["warehouse"])
    secret_ref: ObjectName | None = Field(
        None,
        description=(
            "Kubernetes Secret with the key `GCS_JSON_KEY`, a service account's key, which Trino reads; other engines take their "
            f"application default credentials. {IDENTITY}"
        ),
        examples=["lake-credentials"],
    )


class Azure(Section):
    """Azure Blob Storage or Data Lake Storage."""

    type: Literal["azure"] = Field(description="Which kind of storage.")
    account: Account = Field(description="Name of the storage account.", examples=["acmelake"])
    container: Bucket = Field(description="Name of the container.", examples=["lake"])
    prefix: Prefix | None = Field(None, description="Path inside the container.", examples=["warehouse"])
    secret_ref: ObjectName | None = Field(
        None,
        description=f"Kubernetes Secret with the key `AZURE_STORAGE_KEY`, the account's key. {IDENTITY}",
        examples=["lake-credentials"],
    )


class Local(Section):
    """A folder of the project."""

    type: Literal["local"] = Field(description="Which kind of storage.")
    path: RelativePath = Field(description="The folder, relative to floe.yaml.", examples=["./warehouse"])


Storage = S3 | Gcs | Azure | Local
KINDS: dict[str, type[Section]] = {"azure": Azure, "gcs": Gcs, "local": Local, "s3": S3}

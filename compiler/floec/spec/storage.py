"""`storage`: where table data is kept."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from floec.spec.base import HttpUrl, Line, ObjectName, RelativePath, Section

_SECRET_REF = (
    "Name of the Kubernetes Secret with the storage credentials; left out, the workload's own identity is used."
)


class S3(Section):
    """Amazon S3, or a store that speaks its protocol."""

    type: Literal["s3"] = Field(description="Which kind of storage.")
    bucket: Line = Field(description="Name of the bucket.", examples=["lake"])
    region: Line | None = Field(None, description="AWS region of the bucket.", examples=["eu-west-1"])
    endpoint: HttpUrl | None = Field(
        None, description="Endpoint of an S3-compatible store.", examples=["https://minio.example.com:9000"]
    )
    prefix: Line | None = Field(None, description="Path inside the bucket.", examples=["warehouse"])
    secret_ref: ObjectName | None = Field(None, description=_SECRET_REF, examples=["lake-credentials"])


class Gcs(Section):
    """Google Cloud Storage."""

    type: Literal["gcs"] = Field(description="Which kind of storage.")
    bucket: Line = Field(description="Name of the bucket.", examples=["lake"])
    prefix: Line | None = Field(None, description="Path inside the bucket.", examples=["warehouse"])
    secret_ref: ObjectName | None = Field(None, description=_SECRET_REF, examples=["lake-credentials"])


class Azure(Section):
    """Azure Blob Storage or Data Lake Storage."""

    type: Literal["azure"] = Field(description="Which kind of storage.")
    account: Line = Field(description="Name of the storage account.", examples=["acmelake"])
    container: Line = Field(description="Name of the container.", examples=["lake"])
    prefix: Line | None = Field(None, description="Path inside the container.", examples=["warehouse"])
    secret_ref: ObjectName | None = Field(None, description=_SECRET_REF, examples=["lake-credentials"])


class Local(Section):
    """A folder of the project."""

    type: Literal["local"] = Field(description="Which kind of storage.")
    path: RelativePath = Field(description="The folder, relative to floe.yaml.", examples=["./warehouse"])


Storage = S3 | Gcs | Azure | Local
KINDS: dict[str, type[Section]] = {"azure": Azure, "gcs": Gcs, "local": Local, "s3": S3}

"""What stands beside DuckDB's own database: object storage and attached databases, and the DuckDB secrets that open them.

DuckDB 2.0 documentation, "Secrets Manager", "S3 API Support", "Azure Extension", "PostgreSQL Extension"; DuckLake documentation,
"Connecting"; what dbt-duckdb 1.11 makes of them (``credentials.py``, ``secrets.py``).  A login never stands in a path: it becomes a DuckDB
secret, filled from a Kubernetes Secret.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from floec.plan.plugins import Draft, Reach
from floec.plan.values import InProject
from floec.plan.values import Options as Rendered
from floec.spec.base import Host, Identifier, Line, ObjectName, Port, Says, Section, explained
from floec.spec.conditions import both, has, unless, when

IN_MEMORY = ":memory:"

Place = Annotated[
    str,
    StringConstraints(
        pattern="^((s3|gs|gcs|az|azure|abfss|https)://|/)?[A-Za-z0-9_.][A-Za-z0-9_. /=@%+-]*$", max_length=1024
    ),
    Says("a path relative to floe.yaml, an absolute path, or a URL such as s3://bucket/path, without a query"),
]
Scope = Annotated[
    str,
    StringConstraints(pattern="^(s3|gs|gcs|r2|az|azure|abfss)://[A-Za-z0-9._/@-]*$", max_length=1024),
    Says("a URL such as s3://bucket/path"),
]
Endpoint = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$", max_length=300),
    Says("a host, and a port if it is not that of HTTPS, without scheme, such as minio.storage:9000"),
]


_LOGIN = "How DuckDB logs in, and which keys of `secret_ref` are read."
_LOGINS = {
    "access_key": "With s3: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY; with gcs: GCS_HMAC_KEY_ID, GCS_HMAC_SECRET.",
    "workload_identity": "With s3 and azure: what the machine or the service account is given by the cloud; no secret.",
    "connection_string": "With azure: AZURE_STORAGE_CONNECTION_STRING.",
    "service_principal": "With azure: AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET.",
}


def _logins(kind: str, *names: str) -> dict[str, Any]:
    """The ways of logging in that a kind of storage knows."""
    auth = {"enum": list(names), "description": _LOGIN, **explained(**{name: _LOGINS[name] for name in names})}
    return {"if": has("type", kind), "then": {"type": "object", "properties": {"auth": auth}}}


class Storage(Section):
    """Credentials of an object storage, as a DuckDB secret."""

    model_config = ConfigDict(
        json_schema_extra={
            "allOf": [
                unless(has("auth", "workload_identity"), needs=("secret_ref",)),
                when(has("auth", "workload_identity"), refuses=("secret_ref",)),
                when(has("type", "s3"), refuses=("account_name",)),
                when(has("type", "gcs"), refuses=("account_name", "region")),
                when(has("type", "azure"), refuses=("region", "endpoint", "url_style", "use_ssl")),
                when(both(has("type", "azure"), has("auth", "workload_identity")), needs=("account_name",)),
                when(has("auth", "service_principal"), needs=("account_name",)),
                _logins("s3", "access_key", "workload_identity"),
                _logins("gcs", "access_key"),
                _logins("azure", "workload_identity", "connection_string", "service_principal"),
            ]
        }
    )

    name: Identifier = Field(description="Name of the DuckDB secret; variables are named after it.", examples=["lake"])
    type: Literal["s3", "gcs", "azure"] = Field(
        description="Kind of storage.",
        json_schema_extra=explained(
            s3="Amazon S3 and what speaks its protocol.", gcs="Google Cloud Storage.", azure="Azure Storage."
        ),
    )
    auth: Literal["access_key", "workload_identity", "connection_string", "service_principal"] = Field(
        description=_LOGIN, json_schema_extra=explained(**_LOGINS)
    )
    secret_ref: ObjectName | None = Field(
        None, description="Name of the Kubernetes Secret that holds the credentials.", examples=["lake-credentials"]
    )
    scope: Scope | None = Field(
        None,
        description="URLs that these credentials are for: all that begin so. Default: all of this kind of storage.",
        examples=["s3://acme-lake"],
    )
    region: Line | None = Field(None, description="AWS region, with `type: s3`.", examples=["eu-west-1"])
    endpoint: Endpoint | None = Field(
        None,
        description="Host of a storage that is not the cloud's own, with `type: s3` or `gcs`.",
        examples=["minio.storage:9000"],
    )
    url_style: Literal["vhost", "path"] | None = Field(
        None,
        description="How a bucket stands in an address, with `type: s3` or `gcs`. Default: DuckDB's.",
        json_schema_extra=explained(vhost="In the host.", path="In the path, as MinIO wants."),
    )
    use_ssl: bool = Field(True, description="Speak TLS, with `type: s3` or `gcs`.")
    account_name: (
        Annotated[
            str,
            StringConstraints(pattern="^[a-z0-9]+$", min_length=3, max_length=24),
            Says("3 to 24 lower-case letters and digits"),
        ]
        | None
    ) = Field(None, description="Storage account, with `type: azure`.", examples=["acmelake"])


_LOGGED_IN = ("host", "database", "secret_ref")
_SERVER = (*_LOGGED_IN, "port")


class Attached(Section):
    """Another database beside DuckDB's own."""

    model_config = ConfigDict(
        json_schema_extra={
            "allOf": [
                when(has("type", "duckdb", "sqlite"), needs=("path",), refuses=(*_SERVER, "data_path")),
                when(has("type", "ducklake"), needs=("path",), refuses=_SERVER),
                when(has("type", "postgres"), needs=_LOGGED_IN, refuses=("path", "data_path")),
                when(has("type", "ducklake_postgres"), needs=(*_LOGGED_IN, "data_path"), refuses=("path",)),
            ]
        }
    )

    alias: Identifier = Field(description="Name of the database in SQL.", examples=["crm"])
    type: Literal["duckdb", "sqlite", "postgres", "ducklake", "ducklake_postgres"] = Field(
        description="Kind of database.",
        json_schema_extra=explained(
            duckdb="A file of DuckDB.",
            sqlite="A file of SQLite.",
            postgres="A PostgreSQL server: POSTGRES_USER, POSTGRES_PASSWORD of `secret_ref`.",
            ducklake="A DuckLake whose catalog is a file of DuckDB.",
            ducklake_postgres="A DuckLake whose catalog is in a PostgreSQL server, with the same keys.",
        ),
    )
    path: Place | None = Field(
        None, description="File of the database, relative to floe.yaml, or its URL.", examples=["warehouse/crm.db"]
    )
    host: Host | None = Field(None, description="Host of the PostgreSQL server.", examples=["postgres.databases"])
    port: Port = Field(5432, description="Port of the PostgreSQL server.", examples=[5432])
    database: Line | None = Field(None, description="Database of the PostgreSQL server.", examples=["crm"])
    secret_ref: ObjectName | None = Field(
        None,
        description="Name of the Kubernetes Secret with the server's user and password.",
        examples=["crm-postgres"],
    )
    data_path: Place | None = Field(
        None,
        description="Where a DuckLake keeps its data. Default: beside its file.",
        examples=["s3://acme-lake/marts"],
    )
    read_only: bool = Field(False, description="Only read from it.")


def located(path: str) -> str | InProject:
    return path if path.startswith((IN_MEMORY, "/")) or "://" in path else InProject(path.removeprefix("./"))


def storage_secret(storage: Storage, draft: Draft, asked: str) -> Rendered:
    """A DuckDB secret; its variables carry its name, since two of them may read the same key of two Secrets."""

    def secret(entry: str, purpose: str) -> Any:
        prefix = f"DBT_ENV_SECRET_{storage.name.upper()}_"
        return Draft(storage.secret_ref, draft.asked, draft.variables).secret(
            asked, entry, f"{purpose} of {storage.name}", prefix=prefix
        )

    made: list[tuple[str, Any]] = [("type", storage.type), ("name", storage.name)]
    match storage.auth:
        case "workload_identity":
            made.append(("provider", "credential_chain"))
        case "access_key" if storage.type == "gcs":
            made += [
                ("key_id", secret("GCS_HMAC_KEY_ID", "HMAC key id")),
                ("secret", secret("GCS_HMAC_SECRET", "HMAC secret")),
            ]
        case "access_key":
            made += [
                ("key_id", secret("AWS_ACCESS_KEY_ID", "access key id")),
                ("secret", secret("AWS_SECRET_ACCESS_KEY", "secret access key")),
            ]
        case "connection_string":
            made.append(("connection_string", secret("AZURE_STORAGE_CONNECTION_STRING", "connection string")))
        case _:
            made += [
                ("provider", "service_principal"),
                ("tenant_id", secret("AZURE_TENANT_ID", "tenant")),
                ("client_id", secret("AZURE_CLIENT_ID", "client id")),
                ("client_secret", secret("AZURE_CLIENT_SECRET", "client secret")),
            ]
    made += [
        (key, getattr(storage, key))
        for key in ("account_name", "region", "endpoint", "url_style", "scope")
        if getattr(storage, key)
    ]
    if not storage.use_ssl:
        made.append(("use_ssl", "false"))  # dbt-duckdb quotes whatever is given
    return tuple(made)


def server_secrets(one: Attached, draft: Draft, asked: str) -> list[Rendered]:
    """The DuckDB secrets of an attached database: the login of its PostgreSQL server, and what a DuckLake keeps there."""
    if not one.host:
        return []

    def secret(entry: str, purpose: str) -> Any:
        prefix = f"DBT_ENV_SECRET_{one.alias.upper()}_"
        return Draft(one.secret_ref, draft.asked, draft.variables).secret(
            asked, entry, f"{purpose} of {one.alias}", prefix=prefix
        )

    login: Rendered = (
        ("type", "postgres"),
        ("name", f"{one.alias}_login"),
        ("host", one.host),
        ("port", str(one.port)),
        ("database", one.database),
        ("user", secret("POSTGRES_USER", "user")),
        ("password", secret("POSTGRES_PASSWORD", "password")),
    )
    if one.type == "postgres":
        return [login]
    lake: Rendered = (
        ("type", "ducklake"),
        ("name", f"{one.alias}_ducklake"),
        ("metadata_path", ""),
        ("data_path", located(str(one.data_path))),
        ("metadata_parameters", (("TYPE", "postgres"), ("SECRET", f"{one.alias}_login"))),
    )
    return [login, lake]


def attachment(one: Attached) -> Rendered:
    made: list[tuple[str, Any]] = [("path", located(one.path) if one.path else ""), ("alias", one.alias)]
    if one.type == "ducklake_postgres":
        made = [("path", f"ducklake:{one.alias}_ducklake"), ("alias", one.alias)]
    elif one.type != "duckdb":
        made.append(("type", one.type))
    if one.type == "postgres":
        made.append(("secret", f"{one.alias}_login"))
    if one.read_only:
        made.append(("read_only", True))
    if one.type == "ducklake" and one.data_path:
        made.append(("options", (("data_path", located(one.data_path)),)))
    if one.type.startswith("ducklake"):
        made.append(("is_ducklake", True))
    return tuple(made)


def storage_reaches(storage: Storage) -> list[Reach]:
    purpose = f"object storage {storage.name}"
    if storage.endpoint:
        host, _, port = storage.endpoint.partition(":")
        return [Reach(host, (int(port or (443 if storage.use_ssl else 80)),), purpose)]
    if storage.type == "gcs":
        return [Reach("storage.googleapis.com", (443,), purpose)]
    if storage.type == "s3":
        host = f"s3.{storage.region}.amazonaws.com" if storage.region else "*.amazonaws.com"
        identity = (
            [Reach(host.replace("s3.", "sts."), (443,), "AWS identity (STS)")]
            if storage.auth == "workload_identity"
            else []
        )
        return [Reach(host, (443,), purpose), *identity]
    account = storage.account_name or "*"
    made = [
        Reach(f"{account}.blob.core.windows.net", (443,), purpose),
        Reach(f"{account}.dfs.core.windows.net", (443,), purpose),
    ]
    if storage.auth != "connection_string":
        made.append(Reach("login.microsoftonline.com", (443,), "Microsoft Entra, which vouches for the workload"))
    return made

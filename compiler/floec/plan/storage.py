"""Where table data is kept: `storage` in neutral words, and what it connects to.

Hosts: docs.aws.amazon.com, "Amazon S3 endpoints"; cloud.google.com, "Cloud Storage request endpoints"; learn.microsoft.com, "Storage
account endpoints".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from floec.plan.lake import TableStorage
from floec.plan.plugins import Draft, Reach
from floec.plan.values import Ask, InProject
from floec.spec.storage import S3, Azure, Gcs, Local

KINDS: dict[str, type[S3 | Gcs | Azure | Local]] = {"azure": Azure, "gcs": Gcs, "local": Local, "s3": S3}


def storage_wiring(block: Any, asked: Callable[[str], Ask]) -> tuple[TableStorage, Draft]:
    """The storage of a block, and the variables of its keys."""
    options = KINDS[block["type"]].model_validate(block)
    draft = Draft(None if isinstance(options, Local) else options.secret_ref, asked)

    def secret(entry: str, purpose: str) -> Any:
        return draft.secret("secret_ref", entry, purpose) if draft.secret_ref else None

    match options:
        case S3():
            made = TableStorage(
                "s3",
                _url("s3", options.bucket, options.prefix),
                options.region,
                options.endpoint,
                access_key=draft.given("secret_ref", None, "AWS_ACCESS_KEY_ID", "access key of the storage")
                if draft.secret_ref
                else None,
                secret_key=secret("AWS_SECRET_ACCESS_KEY", "secret key of the storage"),
            )
        case Gcs():
            key = secret("GCS_JSON_KEY", "JSON key of the storage's service account")
            made = TableStorage("gcs", _url("gs", options.bucket, options.prefix), access_key=key)
        case Azure():
            location = _url("abfss", f"{options.container}@{options.account}.dfs.core.windows.net", options.prefix)
            key = secret("AZURE_STORAGE_KEY", "key of the storage account")
            made = TableStorage("azure", location, account=options.account, access_key=key)
        case Local():
            made = TableStorage("local", InProject(options.path.removeprefix("./").rstrip("/")))
    return made, draft


def reaches(block: Any) -> tuple[Reach, ...]:
    """What clients of the storage connect to."""
    options = KINDS[block["type"]].model_validate(block)
    match options:
        case S3(endpoint=str(endpoint)):
            return (Reach(endpoint, (), "table data in S3"),)
        case S3():
            region = f".{options.region}" if options.region else ""
            data, identity = [f"s3{region}.amazonaws.com"], f"sts{region}.amazonaws.com"
        case Gcs():
            data, identity = ["storage.googleapis.com"], "oauth2.googleapis.com"
        case Azure():
            data = [f"{options.account}.{kind}.core.windows.net" for kind in ("dfs", "blob")]
            identity = "login.microsoftonline.com"
        case _:
            return ()
    where = {"s3": "S3", "gcs": "Google Cloud Storage", "azure": "Azure"}[options.type]
    made = [Reach(host, (443,), f"table data in {where}") for host in data]
    if not options.secret_ref or isinstance(options, Gcs):  # a service account's key is exchanged for a token
        made.append(Reach(identity, (443,), "AWS identity (STS)" if where == "S3" else "identity for the storage"))
    return tuple(made)


def _url(scheme: str, root: str, prefix: str | None) -> str:
    return f"{scheme}://{root}/{prefix.rstrip('/')}" if prefix else f"{scheme}://{root}"

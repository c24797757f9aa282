"""pyiceberg: properties of a catalog, and the variables that it lays over its file.

Properties and the spelling of variables: pyiceberg 0.12 (``catalog/rest``, ``io``, ``utils/config.py``).  The file has no
interpolation, so that secrets, and paths that depend on where the project is, come in variables alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from floec.plan.lake import DELEGATION_HEADER, IcebergCatalog, Settings, TableStorage
from floec.plan.values import Ask, FromVariable, InProject, Value, Variable


def settings(catalog: IcebergCatalog, variables: Mapping[str, Variable], ask: Ask) -> Settings:
    """The properties; ``variables`` are those of the catalog and its storage by name."""
    wanted: list[tuple[str, Value]] = [("type", catalog.protocol)]
    wanted += [("uri", catalog.connection or catalog.located), ("warehouse", catalog.warehouse)]
    if catalog.protocol == "rest":
        wanted += [
            ("credential", catalog.credential),
            ("token", catalog.token),
            ("scope", catalog.scope),
            ("oauth2-server-uri", catalog.token_uri),
        ]
        if catalog.signing_service:
            wanted += [
                ("rest.sigv4-enabled", "true"),
                ("rest.signing-name", catalog.signing_service),
                ("rest.signing-region", catalog.region),
            ]
        if not catalog.credential and not catalog.token:
            # Or pyiceberg shows a token that it does not have: `Bearer None`.
            wanted.append(("auth", (("type", "noop"),)))
        wanted += [(f"header.{name}", text) for name, text in catalog.headers]
        if catalog.delegation is not None:
            wanted.append((f"header.{DELEGATION_HEADER}", "vended-credentials" if catalog.delegation else ""))
    wanted += _storage(catalog, catalog.storage)
    later: list[tuple[str, Variable]] = []
    for key, value in wanted:
        if isinstance(value, FromVariable):
            later.append((key, replace(variables[value.name], name=variable(catalog.name, key))))
        elif isinstance(value, InProject):
            scheme = "sqlite:///" if key == "uri" else "file://"
            purpose = f"{scheme} and the absolute path of {value.path}, in the project"
            later.append(
                (key, Variable(variable(catalog.name, key), purpose, ask, project=f"{scheme}{{}}/{value.path}"))
            )
    return Settings(
        tuple((key, value) for key, value in wanted if isinstance(value, str | tuple)),
        tuple(one for _, one in later),
        tuple(later),
    )


def variable(catalog: str, key: str) -> str:
    """The variable that pyiceberg reads as a property: `__` becomes a dot in it, `_` a hyphen."""
    return f"PYICEBERG_CATALOG__{_upper(catalog)}__{_upper(key)}"


def _upper(name: str) -> str:
    return name.replace(".", "__").replace("-", "_").upper()


def _storage(catalog: IcebergCatalog, storage: TableStorage | None) -> list[tuple[str, Value]]:
    keys = catalog.storage_keys
    region = (storage.region if storage else None) or catalog.region
    match storage.kind if storage else ("s3" if region else None):
        case "s3":
            made: list[tuple[str, Value]] = [("s3.region", region), ("s3.endpoint", storage and storage.endpoint)]
            if keys:
                made += [("s3.access-key-id", keys.access_key), ("s3.secret-access-key", keys.secret_key)]
            return made
        case "azure":
            return [("adls.account-name", storage and storage.account), ("adls.account-key", keys and keys.access_key)]
    return []

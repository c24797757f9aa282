"""An Iceberg catalog and where its tables are kept, in neutral words, for whichever engine reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from floec.plan.values import Ask, FromVariable, InProject, Options, Variable

if TYPE_CHECKING:
    from floec.plan.plugins import Draft

DELEGATION_HEADER = "X-Iceberg-Access-Delegation"  # Iceberg REST specification, LoadTable
MASKED = "DBT_ENV_SECRET_"  # by which dbt knows a secret; other programs get the name without it


@dataclass(frozen=True, slots=True)
class TableStorage:
    """Where table data is kept.

    ``location`` is the URL of the folder: ``s3://…``, ``gs://…``, ``abfss://…``, or a folder of the project.  The keys are
    None where the workload's own identity is used.  ``endpoint`` is that of a store which speaks S3's protocol.
    """

    kind: Literal["s3", "gcs", "azure", "local"]
    location: str | InProject
    region: str | None = None
    endpoint: str | None = None
    account: str | None = None
    access_key: FromVariable | None = None
    secret_key: FromVariable | None = None


@dataclass(frozen=True, slots=True)
class IcebergCatalog:
    """An Iceberg catalog.

    ``protocol`` is what it speaks.  How a client logs in to ``rest``: ``client_id`` and ``client_secret`` (``credential`` is
    both, joined by a colon) for OAuth2, ``token`` for a bearer token, ``signing_service`` for requests that are signed with
    AWS keys, none of them for none.  ``sql`` has ``user`` and ``password``; ``connection`` is the URI with both.

    ``prefix`` is the branch of a catalog that has branches.  ``delegation`` says whether the catalog hands out storage keys
    a table at a time; None leaves that to the client.
    """

    name: str
    kind: str
    warehouse: str | InProject | None
    uri: str | InProject | None = None
    protocol: Literal["rest", "hive", "sql"] = "rest"
    prefix: str | None = None
    token_uri: str | None = None
    scope: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    client_id: FromVariable | None = None
    client_secret: FromVariable | None = None
    credential: FromVariable | None = None
    token: FromVariable | None = None
    region: str | None = None
    signing_service: str | None = None
    user: FromVariable | None = None
    password: FromVariable | None = None
    connection: FromVariable | None = None
    delegation: bool | None = None
    storage: TableStorage | None = None

    @property
    def located(self) -> str | InProject | None:
        """The address with the branch in it, as most clients want it."""
        return f"{self.uri}/{self.prefix}" if self.prefix else self.uri

    @property
    def storage_keys(self) -> TableStorage | None:
        """The storage, if clients must bring its keys themselves."""
        return self.storage if self.storage and not self.delegation and self.storage.access_key else None


class Login(NamedTuple):
    """What a client of a REST catalog logs in with."""

    client_id: FromVariable | None = None
    client_secret: FromVariable | None = None
    credential: FromVariable | None = None
    token: FromVariable | None = None


def login(draft: Draft, auth: str, prefix: str, label: str) -> Login:
    """The variables of a way to log in: ``oauth2``, ``token``, or one without secrets; entries of the Secret begin with ``prefix``."""
    if auth == "oauth2":
        return Login(
            draft.given("secret_ref", None, f"{prefix}_CLIENT_ID", f"{label} client id"),
            draft.secret("secret_ref", f"{prefix}_CLIENT_SECRET", f"{label} client secret"),
            draft.secret("secret_ref", f"{prefix}_CREDENTIAL", f"{label} client id and secret joined by a colon"),
        )
    return Login(token=draft.secret("secret_ref", f"{prefix}_TOKEN", f"{label} token")) if auth == "token" else Login()


class Settings(NamedTuple):
    """What the file of one reader says of a catalog.

    A property's value is text, a variable, or a list of both that is joined.  ``later`` are the properties that are not in the
    file at all, with the variable each comes from.
    """

    properties: Options
    variables: tuple[Variable, ...] = ()
    later: tuple[tuple[str, Variable], ...] = ()


@dataclass(frozen=True)
class Integration:
    """An entry of dbt's catalogs.yml; ``others`` are outputs whose adapter does not take the file."""

    options: Options
    adapter: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Lake:
    """The catalog of a pipeline, as each of its readers gets it; None for a reader that the pipeline does not have."""

    name: str
    kind: str
    ask: Ask
    pyiceberg: Settings | None = None
    trino: Settings | None = None
    spark: Settings | None = None
    dbt: Integration | None = None

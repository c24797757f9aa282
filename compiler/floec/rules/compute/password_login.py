"""A login with a password alone.

Snowflake enforces multi-factor login for people and refuses passwords of service users (type LEGACY_SERVICE excepted), and dbt's
documentation no longer supports them since August 2026. A key pair is what pipelines use. Microsoft Entra ID takes a user's
password only where nothing asks for a second factor, and Microsoft retires that login; an application or an identity of the workload is
what pipelines use there.

    compute:
      target: snowflake
      properties: {auth: key_pair}    # the default
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, warning
from floec.project import Project
from floec.syntax import Path

PASSWORD_LOGIN = warning("password-login", "A login with a password alone", __doc__)


# By target: the login that is likely to be refused, why, and what to use.
_LOGINS = {
    "snowflake": (
        "password",
        "Snowflake no longer lets most users log in with a password alone",
        "use `auth: key_pair`, with the private key under `SNOWFLAKE_PRIVATE_KEY` of the Secret",
    ),
    **{
        target: (
            "active_directory_password",
            "Microsoft Entra ID no longer lets most users log in with a password alone",
            f"use `auth: service_principal`, with the secret under `{target.upper()}_CLIENT_SECRET` of the Secret",
        )
        for target in ("fabric", "sqlserver")
    },
}


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    auth: Path = ("compute", "properties", "auth")
    login, message, help_ = _LOGINS.get(tree.text(("compute", "target")) or "", ("", "", ""))
    if login and tree.text(auth) == login:
        span = tree.value(auth)
        yield Diagnostic(
            PASSWORD_LOGIN,
            message,
            span.source,
            span,
            "likely to be refused",
            help=help_,
            path="compute.properties.auth",
        )

"""A login with a password alone.

Snowflake enforces multi-factor login for people and refuses passwords of service users (type LEGACY_SERVICE excepted), and dbt's
documentation no longer supports them since August 2026. A key pair is what pipelines use.

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


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    auth: Path = ("compute", "properties", "auth")
    if tree.text(("compute", "target")) == "snowflake" and tree.text(auth) == "password":
        span = tree.value(auth)
        help_ = "use `auth: key_pair`, with the private key under `SNOWFLAKE_PRIVATE_KEY` of the Secret"
        yield Diagnostic(
            PASSWORD_LOGIN,
            "Snowflake no longer lets most users log in with a password alone",
            span.source,
            span,
            "likely to be refused",
            help=help_,
            path="compute.properties.auth",
        )

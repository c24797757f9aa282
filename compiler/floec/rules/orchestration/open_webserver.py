"""A webserver that anyone can open, or whose traffic anyone can read.

Dagster has no login of its own. With a public host, `auth` puts an oauth2-proxy in front of it and `tls_secret_ref` encrypts the way there.
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, warning
from floec.project import Project
from floec.syntax import Path

OPEN_WEBSERVER = warning("open-webserver", "A webserver that anyone can open", __doc__)


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    webserver: Path = ("orchestration", "webserver")
    if tree.text((*webserver, "host")) is None:
        return
    span = tree.value((*webserver, "host"))
    if tree.get((*webserver, "auth")) is None:
        message, help_ = (
            "the webserver is public and asks for no login",
            "add `auth`, or leave `host` out and use port forwarding",
        )
        yield Diagnostic(
            OPEN_WEBSERVER,
            message,
            span.source,
            span,
            "anyone who reaches this host is let in",
            help=help_,
            path="orchestration.webserver.host",
        )
    if tree.get((*webserver, "tls_secret_ref")) is None:
        message, help_ = (
            "the webserver is public and not encrypted",
            "add `tls_secret_ref`, unless something in front of the ingress ends TLS",
        )
        yield Diagnostic(
            OPEN_WEBSERVER,
            message,
            span.source,
            span,
            "sent as plain text",
            help=help_,
            path="orchestration.webserver.tls_secret_ref",
        )

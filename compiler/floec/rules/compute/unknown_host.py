"""A server whose host only the Secret knows.

The network policies open a way to the host that floe.yaml names. Where it is left to the Secret, no policy can name it: runs may
then connect to the whole internet on its port, and to nothing in the cluster or in a private network. Hosts are no secrets.

    compute:
      target: postgres
      connection_secret_ref: postgres-credentials
      properties: {host: pg.databases}
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, quoted, warning
from floec.project import Project

UNKNOWN_HOST = warning("unknown-host", "A server whose host only the Secret knows", __doc__)


# The targets whose host may be left out, and what names it; the schema is not asked, which would be read for that alone.
_LEFT_OUT = frozenset({"clickhouse", "fabric", "postgres", "redshift", "spark", "sqlserver", "trino"})
_NAMES = {"host", "workspace_id", "workspace_name"}


def check(project: Project) -> Iterator[Diagnostic]:
    tree = project.tree
    target = tree.text(("compute", "target"))
    settings = tree.get(("compute", "properties"), {})
    if target not in _LEFT_OUT or not isinstance(settings, dict) or not isinstance(tree.get(("orchestration",)), dict):
        return
    if settings.get("method") == "session":  # Spark in dbt's own process
        return
    if _NAMES & settings.keys() or tree.get(("network", "external_cidrs")):
        return
    span = tree.value(("compute", "target"))
    yield Diagnostic(
        UNKNOWN_HOST,
        f"no network policy can name the host of {quoted(target)}",
        span.source,
        span,
        "its host is in the Secret",
        help="add `host` to `compute.properties`, or `network.external_cidrs` with the networks it is in",
        path="compute.target",
    )

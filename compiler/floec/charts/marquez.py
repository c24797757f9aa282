"""Marquez' chart.

Keys: ``chart/values.yaml`` and templates of MarquezProject/marquez 0.51.1.  There is no public repository of it: the chart is taken from a
checkout of the project, and it offers no security context.
"""

from __future__ import annotations

from typing import Any

from floec.charts._pods import resources
from floec.encode.yaml import Note
from floec.plan.components import MARQUEZ, MARQUEZ_PORT, marquez_service
from floec.plan.model import Plan
from floec.plan.topology import Cluster

NAME = "marquez"
VERSION = "0.51.1"
REPOSITORY = "file://../vendor/marquez"


def wanted(cluster: Cluster) -> bool:
    return cluster.component(MARQUEZ) is not None


def values(plan: Plan, cluster: Cluster) -> dict[str, Any]:
    database = cluster.lineage_database
    return {
        "enabled": True,
        "fullnameOverride": Note(marquez_service(plan.name), "The Service's name, which runs send to."),
        "service": {
            "type": "ClusterIP",
            "port": Note(MARQUEZ_PORT, "The chart's default is 80; one number everywhere."),
        },
        "marquez": {
            "existingSecretName": Note(
                database.secret_ref, "Without it, the chart writes a Secret with a default password."
            ),
            "image": {"tag": VERSION},
            "db": {"host": database.host, "port": database.port, "name": database.name, "user": database.user},
            "migrateOnStartup": True,
            "dbRetention": Note(
                {"enabled": True, "retentionDays": 30},
                "Rendered even when disabled; the default would delete after a week.",
            ),
            "resources": resources(cluster, "marquez", ("100m", "512Mi"), "1Gi"),
        },
        "web": {"enabled": False},
        "postgresql": {"enabled": False},
        "commonLabels": dict(cluster.labels),
        "ingress": {"enabled": Note(False, "Marquez has no login.")},
    }

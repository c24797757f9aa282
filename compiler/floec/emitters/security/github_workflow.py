"""github/workflows/security.yml: the scans that were asked for, each in a job with the least permissions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from floec.artifact import Artifact
from floec.emitters.security._actions import PINS
from floec.plan.model import Plan
from floec.plan.scans import Scans

if TYPE_CHECKING:
    from floec.encode.template import Templates

TEMPLATES = ("github/security.yml.j2", "github/_checkout.yml.j2")


def emit(plan: Plan, templates: Templates) -> Iterator[Artifact]:
    scans = plan.scans
    if scans is None or not _jobs(scans):
        return
    view = {
        "branch": scans.branch,
        "jobs": _jobs(scans),
        "dependencies": scans.dependencies,
        "image": scans.image,
        "image_reference": scans.image_reference,
        "ghcr": bool(scans.image_reference and scans.image_reference.startswith("ghcr.io/")),
        "severities": ",".join(scans.image["severity"]) if scans.image else "",
        "actions": PINS,
        "ask": str(scans.ask),
    }
    yield Artifact("github/workflows/security.yml", templates.render(TEMPLATES[0], view))


def _jobs(scans: Scans) -> list[str]:
    asked: dict[str, Any] = {
        "dependency_review": scans.dependencies,
        "pip_audit": scans.dependencies and scans.dependencies["tool"] == "pip-audit",
        "snyk": scans.dependencies and scans.dependencies["tool"] == "snyk",
        "trivy": scans.image,
        "gitleaks": scans.secrets,
        "zizmor": scans.workflows,
        "sbom": scans.sbom,
    }
    return [name for name, wanted in asked.items() if wanted]

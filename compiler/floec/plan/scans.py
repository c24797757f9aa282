"""The security checks on GitHub that a file asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from floec.layers import Tree
from floec.plan.data import asker
from floec.plan.values import Ask
from floec.spec.security import Security


@dataclass(frozen=True)
class Scans:
    """The security checks on GitHub that were asked for."""

    branch: str
    dependencies: Mapping[str, Any] | None
    image: Mapping[str, Any] | None
    image_reference: str | None
    secrets: bool
    workflows: bool
    sbom: bool
    updates: Mapping[str, Any] | None
    ask: Ask


def scans(tree: Tree, image_reference: str | None) -> Scans:
    """The checks of a tree that has a `security` section; ``image_reference`` is the image that is deployed, if one is."""
    security = Security.model_validate(tree.get(("security",)))

    def dumped(section: Any) -> Mapping[str, Any] | None:
        return None if section is None else section.model_dump(exclude_none=True, mode="json")

    return Scans(
        branch=security.branch,
        dependencies=dumped(security.dependency_scan),
        image=dumped(security.image_scan),
        image_reference=image_reference,
        secrets=security.secret_scan is not None,
        workflows=security.workflow_scan is not None,
        sbom=security.sbom,
        updates=dumped(security.updates),
        ask=asker(tree)("security"),
    )

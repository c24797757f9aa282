"""github/dependabot.yml: pull requests for newer versions, after a cooldown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from floec.artifact import Artifact
from floec.plan.model import Plan

if TYPE_CHECKING:
    from floec.encode.template import Templates

TEMPLATES = ("github/dependabot.yml.j2",)


def emit(plan: Plan, templates: Templates) -> Iterator[Artifact]:
    if plan.scans and plan.scans.updates:
        view = {"days": plan.scans.updates["cooldown_days"], "ask": str(plan.scans.ask)}
        yield Artifact("github/dependabot.yml", templates.render(TEMPLATES[0], view))

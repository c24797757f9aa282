"""openlineage/openlineage.yml: where the OpenLineage client sends events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from floec.artifact import Artifact
from floec.plan.model import Plan
from floec.plan.signals import LineageTransport
from floec.plan.values import is_mapping

if TYPE_CHECKING:
    from floec.encode.template import Templates

TEMPLATES = ("openlineage/openlineage.yml.j2",)


def emit(plan: Plan, templates: Templates) -> Iterator[Artifact]:
    if not plan.lineage:
        return
    first = plan.lineage[0]
    transport = _plain(first.options) if len(plan.lineage) == 1 else _composite(plan.lineage)
    view = {"namespace": plan.lineage_namespace, "asks": [str(one.ask) for one in plan.lineage], "transport": transport}
    yield Artifact("openlineage/openlineage.yml", templates.render(TEMPLATES[0], view))


def _composite(transports: tuple[LineageTransport, ...]) -> dict[str, Any]:
    """One transport for several: every one is tried, whatever became of the others."""
    return {
        "type": "composite",
        "continue_on_failure": True,
        "transports": {one.name: _plain(one.options) for one in transports},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return {key: _plain(one) for key, one in value} if is_mapping(value) else [_plain(one) for one in value]
    return value

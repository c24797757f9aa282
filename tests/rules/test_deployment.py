"""Rules about `deployment`: amounts of processor time and memory."""

from __future__ import annotations

import pytest

from floec.rules.deployment.resource_amounts import _thousandths
from tests.helpers import MINIMAL, findings


def found(run: str) -> list[tuple[str, str]]:
    text = MINIMAL + f"deployment: {{resources: {{run: {run}}}}}\n"
    return [(one.code.slug, one.path.removeprefix("deployment.resources.run.")) for one in findings(text)]


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [
        ("1", 1000), ("500m", 500), ("0.5", 500), ("1.5k", 1_500_000), ("1Ki", 1_024_000), ("2M", 2 * 10**9), ("1.5Gi", 1_610_612_736_000),
        ("1Ei", 1024**6 * 1000), ("0.0001", 0), ("1mi", None), ("1K", None), ("x", None), ("", None), ("1.", None), ("1i", None),
    ],
)  # fmt: skip
def test_a_quantity_is_read_as_kubernetes_reads_it(text: str, thousandths: int | None) -> None:
    assert _thousandths(text) == thousandths


@pytest.mark.parametrize(
    "run",
    [
        "{}",
        "{requests: {cpu: 500m, memory: 512Mi}}",
        "{requests: {cpu: 500m, memory: 1Gi}, limits: {cpu: '0.5', memory: 1024Mi}}",
        "{requests: {memory: 1048576k}, limits: {memory: 1Gi}}",
        "{limits: {cpu: '8', memory: 64G}}",
        "{requests: {cpu: 1m}}",
    ],
)
def test_amounts_that_a_container_can_live_with_are_let_through(run: str) -> None:
    assert found(run) == []


@pytest.mark.parametrize(
    ("run", "paths"),
    [
        ("{requests: {cpu: '2'}, limits: {cpu: 1500m}}", ["requests.cpu"]),
        ("{requests: {memory: 1Gi}, limits: {memory: 1G}}", ["requests.memory"]),
        ("{requests: {memory: 512m}}", ["requests.memory"]),
        ("{limits: {memory: '512'}}", ["limits.memory"]),
        ("{limits: {memory: 512Ki}}", ["limits.memory"]),
        ("{requests: {cpu: 500Mi}, limits: {cpu: '1'}}", ["requests.cpu"]),
        ("{requests: {cpu: '0.0001'}}", ["requests.cpu"]),
        ("{requests: {cpu: '0'}}", ["requests.cpu"]),
    ],
)
def test_amounts_that_none_can_live_with_are_refused(run: str, paths: list[str]) -> None:
    assert found(run) == [("resource-amounts", path) for path in paths]


@pytest.mark.parametrize(
    "run", ["[]", "x", "{requests: 1}", "{requests: {cpu: [1]}}", "{requests: {memory: x}}", "{limits: {cpu: 1}}"]
)
def test_what_has_another_shape_is_a_fault_of_the_schema_and_no_crash(run: str) -> None:
    assert {slug for slug, _ in found(run)} <= {"wrong-type", "invalid-value"}
    assert found(run)

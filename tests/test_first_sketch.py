"""Files as the first public sketch of the language had them compile unchanged: the golden cases `first-sketch*` use all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.helpers import golden_data

SKETCHES = {name: data for name, data in golden_data().items() if name.startswith("first-sketch")}
KEYS = {
    "name version compute compute.target compute.connection_secret_ref compute.properties",
    "transforms transforms.type transforms.path transforms.target",
    "consumption consumption.enabled consumption.cube consumption.cube.port consumption.cube.api_secret_ref",
    "consumption.cube.pre_aggregations consumption.cube.pre_aggregations.refresh_schedule",
    "consumption.cube.pre_aggregations.timezone",
    "consumption.cube.security consumption.cube.security.row_level consumption.cube.security.tenant_column",
    "governance governance.classification_source governance.policies governance.emit_classification_lineage",
    "governance.policies.*",
    "governance.policies.*.production governance.policies.*.production.action",
    "governance.policies.*.production.requires_role",
    "governance.policies.*.non_production governance.policies.*.non_production.action",
    "governance.policies.*.non_production.requires_role",
    "observability observability.traces observability.metrics observability.lineage",
    "observability.otlp_endpoint observability.lineage_endpoint observability.attributes",
}
NAMES_OF_THEIR_OWN = {"compute.properties", "observability.attributes"}


def used(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The keys of a file with their values; what stands for a class, and what a section hands on, is not looked at."""
    if isinstance(node, list):
        for one in node:
            yield from used(one, path)
    if not isinstance(node, dict) or path in NAMES_OF_THEIR_OWN:
        return
    for key, one in node.items():
        name = "*" if path == "governance.policies" else key
        place = f"{path}.{name}" if path else name
        yield place, one
        yield from used(one, place)


USED = [pair for data in SKETCHES.values() for pair in used(data)]


def values(key: str) -> set[Any]:
    return {one for place, one in USED if place.endswith(key)}


def test_together_they_use_every_key_of_the_sketch_and_none_besides() -> None:
    assert len(SKETCHES) >= 3
    assert {place for place, _ in USED} == {key for line in KEYS for key in line.split()}


def test_together_they_use_every_value() -> None:
    assert values(".action") == {"restrict", "synthesize", "redact", "mask", "hash"}
    assert values(".classification_source") == {"dbt_meta", "external"}
    for key in ("traces", "metrics", "lineage", "emit_classification_lineage", "row_level", "consumption.enabled"):
        assert values(f".{key}" if "." not in key else key) == {True, False}
    assert values("version") == {"1.0"}


def test_a_warehouse_may_have_nothing_but_the_name_of_its_secret() -> None:
    warehouses = [data["compute"] for data in SKETCHES.values() if data["compute"]["target"] == "snowflake"]
    assert {"properties" in one for one in warehouses} == {True, False}
    assert all("connection_secret_ref" in one for one in warehouses)

"""Rules about `observability`, case by case."""

from __future__ import annotations

import pytest

from tests.helpers import MINIMAL, findings

CLUSTER = "orchestration: {image: x, image_tag: '1', database: {host: pg, secret_ref: pg}}\n"
TEMPO = "{type: tempo, endpoint: 't:4317'}"
MARQUEZ = "{type: marquez, endpoint: 'http://m:5000'}"


def found(observability: str, more: str = "") -> list[tuple[str, str]]:
    text = MINIMAL + more + f"observability: {{{observability}}}\n"
    return [(one.code.slug, one.path.removeprefix("observability.")) for one in findings(text)]


@pytest.mark.parametrize(
    ("observability", "cluster", "slugs"),
    [
        (f"otlp_endpoint: 'http://c:4317', backends: [{TEMPO}]", True, ["unused-collector"]),
        (f"otlp_endpoint: 'http://c:4317', backends: [{TEMPO}]", False, []),
        (f"otlp_endpoint: 'http://c:4317', backends: [{MARQUEZ}]", True, []),
        ("otlp_endpoint: 'http://c:4317', backends: []", True, []),
        (f"backends: [{TEMPO}]", True, []),
        (f"otlp_endpoint: 'http://orders-otel-collector:4317', backends: [{TEMPO}]", True, []),
        (f"otlp_endpoint: 'http://orders-otel-collector.floe-runtime.svc:4317', backends: [{TEMPO}]", True, []),
        (f"otlp_endpoint: 'http://a-otel-collector:4317', backends: [{TEMPO}]", True, ["unused-collector"]),
    ],
)
def test_a_collector_is_deployed_to_be_sent_to(observability: str, *, cluster: bool, slugs: list[str]) -> None:
    assert [slug for slug, _ in found(observability, CLUSTER if cluster else "")] == slugs


@pytest.mark.parametrize(
    ("observability", "path"),
    [
        ("lineage: false, lineage_endpoint: 'http://m:5000'", "lineage_endpoint"),
        ("lineage: {enabled: false}, lineage_endpoint: 'http://m:5000'", "lineage_endpoint"),
        ("backends: [{type: tempo, endpoint: 't:4317', signals: []}]", "backends[0]"),
        (f"traces: false, backends: [{TEMPO}]", "backends[0]"),
    ],
)
def test_what_would_receive_nothing_is_refused(observability: str, path: str) -> None:
    assert found(observability) == [("backend-signal", path)]


def test_a_signal_that_a_backend_cannot_take_is_no_choice() -> None:
    assert found("backends: [{type: tempo, endpoint: 't:4317', signals: [logs]}]") == [
        ("invalid-choice", "backends[0].signals[0]")
    ]


def test_marquez_is_named_once_and_deployed_once() -> None:
    deployed = "{type: marquez, database: {host: pg, secret_ref: s}}"
    assert found(f"backends: [{MARQUEZ}, {MARQUEZ}]") == []
    assert found(f"backends: [{deployed}, {MARQUEZ}]") == []
    assert found(f"backends: [{deployed}, {deployed}]") == [("one-of", "backends[1].database")]
    assert found(f"lineage_endpoint: 'http://m:5000', backends: [{MARQUEZ}]") == [("one-of", "lineage_endpoint")]


@pytest.mark.parametrize(
    ("key", "slugs"), [("team", []), ("service.name", []), ("floes", []), ("floe.owner", ["reserved-attribute"])]
)
def test_an_attribute_of_floec_is_not_given_twice(key: str, slugs: list[str]) -> None:
    assert [slug for slug, _ in found(f"attributes: {{{key}: x}}")] == slugs

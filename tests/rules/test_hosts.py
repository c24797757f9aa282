"""Hosts: what no pattern can say."""

from __future__ import annotations

import pytest

from tests.helpers import MINIMAL, findings

LONG = "a" * 63


@pytest.mark.parametrize(
    "host", ["pg", "pg.example.com", "PG.example.com.", "10.0.0.1", "[::1]", "[2001:db8::1]", f"{LONG}.a", "1a.2b", "a.1-b", "xn--1.a"]
)  # fmt: skip
@pytest.mark.parametrize("key", ["http://%s:4318/x", "https://%s", "%s:4317"])
def test_a_host_is_let_through(host: str, key: str) -> None:
    kind = "loki" if "://" in key else "tempo"
    assert findings(MINIMAL + f"observability: {{backends: [{{type: {kind}, endpoint: '{key % host}'}}]}}\n") == []


@pytest.mark.parametrize(
    ("host", "slug"),
    [
        ("[:::]", "invalid-host"),
        ("[1.2.3.4]", "invalid-host"),
        ("[::1%eth0]", "invalid-value"),
        (f"{LONG}a", "invalid-host"),
        (".".join(["a" * 60] * 5), "invalid-value"),
        ("a..b", "invalid-value"),
        ("-a", "invalid-value"),
        ("a-.b", "invalid-value"),
        ("256.0.0.1", "invalid-value"),
        ("1.2.3", "invalid-value"),
        ("a.1", "invalid-value"),
        ("::1", "invalid-value"),
        ("a_b", "invalid-value"),
        ("pg:5432", "invalid-value"),
        ("http://pg", "invalid-value"),
    ],
)
def test_a_host_that_cannot_exist_is_refused_once(host: str, slug: str) -> None:
    text = MINIMAL + f"orchestration: {{image: x, image_tag: '1', database: {{host: '{host}', secret_ref: pg}}}}\n"
    assert [(one.code.slug, one.path) for one in findings(text)] == [(slug, "orchestration.database.host")]


@pytest.mark.parametrize(
    "value",
    [".".join(["a" * 60] * 5), f"{LONG}a.b", "[::::]"],
)
def test_the_host_of_a_url_is_held_to_the_same(value: str) -> None:
    text = (
        MINIMAL + f"catalog: {{type: polaris, uri: 'http://{value}:8181/api/catalog', warehouse: w, secret_ref: s}}\n"
    )
    assert [(one.code.slug, one.path) for one in findings(text)] == [("invalid-host", "catalog.uri")]


@pytest.mark.parametrize(
    "image", ["orders", "acme/orders", "ghcr.io/acme/orders", "localhost:5000/orders", "a.b/c_d/e__f/g-h--i.j"]
)
def test_the_repository_of_an_image_is_let_through(image: str) -> None:
    text = MINIMAL + f"orchestration: {{image: '{image}', image_tag: '1', database: {{host: pg, secret_ref: pg}}}}\n"
    assert findings(text) == []


@pytest.mark.parametrize(
    "image",
    [
        "orders:15",
        "x/orders:v15",
        "x/a..b",
        "x//a",
        "x/Orders",
        "x/a_.b",
        "x/a-",
        "https://x/a",
        "x/o@sha256:a",
        ":1/a",
    ],
)
def test_what_is_no_repository_of_an_image_is_refused(image: str) -> None:
    text = MINIMAL + f"orchestration: {{image: '{image}', image_tag: '1', database: {{host: pg, secret_ref: pg}}}}\n"
    assert [(one.code.slug, one.path) for one in findings(text)] == [("invalid-value", "orchestration.image")]

"""Rules about `labels` and the webserver, case by case."""

from __future__ import annotations

import pytest

from tests.helpers import MINIMAL, findings, slugs


@pytest.mark.parametrize(
    "key",
    ["app", "chart", "component", "deployment", "heritage", "release", "app.kubernetes.io/part-of", "helm.sh/chart", "floe.dev/x",
     "kubernetes.io/metadata.name", "k8s.io/x", "pod-security.kubernetes.io/enforce"],
)  # fmt: skip
def test_a_label_of_others_is_refused_on_its_key(key: str) -> None:
    found = findings(MINIMAL + f"labels: {{team: data, {key}: x}}\n")
    assert [(one.code.slug, one.path) for one in found] == [("reserved-label", f"labels.{key}")]
    assert found[0].span is not None
    assert found[0].span.text == key


@pytest.mark.parametrize(
    "key", ["team", "apps", "App", "example.com/app", "x.app.kubernetes.io/y", "app.kubernetes.iox/y"]
)
def test_a_label_of_ones_own_is_let_through(key: str) -> None:
    assert findings(MINIMAL + f"labels: {{{key}: x}}\n") == []


@pytest.mark.parametrize(
    "labels",
    [
        "{-a: x}",
        "{a: -x}",
        "{a/b/c: x}",
        "{A/b: x}",
        "{'': x}",
        "{a: 'x y'}",
        "{%s: x}" % ("a" * 64),
        "{a: %s}" % ("a" * 64),
    ],
)
def test_a_label_that_kubernetes_would_refuse_is_refused(labels: str) -> None:
    assert slugs(findings(MINIMAL + f"labels: {labels}\n")) == ["invalid-value"]


AUTH = "auth: {provider: oidc, client_id: c, issuer_url: 'https://i', secret_ref: s, email_domains: [a.b]}"


@pytest.mark.parametrize(
    ("webserver", "paths"),
    [
        ("{}", []),
        ("{replicas: 2}", []),
        ("{tls_secret_ref: t}", []),
        (f"{{{AUTH}}}", []),
        (f"{{host: a.b, tls_secret_ref: t, {AUTH}}}", []),
        ("{host: a.b, tls_secret_ref: t}", ["host"]),
        (f"{{host: a.b, {AUTH}}}", ["tls_secret_ref"]),
        ("{host: a.b}", ["host", "tls_secret_ref"]),
    ],
)
def test_a_public_webserver_needs_a_login_and_encryption(webserver: str, paths: list[str]) -> None:
    text = (
        MINIMAL
        + f"orchestration: {{image: x, image_tag: '1', database: {{host: pg, secret_ref: pg}}, webserver: {webserver}}}\n"
    )
    assert [(one.code.slug, one.path) for one in findings(text)] == [
        ("open-webserver", f"orchestration.webserver.{path}") for path in paths
    ]

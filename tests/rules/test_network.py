"""Rules about `network`, case by case."""

from __future__ import annotations

import pytest

from tests.helpers import findings

CLUSTER = (
    "name: orders\ncompute: {target: duckdb}\ntransforms: [{type: dbt, path: dbt}]\n"
    "orchestration: {image: x, image_tag: '1', database: {host: pg, secret_ref: pg}%s}\n"
)


def found(network: str, more: str = "", webserver: str = "") -> list[tuple[str, str]]:
    text = CLUSTER % webserver + more + f"network:\n  kubernetes_api: {{cidrs: [10.0.0.1/32]}}\n  {network}\n"
    return [(one.code.slug, one.path) for one in findings(text)]


def cidr(text: str) -> list[tuple[str, str]]:
    return found(f'external_cidrs: ["{text}"]')


@pytest.mark.parametrize(
    "text",
    [
        "10.0.0.0/8",
        "10.1.2.3/32",
        "2001:db8::/32",
        "2001:DB8::/32",
        "::2/128",
        "::ffff:0:0/96",
        "223.255.255.0/24",
        "fc00::/8",
    ],
)
def test_a_network_is_let_through(text: str) -> None:
    assert cidr(text) == []


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("127.0.0.0/8", "reserved-network"),
        ("127.1.2.3/32", "reserved-network"),
        ("0.0.0.0/8", "reserved-network"),
        ("224.0.0.0/4", "reserved-network"),
        ("255.255.255.255/32", "reserved-network"),
        ("169.254.169.254/32", "reserved-network"),
        ("::/128", "reserved-network"),
        ("::1/128", "reserved-network"),
        ("fe80::/64", "reserved-network"),
        ("FF02::/16", "reserved-network"),
        ("0.0.0.0/0", "open-network"),
        ("128.0.0.0/1", "open-network"),
        ("169.254.0.0/15", "open-network"),
        ("::/0", "open-network"),
        ("fd00::/8", "open-network"),
    ],
)
def test_a_network_of_no_service_or_of_credentials_is_told(text: str, slug: str) -> None:
    assert cidr(text) == [(slug, "network.external_cidrs[0]")]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("169.254.170.23/32", []),
        ("fd00:ec2::254/128", []),
        ("169.254.0.0/16", ["open-network"]),
        ("127.0.0.1/32", ["reserved-network"]),
    ],
)
def test_a_rule_that_says_why_may_lead_to_link_local_addresses(text: str, slugs: list[str]) -> None:
    line = f"egress: [{{from: dagster-run, to: {{cidr: '{text}'}}, port: 80, reason: Pod Identity}}]"
    assert [slug for slug, _ in found(line)] == slugs


@pytest.mark.parametrize(
    "end", ["{cidr: 10.0.0.0/8, labels: {a: b}}", "{cidr: 10.0.0.0/8, namespace: n}", "{}", "{labels: {a: b}}"]
)
def test_the_other_end_is_a_network_or_pods(end: str) -> None:
    line = f"egress: [{{from: dagster-run, to: {end}, port: 80, reason: r}}]"
    assert found(line) == [("one-of", "network.egress[0].to")]


@pytest.mark.parametrize(
    "text",
    ["10.0.0.1/8", "0.0.0.1/0", "10.0.0.1/31", "2001:db8::1/32", "2001:0db8::/32", "1:2:3/64", ":::/8", "1::2::3/64"],
)
def test_an_address_inside_a_network_or_no_network_is_refused(text: str) -> None:
    assert cidr(text) == [("invalid-network", "network.external_cidrs[0]")]


@pytest.mark.parametrize(
    "text",
    [
        "10.0.0.0",
        "10.0.0.0/33",
        "256.0.0.0/8",
        "010.0.0.0/8",
        "10.0.0/8",
        "::/129",
        "fe80::%eth0/64",
        "x/8",
        "",
        "10.0.0.0/8 ",
    ],
)
def test_what_has_not_the_form_of_a_network_is_said_by_the_schema_alone(text: str) -> None:
    assert cidr(text) == [("invalid-value", "network.external_cidrs[0]")]


@pytest.mark.parametrize(("rules", "start", "end"), [("egress", "from", "to"), ("ingress", "to", "from")])
def test_a_rule_of_ones_own_is_held_to_the_same(rules: str, start: str, end: str) -> None:
    line = f"{rules}: [{{{start}: dagster-webserver, {end}: {{cidr: 10.0.0.1/8}}, port: 80, reason: r}}]"
    assert found(line) == [("invalid-network", f"network.{rules}[0].{end}.cidr")]


@pytest.mark.parametrize(
    ("name", "port", "more", "webserver", "paths"),
    [
        ("dagster-webserver", "http", "", "", []),
        ("dagster-webserver", "grpc", "", "", ["port"]),
        ("dagster-webserver", "81", "", "", []),
        ("dagster-user-code", "grpc", "", "", []),
        ("dagster-run", "http", "", "", ["port"]),
        ("auth-proxy", "http", "", "", ["to"]),
        ("otel-collector", "otlp", "", "", ["to"]),
        ("otel-collector", "http", "", "", ["port", "to"]),
        ("otel-collector", "otlp-http", "observability: {backends: [{type: tempo, endpoint: 't:1'}]}\n", "", []),
        ("otel-collector", "metrics", "observability: {backends: [{type: marquez, endpoint: 'http://m:1'}]}\n", "", ["to"]),
        ("marquez", "admin", "observability: {backends: [{type: marquez, endpoint: 'http://m:1'}]}\n", "", ["to"]),
        (
            "auth-proxy", "http", "",
            ", webserver: {auth: {provider: oidc, client_id: c, issuer_url: 'https://i', secret_ref: s, email_domains: [a.b]}}", [],
        ),
    ],
)  # fmt: skip
def test_a_rule_is_about_a_component_that_is_deployed_and_a_port_that_it_has(
    name: str, port: str, more: str, webserver: str, paths: list[str]
) -> None:
    line = f"ingress: [{{to: {name}, from: {{namespace: bastion}}, port: {port}, reason: r}}]"
    assert found(line, more, webserver) == [
        ("unknown-component", f"network.ingress[0].{path}") for path in sorted(paths, reverse=True)
    ]


def test_without_orchestration_nothing_is_deployed() -> None:
    text = "name: orders\ncompute: {target: duckdb}\ntransforms: [{type: dbt, path: dbt}]\n"
    text += "network: {egress: [{from: dagster-run, to: {cidr: 10.0.0.0/8}, port: 1, reason: r}]}\n"
    assert [(one.code.slug, one.notes) for one in findings(text)] == [
        ("unknown-component", ("nothing is deployed without `orchestration`",))
    ]

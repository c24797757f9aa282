"""Keys that must agree with a choice beside them."""

from __future__ import annotations

import pytest

from tests.helpers import MINIMAL, findings, only

TRANSFORMS = "transforms: [{type: dbt, path: dbt}]\n"


def snowflake(properties: str, more: str = "") -> list[tuple[str, str]]:
    text = f"name: a\ncompute: {{target: snowflake, connection_secret_ref: s, properties: {{{properties}}}}}\n"
    found = findings(text + TRANSFORMS + more)
    return [(one.code.slug, one.path.removeprefix("compute.properties.")) for one in found]


@pytest.mark.parametrize(
    "properties",
    [
        "key_encrypted: true",
        "auth: key_pair, key_encrypted: true",
        "auth: workload_identity, workload_identity_provider: AWS",
        "auth: oauth",
    ],
)
def test_a_login_and_its_own_keys_agree(properties: str) -> None:
    assert snowflake(properties) == []


@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ("auth: oauth, key_encrypted: true", "key_encrypted"),
        ("auth: key_pair, workload_identity_provider: AWS", "workload_identity_provider"),
        ("workload_identity_provider: AWS", "workload_identity_provider"),
    ],
)
def test_a_key_of_another_login_is_refused(properties: str, path: str) -> None:
    assert snowflake(properties) == [("unused-key", path)]


@pytest.mark.parametrize("auth", ["keypair", "1", "[key_pair]", "{}", ""])
def test_a_login_that_does_not_exist_is_the_only_fault(auth: str) -> None:
    found = snowflake(f"auth: {auth}, key_encrypted: true, workload_identity_provider: AWS")
    assert {path for _, path in found} == {"auth"}
    assert "unused-key" not in {slug for slug, _ in found}


def test_what_an_environment_inherits_is_let_be_and_what_it_says_is_not() -> None:
    inherits = "environments: {dev: {compute: {properties: {auth: external_browser}}}}\n"
    says = "environments: {dev: {compute: {properties: {auth: external_browser, key_encrypted: true}}}}\n"
    assert snowflake("key_encrypted: true", inherits) == []
    assert snowflake("auth: key_pair", says) == [("unused-key", "key_encrypted")]


def test_an_environment_may_say_the_half_that_the_base_lacks() -> None:
    base = "security: {dependency_scan: {tool: snyk, secret_ref: SNYK_TOKEN}}\n"
    assert findings(MINIMAL + base + "environments: {dev: {security: {dependency_scan: {tool: snyk}}}}\n") == []


@pytest.mark.parametrize(
    ("text", "slug", "path"),
    [
        ("security: {dependency_scan: {tool: snyk}}", "missing-key", "security.dependency_scan.secret_ref"),
        ("security: {dependency_scan: {secret_ref: A}}", "unused-key", "security.dependency_scan.secret_ref"),
        ("consumption: {cube: {security: {row_level: true}}}", "missing-key", "consumption.cube.security.tenant_column"),
        (
            "environments: {dev: {security: {dependency_scan: {tool: snyk}}}}",
            "missing-key", "security.dependency_scan.secret_ref",
        ),
    ],
)  # fmt: skip
def test_a_choice_has_the_keys_that_it_needs_and_no_other(text: str, slug: str, path: str) -> None:
    one = only(findings(MINIMAL + text + "\n"))
    assert (one.code.slug, one.path) == (slug, path)


@pytest.mark.parametrize(
    "text",
    [
        "security: {dependency_scan: {tool: snyk, secret_ref: A}}",
        "security: {dependency_scan: {}}",
        "consumption: {cube: {security: {row_level: true, tenant_column: t}}}",
        "consumption: {cube: {security: {row_level: false}}}",
    ],
)
def test_choices_that_agree_are_let_through(text: str) -> None:
    assert findings(MINIMAL + text + "\n") == []

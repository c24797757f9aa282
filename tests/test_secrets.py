"""Secrets are known, refused and never shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floec.report import json as report_json
from floec.report import text as report_text
from floec.secrets import MASK, SHAPES, credential, has_marker, redacted, secret_name, suspicious
from tests.helpers import MINIMAL, findings, slugs

RUN = "Zx9Yw8Vu7Ts6Rq5Po4Nm3Lk2Ji1Hg0FeDcBa1234567890ABCDEF"
HEX = "0123456789abcdef" * 3
SAMPLES = {
    "AKIA": "AKIA" + "ABCDEFGH12345678", "ASIA": "ASIA" + "ABCDEFGH12345678", "github_pat_": "github_pat_" + RUN, "ghp_": "ghp_" + RUN,
    "gho_": "gho_" + RUN, "ghu_": "ghu_" + RUN, "ghs_": "ghs_" + RUN, "ghr_": "ghr_" + RUN, "glpat-": "glpat-" + RUN, "xox": "xoxb-" + RUN,
    "hooks.slack.com/": "hooks.slack.com/services/T0000/B0000/" + RUN, "eyJ": f"eyJ{RUN}.{RUN}.{RUN}",
    "PRIVATE KEY": "-----BEGIN RSA PRIVATE KEY-----", "AIza": "AIza" + RUN, "GOCSPX-": "GOCSPX-" + RUN, "ya29.": "ya29." + RUN,
    "k_live_": "sk_live_" + RUN, "k_test_": "rk_test_" + RUN, "@": "https://user:hunter2@host/x", "AccountKey=": "AccountKey=" + RUN,
    "SharedAccessKey=": "SharedAccessKey=" + RUN, "sig=": "?sig=" + RUN, "dapi": "dapi" + HEX[:32], "ver:": "ver:1-hint:12-" + RUN,
    "hvs.": "hvs." + RUN, "npm_": "npm_" + RUN, "pypi-": "pypi-" + RUN, "sk-": "sk-" + RUN, "SG.": f"SG.{RUN}.{RUN}", "glsa_": "glsa_" + RUN,
    "glc_": "glc_" + RUN, "hf_": "hf_" + RUN, "dop_v1_": "dop_v1_" + HEX, "AGE-SECRET-KEY-": "AGE-SECRET-KEY-1" + RUN.upper(),
}  # fmt: skip
MARKERS = [marker for _, marker, _ in SHAPES]


def printed(text: str) -> str:
    """Everything that is said about a text, for people and for programs."""
    found = findings(text)
    return report_text.render(found, limit=1000) + report_json.render(found, 1)


@pytest.mark.parametrize(("name", "marker", "pattern"), SHAPES, ids=MARKERS)
def test_a_credential_is_known_by_its_shape(name: str, marker: str, pattern: str) -> None:
    sample = SAMPLES[marker]
    assert credential(sample) == credential(f"a b {sample} c") == name
    assert has_marker(sample)
    assert credential(marker) is None


@pytest.mark.parametrize("marker", MARKERS)
def test_a_credential_is_masked_and_the_rest_of_its_line_is_not(marker: str) -> None:
    made = redacted(f"note {SAMPLES[marker]} end")
    assert made.startswith("note ")
    assert made.endswith(" end")
    assert MASK in made
    assert RUN not in made
    assert "hunter2" not in made


@pytest.mark.parametrize("marker", MARKERS)
def test_a_credential_in_a_file_is_refused_and_not_shown(marker: str) -> None:
    text = MINIMAL + f'description: "see {SAMPLES[marker]}"\n'
    assert "inline-secret" in slugs(findings(text))
    assert SAMPLES[marker] not in printed(text)
    assert RUN not in printed(text)


@pytest.mark.parametrize(
    "key",
    ["password", "PASSWORD", "db_password", "PGPASSWORD", "client-secret", "api.token", "apiKey", "api_key", "aws_secret_key", "pwd",
     "private_key", "snowflakepassword", "passphrase", "credentials", "secret"],
)  # fmt: skip
def test_a_key_that_names_a_secret_is_known(key: str) -> None:
    assert secret_name(key)


@pytest.mark.parametrize(
    "key",
    ["password_ref", "secret_ref", "secret_refs", "token_env", "private_key_path", "password_file", "secret_name", "name", "keys", "monkey",
     "tokenizer", "secretary", "compass", "author", "primary_key"],
)  # fmt: skip
def test_a_key_that_only_points_at_one_is_not(key: str) -> None:
    assert not secret_name(key)


@pytest.mark.parametrize(
    ("text", "random"),
    [
        (RUN, True), (HEX, True), ("a" * 64, False), ("orders-marts-warehouse-production-eu", False), (HEX[:31], False),
        ("sha256:" + HEX, False), ("", False), ("the quick brown fox jumps over the lazy dog 1234", False),
    ],
)  # fmt: skip
def test_what_looks_drawn_at_random_is_suspected(text: str, random: bool) -> None:
    assert suspicious(text) == random


@given(st.text(max_size=60))
def test_redacting_ends_and_twice_is_once(text: str) -> None:
    assert redacted(redacted(text)) == redacted(text)


@given(
    st.text(alphabet="ab :#-[]{}\"'\n", max_size=20),
    st.sampled_from(MARKERS),
    st.text(alphabet="ab :#-[]{}\"'\n", max_size=20),
)
def test_a_credential_is_masked_wherever_it_stands(before: str, marker: str, after: str) -> None:
    made = redacted(f"{before} {SAMPLES[marker]} {after}")
    assert SAMPLES[marker] not in made
    assert "hunter2" not in made


VALUE = "hunter2-and-more"
LAYOUTS = {
    "inline": f"password: {VALUE}\n",
    "quoted": f"'password': \"{VALUE}\"\n",
    "next line": f"password:\n  {VALUE}\n",
    "literal": f"password: |\n  {VALUE}\n",
    "folded": f"password: >-\n  x\n  {VALUE}\n",
    "list": f"password: [{VALUE}]\n",
    "block list": f"password:\n  - {VALUE}\n",
    "anchor": f"password: &x {VALUE}\n",
    "flow": f"note: {{a: b, password: {VALUE}, c: d}}\n",
    "flow lines": f"note: {{a: b,\n  password:\n  {VALUE}}}\n",
    "explicit": f"? password\n: {VALUE}\n",
    "quoted over lines": f'password: "x\n  {VALUE}"\n',
    "comment": f"password: # it is\n  {VALUE}\n",
    "second on a line": f"note: {{token_ref: a, password: {VALUE}}}\n",
    "two on a line": f"note: {{token: a, password: {VALUE}}}\n",
    "alias": f"x-p: &p\n  password: {VALUE}\nnote: *p\n",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_literal_under_the_name_of_a_secret_is_refused_and_not_shown(layout: str) -> None:
    indented = "".join(f"    {line}\n" for line in LAYOUTS[layout].splitlines() if not line.startswith("x-p"))
    for text in (
        MINIMAL + LAYOUTS[layout],
        "name: orders\ntransforms:\n  - {type: dbt, path: ./dbt}\ncompute:\n  target: snowflake\n"
        "  connection_secret_ref: warehouse\n  properties:\n" + indented,
    ):
        if layout == "alias" and text.startswith("name: orders\ntransforms"):
            continue
        assert "inline-secret" in slugs(findings(text))
        assert VALUE not in printed(text)


@pytest.mark.parametrize("fault", ["a: 1\na: 2\n", "1: a\n", "b: .inf\n", "b: [1\n", "b: !x 1\n"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_secret_beside_a_fault_of_the_text_is_not_shown(layout: str, fault: str) -> None:
    text = fault + LAYOUTS[layout] + fault
    assert findings(text)
    assert VALUE not in printed(text)


@pytest.mark.parametrize("value", ["12345678", "1.5", "0x1F"])
def test_a_number_under_the_name_of_a_secret_is_not_shown(value: str) -> None:
    text = MINIMAL + f"password: {value}\n"
    assert "inline-secret" in slugs(findings(text))
    assert value not in printed(text)


@pytest.mark.parametrize("value", ['""', "true", "~"])
def test_what_holds_nothing_secret_is_no_secret(value: str) -> None:
    assert "inline-secret" not in slugs(findings(MINIMAL + f"password: {value}\n"))

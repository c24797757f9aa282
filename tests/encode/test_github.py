"""Text in a workflow, against GitHub's expressions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floec.encode import github

TEXTS = st.text(max_size=12) | st.lists(
    st.sampled_from(["${{", "}}", "'", "''", "$", "{", "secrets.X", " ", "a", "${{ secrets.X }}"]), max_size=8
).map("".join)


def evaluated(text: str) -> str:
    """A value as the runner reads it; any expression that is no string is a failure."""
    made, at = "", 0
    while (start := text.find("${{", at)) >= 0:
        made += text[at:start]
        at = start + 3
        while text[at] == " ":
            at += 1
        assert text[at] == "'", f"an expression that is no string: {text!r}"
        at += 1
        while text[at] != "'" or text[at : at + 2] == "''":
            made += text[at]
            at += 2 if text[at] == "'" else 1
        at += 1
        end = text.index("}}", at)
        assert not text[at:end].strip()
        at = end + 2
    return made + text[at:]


@given(TEXTS)
def test_any_text_comes_out_of_github_as_it_went_in(text: str) -> None:
    assert evaluated(github.literal(text)) == text


def test_text_without_an_expression_stays_as_it_is() -> None:
    assert github.literal("it's $5 {{ x }}") == "it's $5 {{ x }}"


def test_a_secret_is_named_by_code() -> None:
    assert github.secret("SNYK_TOKEN") == "${{ secrets.SNYK_TOKEN }}"


@pytest.mark.parametrize("name", ["", "a b", "1A", "a-b", "A}}", "É", "A\n"])
def test_what_is_no_name_of_a_secret_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        github.secret(name)

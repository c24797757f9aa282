"""Templates print what an encoder has passed, and nothing else."""

from __future__ import annotations

from typing import Any

import jinja2
import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from floec.encode.template import Templates, Unencoded


def rendered(text: str, **view: Any) -> str:
    return Templates({"t": text}).render("t", view)


@pytest.mark.parametrize("value", [None, 1, 1.5, True, "text", "", [], {}, object(), ("a",), b"x"])
@pytest.mark.parametrize(
    "text", ["[= a =]", "x: [= a =] y", "[% for b in [a] %][= b =][% endfor %]", "[= a if true else '' =]"]
)
def test_a_value_that_no_encoder_has_passed_is_refused(text: str, value: Any) -> None:
    with pytest.raises(Unencoded):
        rendered(text, a=value)


@pytest.mark.parametrize(
    "text",
    [
        "[= 'x' =]",
        "[= 1 =]",
        "[= none =]",
        "[= (a | yaml) ~ 'x' =]",
        "[= a | yaml ~ a =]",
        "[= [a | yaml] =]",
        "[= (a | yaml)[0] =]",
    ],
)
def test_a_constant_or_what_is_made_of_encoded_text_is_refused(text: str) -> None:
    with pytest.raises(Unencoded):
        rendered(text, a="b")


@pytest.mark.parametrize("filter_", ["upper", "safe", "e", "trim", "default('x')", "join", "string | upper", "tojson"])
def test_no_filter_is_there_but_the_encoders(filter_: str) -> None:
    with pytest.raises((jinja2.TemplateAssertionError, Unencoded)):
        rendered(f"[= a | {filter_} =]", a="b")


@pytest.mark.parametrize(
    "text",
    [
        "[= b =]",
        "[= b.c =]",
        "[= a.b =]",
        "[= b | yaml =]",
        "[= b | github =]",
        "[= b | comment =]",
        "[% if b %][% endif %]",
    ],
)
def test_what_the_view_does_not_have_is_refused(text: str) -> None:
    with pytest.raises((jinja2.UndefinedError, TypeError)):
        rendered(text, a="x")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_encoded_text_is_read_back_equal(value: str) -> None:
    text = "a: [= v | yaml =]\nb: [= v | string =]\nc: [= v | flow =]\nd: # [= v | comment =]\n"
    read = pyyaml.safe_load(rendered(text, v=value.replace("\n", " ")))
    assert read == dict.fromkeys("abc", value.replace("\n", " ")) | {"d": None}


def test_the_delimiters_of_helm_github_and_dbt_are_text() -> None:
    text = "{{ x }} ${{ y }} {% z %} {# w #}\n"
    assert rendered(text) == text


def test_an_expression_of_a_user_is_a_string_to_github() -> None:
    assert rendered("a: [= v | github =]\n", v="${{ x }}") == "a: \"${{ '${{ x }}' }}\"\n"


@pytest.mark.parametrize(
    "uses",
    ["actions/checkout@v4", "checkout@" + "a" * 40, "a/b@" + "a" * 39, "a/b@" + "a" * 40 + "\n", "a/b@" + "A" * 40],
)
def test_an_action_that_is_not_pinned_is_refused(uses: str) -> None:
    with pytest.raises(ValueError, match="full commit"):
        rendered("[= a | action =]", a=uses)


def test_a_pinned_action_is_printed() -> None:
    assert rendered("[= a | action =]", a="a/b/c@" + "0" * 40) == "a/b/c@" + "0" * 40

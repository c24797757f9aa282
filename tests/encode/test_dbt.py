"""Text in profiles.yml, against Jinja as dbt uses it."""

from __future__ import annotations

import re

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from floec.encode import dbt
from floec.plan.values import FromVariable, InProject

VALUES = {"X": "{{ 7 * 7 }} $X\n", "N": "5432", "B": "true"}
PIECES = st.sampled_from(
    [
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "{",
        "}",
        "%",
        "#",
        '"',
        "'",
        "\\",
        "\n",
        " ",
        "a",
        "é",
        "😀",
        "\\n",
        "raw",
        "-",
        "~",
    ]
)
TEXTS = st.text(max_size=20) | st.lists(PIECES, max_size=12).map("".join)


def rendered(text: str) -> str:
    """dbt-core's renderer: text without Jinja's signs is not rendered at all."""
    if not re.search(r"\{[{%#]|[#}%]\}", text):
        return text
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    environment.filters.update(as_number=lambda value: value, as_bool=lambda value: value)

    class Flags:
        PROFILES_DIR = "/p/.floe/dbt"

    return environment.from_string(text).render(env_var=lambda name, default="": VALUES.get(name, default), flags=Flags)


@given(TEXTS)
def test_any_text_comes_out_of_dbt_as_it_went_in(text: str) -> None:
    assert rendered(dbt.literal(text)) == text


@given(TEXTS)
def test_text_without_signs_stays_as_it_is(text: str) -> None:
    if not set("{}%#\n") & set(text):
        assert dbt.literal(text) == text


@pytest.mark.parametrize("text", ["DBT_ENV_SECRET_X", "a DBT_SECRET_ b", "xDBT_ENV_SECRETx"])
def test_text_that_dbt_would_replace_is_refused(text: str) -> None:
    with pytest.raises(dbt.Unescapable):
        dbt.literal(text)


@given(st.text(alphabet="ab {}%#é/.", min_size=1, max_size=12))
def test_a_path_of_the_project_begins_two_folders_above_the_profile(path: str) -> None:
    assert rendered(dbt.rendered(InProject(path))) == "/p/.floe/dbt/../../" + path


def test_values_of_the_plan_become_plain_data() -> None:
    value = (("a", "x{{y}}"), ("b", (1, None, True)), ("c", FromVariable("B", "boolean")))
    assert dbt.rendered(value) == {
        "a": '{{ "x\\x7b\\x7by\\x7d\\x7d" }}', "b": [1, None, True], "c": "{{ env_var('B') | as_bool }}",
    }  # fmt: skip

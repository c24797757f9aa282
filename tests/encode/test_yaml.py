"""The canonical YAML, against readers of YAML 1.1 and 1.2 and floec's own."""

from __future__ import annotations

import math
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from floec.encode import yaml
from floec.encode.yaml import Note
from floec.source import Source
from floec.syntax import compose

AWKWARD = [
    "on", "off", "yes", "No", "y", "n", "Y", "true", "TRUE", "null", "Null",
    "~", "", "1e3", "0o7", "0x1F", "010", "1_000", "12:30:45", "190:20:30",
    "2001-01-01", "2001-12-14t21:59:43.10-05:00", "=", "<<", "-", "--", "---",
    "...", "- a", "? a", ": a", "a: b", "a:", ":a", "a #b", "#a", "@a", "`a",
    "%a", "&a", "*a", "!a", "!!str a", "|", ">", "|-", "[a]", "{a}", "a, b",
    "'a'", '"a"', "a'b", "\\", " a", "a ", "  ", "a  b", "\ta", "a\tb", "a\nb",
    "a\n", "\na", "\n\n", "a\r\nb", "\u2028", "\u2029", "\x85", "\ufeff",
    "\u00a0", "\u200b", "\x00", "\x7f", "é", "界", "😀", ".inf", "-.INF", ".nan",
    "nan", "inf", "None", "none", "0b11", "685_230.15", "+1", ".5", "5.", "1.2.3",
    "./dbt", "/a/b", "../x", "a/b@c", "v1.0", "e3", "E", "_1", "a" * 300,
    "a " * 60, "\U000e0001", "\ufffe", "$", "${{ x }}", "{{ x }}",
]  # fmt: skip
TEXTS = st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = st.sampled_from([one for one in AWKWARD if len(one) < 100]) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=10
)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)


def readings(text: str) -> list[Any]:
    """What readers of YAML 1.1 (PyYAML) and of YAML 1.2 (ruamel) make of a text."""
    return [pyyaml.safe_load(text), YAML(typ="safe", pure=True).load(text)]


def same(left: Any, right: Any) -> bool:
    """Equal also in kind and in the order of keys."""
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return type(left) is type(right) and bool(left == right)


@pytest.mark.parametrize("value", AWKWARD)
def test_an_awkward_string_is_itself_in_every_place_to_every_reader(value: str) -> None:
    data = {"a": value, value: [value, {value: value}], "b": {"c": [[value]]}}
    for made in (yaml.dump(data), yaml.flow(data) + "\n"):
        for read in readings(made):
            assert same(read, data), made


@given(VALUES)
def test_any_data_is_read_back_equal_by_every_reader(value: Any) -> None:
    for read in readings(yaml.dump(value, "a header\nof two lines")):
        assert same(read, value)
    for read in readings(yaml.flow(value) + "\n"):
        assert same(read, value)


@given(
    st.text(st.sampled_from("ab1:-#é {}$/."), max_size=12), st.integers(-(2**63), 2**63 - 1), st.floats(-1e300, 1e300)
)
def test_floec_reads_what_it_writes(text: str, whole: int, number: float) -> None:
    value = {"a": text, "b": [whole, number], "c": [[], {}]}
    made, found = compose(Source("x", yaml.dump(value)))
    assert found == []
    assert made is not None
    assert same(made.data, value)


@given(VALUES)
def test_no_line_ends_in_a_space_and_the_same_data_gives_the_same_text(value: Any) -> None:
    made = yaml.dump(value)
    assert all(line == line.rstrip(" ") for line in made.split("\n"))
    assert made.endswith("\n")
    assert yaml.dump(value) == made


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), VALUES)
def test_a_note_changes_no_data(words: str, value: Any) -> None:
    made = yaml.dump({"a": Note(value, words), "b": [Note(value, words), Note({"c": Note(1, words)}, words)]}, words)
    for read in readings(made):
        assert same(read, {"a": value, "b": [value, {"c": 1}]})


def test_the_form_is_block_style_with_two_spaces() -> None:
    value = {
        "a": {"b": [1, {"c": "on", "d": []}], "e": {}},
        "f": Note("x", "why"),
        "g": [[1, 2]],
        "h": [Note({"i": 1}, "n")],
    }
    assert yaml.dump(value, "top") == (
        '# top\na:\n  b:\n    - 1\n    - c: "on"\n      d: []\n  e: {}\n# why\nf: x\n'
        "g:\n  - - 1\n    - 2\nh:\n  # n\n  - i: 1\n"
    )


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, object(), b"x", {1}, 1j])
def test_what_yaml_has_no_word_for_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="not a YAML scalar"):
        yaml.dump({"a": value})


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        yaml.dump("\ud800")

"""pyiceberg's file: nothing but block mappings and quoted text, which strictyaml takes (the conformance tests ask it)."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from floec.encode import pyiceberg

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9]", fullmatch=True) | st.sampled_from(["on", "null", "y"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=16) | st.sampled_from(
    ["no", "~", "1e3", "{}", "[]", "&a", "*a", "!!int 3", "# x", "${X}", 'a"b', "a: b", "a\nb", " a ", "\\"]
)


@given(NAMES, st.dictionaries(NAMES, TEXTS, min_size=1, max_size=4))
def test_any_text_is_itself_and_a_string(name: str, entries: dict[str, str]) -> None:
    made = pyiceberg.document(name, entries.items(), "a comment\nof two lines")
    assert yaml.safe_load(made) == {"default-catalog": name, "catalog": {name: entries}}


@given(NAMES, st.dictionaries(NAMES, TEXTS, min_size=1, max_size=4))
def test_there_is_no_flow_style_no_anchor_and_no_tag(name: str, entries: dict[str, str]) -> None:
    made = pyiceberg.document(name, entries.items(), "x")
    tokens = list(yaml.scan(made))
    foreign = (
        yaml.FlowMappingStartToken,
        yaml.FlowSequenceStartToken,
        yaml.AnchorToken,
        yaml.AliasToken,
        yaml.TagToken,
    )
    assert not [token for token in tokens if isinstance(token, foreign)]
    assert yaml.FlowMappingStartToken in {type(token) for token in yaml.scan("a: {}")}


def test_a_catalog_needs_properties_since_an_empty_mapping_is_flow_style() -> None:
    with pytest.raises(ValueError, match="flow style"):
        pyiceberg.document("lake", [], "x")
    with pytest.raises(ValueError, match="flow style"):
        pyiceberg.document("lake", [("auth", ())], "x")


def test_a_property_may_be_a_mapping() -> None:
    made = pyiceberg.document("lake", [("auth", (("type", "noop"),)), ("uri", "x")], "x")
    assert yaml.safe_load(made)["catalog"]["lake"] == {"auth": {"type": "noop"}, "uri": "x"}


@pytest.mark.parametrize("name", ["", "a b", "a:b", "1a", "é", "a{"])
def test_a_name_that_would_need_quotes_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a property"):
        pyiceberg.document("lake", [(name, "x")], "x")

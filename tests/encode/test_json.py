"""The canonical JSON."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floec.encode.json import dump, text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(VALUES)
def test_what_is_written_is_read_back_equal_and_in_order(value: Any) -> None:
    made = dump(value)
    assert made.endswith("\n")
    assert json.loads(made) == value
    assert dump(json.loads(made)) == made


@given(st.text())
def test_a_literal_is_on_one_line(value: str) -> None:
    assert json.loads(text(value)) == value
    assert "\n" not in text(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_without_a_meaning_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        dump([value])

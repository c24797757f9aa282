"""A .env file holds names only."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floec.encode.dotenv import assignment


@given(st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,20}", fullmatch=True))
def test_a_name_that_a_shell_takes_is_assigned_nothing(name: str) -> None:
    assert assignment(name) == name + "="


@given(st.text(max_size=8))
def test_what_a_shell_does_not_take_is_refused(name: str) -> None:
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) is None:
        with pytest.raises(ValueError, match="not the name of a variable"):
            assignment(name)

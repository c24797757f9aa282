"""Places in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floec.source import Source, Span

TEXTS = st.text(alphabet="ab \n界é😀", max_size=60)


def indexed(text: str) -> Source:
    """A source that was asked so often that it has made its index of lines."""
    source = Source("floe.yaml", text)
    for _ in range(80):
        source.position(0)
    return source


@pytest.mark.parametrize(
    ("offset", "place"), [(0, (1, 1)), (2, (1, 3)), (3, (1, 4)), (4, (2, 1)), (5, (2, 2)), (7, (3, 1)), (8, (4, 1))]
)
def test_a_position_counts_lines_and_code_points_from_one(offset: int, place: tuple[int, int]) -> None:
    assert Source("floe.yaml", "a界😀\nbc\n\nd").position(offset) == place


@given(TEXTS)
def test_a_position_is_what_splitting_the_text_before_it_says(text: str) -> None:
    for source in (Source("floe.yaml", text), indexed(text)):
        for offset in range(len(text) + 1):
            before = text[:offset].split("\n")
            assert source.position(offset) == (len(before), len(before[-1]) + 1)


@given(TEXTS)
def test_offset_undoes_position(text: str) -> None:
    for source in (Source("floe.yaml", text), indexed(text)):
        for offset in range(len(text) + 1):
            assert source.offset(*source.position(offset)) == offset


@given(TEXTS)
def test_lines_are_those_of_the_text_with_and_without_an_index(text: str) -> None:
    lines = text.split("\n")
    for source in (Source("floe.yaml", text), indexed(text)):
        assert [source.line(number) for number in range(1, len(lines) + 3)] == [*lines, "", ""]


def test_lines_far_down_are_found() -> None:
    source = Source("floe.yaml", "".join(f"line {n}\n" for n in range(1, 501)))
    assert (source.line(500), source.line(501), source.line(502)) == ("line 500", "", "")
    assert source.position(source.offset(321, 4)) == (321, 4)


@pytest.mark.parametrize(("text", "lines"), [("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("\n", 1), ("\n\n", 2)])
def test_a_final_line_break_opens_no_line(text: str, lines: int) -> None:
    assert Source("floe.yaml", text).lines == lines


def test_a_span_knows_both_ends_and_its_text() -> None:
    span = Span(Source("floe.yaml", "a: 界界\nb: 2\n"), 3, 9)
    assert (span.position, span.end_position, span.text) == ((1, 4), (2, 4), "界界\nb: ")

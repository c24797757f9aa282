"""Bytes to text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floec.decode import MAX_BYTES, decode
from floec.diagnostics import Diagnostic
from tests.helpers import only, span


def refused(data: bytes) -> list[Diagnostic]:
    source, found = decode("floe.yaml", data)
    assert source is None
    return found


def test_exactly_the_limit_is_read_and_one_byte_more_is_not() -> None:
    assert decode("floe.yaml", b"#" * MAX_BYTES)[1] == []
    assert only(refused(b"#" * (MAX_BYTES + 1))).code.slug == "too-large"


def test_the_limit_speaks_before_the_encoding_is_looked_at() -> None:
    assert only(refused(b"\xff" * (MAX_BYTES + 1))).code.slug == "too-large"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_refused_with_and_without_a_mark(codec: str) -> None:
    assert only(refused("name: orders\n".encode(codec))[:1]).code.slug in {"encoding", "forbidden-character"}
    if codec == "utf-16":
        assert only(refused("name: orders\n".encode(codec))).label == "it is UTF-16"


@pytest.mark.parametrize(
    ("data", "line", "label"),
    [
        (b"name: caf\xe9\n", 1, "byte 0xE9 is not UTF-8"),
        (b"a: 1\r\nb: \xc3(\n", 2, "byte 0xC3 is not UTF-8"),
        (b"a: 1\n\xed\xa0\x80", 2, "byte 0xED is not UTF-8"),
        (b"\xef\xbb\xbfa: 1\n\n\xff", 3, "byte 0xFF is not UTF-8"),
    ],
)
def test_a_byte_that_is_no_utf8_is_named_with_its_line(data: bytes, line: int, label: str) -> None:
    found = only(refused(data))
    assert (found.code.slug, span(found).position[0], found.label) == ("encoding", line, label)


def test_a_mark_at_the_start_and_windows_line_ends_change_nothing() -> None:
    plain, _ = decode("floe.yaml", b"a: 1\nb: 2\n")
    windows, found = decode("floe.yaml", b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert plain is not None
    assert windows is not None
    assert found == []
    assert windows.text == plain.text


FORBIDDEN = [
    *range(9), 0x0B, 0x0C, 0x0D, 0x0E, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F, 0xAD, 0x061C, 0x180E, 0x200B, 0x200D, 0x200F, 0x2028, 0x2029,
    0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF, 0xFFF9, 0xE0001, 0xE0041, 0xE007F,
]  # fmt: skip


@pytest.mark.parametrize("number", FORBIDDEN)
def test_a_character_that_does_not_show_is_refused_on_its_place_in_comments_too(number: int) -> None:
    found = only(refused(f"a: 1\n# 界{chr(number)}!\n".encode()))
    assert found.code.slug == "forbidden-character"
    assert f"U+{number:04X}" in found.message
    assert span(found).position == (2, 4)


@pytest.mark.parametrize("text", ["\t", "é", "界", "😀", "\u00a0", "\ue000", "\u0301", "\u3000", "\ufffd", "ﬀ"])
def test_other_characters_are_let_through(text: str) -> None:
    source, found = decode("floe.yaml", f"a: '{text}'\n".encode())
    assert found == []
    assert source is not None
    assert source.text == f"a: '{text}'\n"


def test_the_first_of_each_line_is_named_for_ten_lines_at_most() -> None:
    found = refused(("\u200b\u200b\n" * 15).encode())
    assert [span(one).position for one in found] == [(line, 1) for line in range(1, 11)]


@given(st.binary(max_size=60))
def test_any_bytes_are_either_text_or_refused(data: bytes) -> None:
    source, found = decode("floe.yaml", data)
    assert (source is None) == bool(found)
    for one in found:
        assert span(one).position >= (1, 1)

"""Text to data: what is read, what is refused, and where it stands."""

from __future__ import annotations

import io
import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from floec.syntax import MAX_DEPTH, MAX_FAULTS, MAX_NODES
from tests.helpers import checked, data, document, golden_texts, only, read, slugs, span


def places(text: str, *path: str | int) -> tuple[str, tuple[int, int], str, tuple[int, int]]:
    """Text and position of the key and of the value at a path."""
    made = document(text)
    container: Any = made.data
    for step in path[:-1]:
        container = container[step]
    key, value = made.place(container, path[-1])
    return key.text, key.position, value.text, value.position


# ------------------------------------------------------------------------------------------------------------- scalars

SCALARS: list[tuple[str, Any]] = [
    ("yes", "yes"), ("no", "no"), ("on", "on"), ("Off", "Off"), ("y", "y"), ("N", "N"), ("true", True), ("True", True), ("TRUE", True),
    ("tRUE", "tRUE"), ("false", False), ("False", False), ("FALSE", False), ("~", None), ("null", None), ("Null", None), ("NULL", None),
    ("nULL", "nULL"), ("", None), ("0", 0), ("-0", 0), ("+12", 12), ("-7", -7), ("012", "012"), ("00", "00"), ("08", "08"), ("-012", "-012"),
    ("0o17", 15), ("0o18", "0o18"), ("0O17", "0O17"), ("0x1F", 31), ("0x1g", "0x1g"), ("0X1F", "0X1F"), ("-0x1F", "-0x1F"), ("0b11", "0b11"),
    ("1_000", "1_000"), ("0x1_F", "0x1_F"), ("12:30:45", "12:30:45"), ("190:20:30", "190:20:30"), ("2001-01-01", "2001-01-01"),
    ("2001-12-14T21:59:43Z", "2001-12-14T21:59:43Z"), ("1e3", 1000.0), ("1E-2", 0.01), ("-1.5e+2", -150.0), ("1.", 1.0), (".5", 0.5),
    ("-.5", -0.5), (".", "."), ("1.2.3", "1.2.3"), ("1e", "1e"), ("e3", "e3"), (".5.", ".5."), ("+", "+"), ("-1-1", "-1-1"), ("1/2", "1/2"),
    ("./dbt", "./dbt"), ("../dbt", "../dbt"), (".inf.", ".inf."), ("inf", "inf"), ("nan", "nan"), ("NaN", "NaN"), (".Nan", ".Nan"),
    ("+.nan", "+.nan"), ("9223372036854775807", 2**63 - 1), ("-9223372036854775808", -(2**63)), ("=", "="), ("'1'", "1"), ('"true"', "true"),
    ('"~"', "~"), ("'it''s'", "it's"), (r'"\u00e9\x41\t"', "éA\t"), ("１２", "１２"), ("a#b", "a#b"), ("a:b", "a:b"), ("{}", {}), ("[]", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), SCALARS, ids=[text or "empty" for text, _ in SCALARS])
def test_a_scalar_is_read_as_yaml_1_2_does(text: str, value: Any) -> None:
    for found in (data(f"a: {text}\n")["a"], data(f"- {text}\n")[0]):
        assert type(found) is type(value)
        assert found == value


@pytest.mark.parametrize(
    "text",
    [
        ".inf", "-.inf", "+.Inf", ".INF", ".nan", ".NaN", ".NAN", "1e999", "-1e999", "9223372036854775808", "-9223372036854775809",
        "0x10000000000000000", "0o7777777777777777777777777", "1" * 40, "1" * 401, "1" * 5000, "-" + "9" * 5000,
    ],
)  # fmt: skip
def test_a_number_that_programs_read_differently_is_refused_on_its_place(text: str) -> None:
    made, found = read(f"a: 1\nb: {text}\n")
    one = only(found)
    assert (one.code.slug, span(one).position, span(one).text) == ("bad-number", (2, 4), text)
    assert made is not None
    assert made.data == {"a": 1, "b": text}


@pytest.mark.parametrize("text", ["1." + "0" * 500, "0x" + "f" * 500, "0." + "1" * 500, "1e" + "0" * 500])
def test_a_number_of_many_digits_is_not_quietly_text(text: str) -> None:
    made, found = read(f"a: {text}\n")
    assert made is not None
    assert slugs(found) == ["bad-number"] or isinstance(made.data["a"], int | float)


def test_a_quoted_number_is_text() -> None:
    assert data("a: \"1e999\"\nb: '.inf'\n") == {"a": "1e999", "b": ".inf"}


# -------------------------------------------------------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("a: 1\nbc: xyz\n", ["bc"], ("bc", (2, 1), "xyz", (2, 5))),
        ("{界: 1, 😀b: 界c}\n", ["😀b"], ("😀b", (1, 8), "界c", (1, 12))),
        ("a: '界'   # 界\nb: {c: 界, d: x}\n", ["b", "d"], ("d", (2, 11), "x", (2, 14))),
        ("a: 1\r\nb: 2\r\n", ["b"], ("b", (2, 1), "2", (2, 4))),
        ("\ufeffa: 1\n", ["a"], ("a", (1, 1), "1", (1, 4))),
        ("a:\n  - x\n  - yz\n", ["a", 1], ("yz", (3, 5), "yz", (3, 5))),
        ("a:\n  b: 1\n\nc: 2\n", ["a"], ("a", (1, 1), "b: 1", (2, 3))),
        ("a: [1,\n  2]\nc: 2\n", ["a"], ("a", (1, 1), "[1,\n  2]", (1, 4))),
        ("a: |\n  x\n  y\nb: 1\n", ["a"], ("a", (1, 1), "|\n  x\n  y", (1, 4))),
        ("a: |\n  x\n\nb: 1\n", ["b"], ("b", (4, 1), "1", (4, 4))),
        ('"a b": "c\\n"\n', ["a b"], ('"a b"', (1, 1), '"c\\n"', (1, 8))),
        ("? a\n: b\n", ["a"], ("a", (1, 3), "b", (2, 3))),
        ("a: &x {b: 1}\nc: *x\n", ["c"], ("c", (2, 1), "*x", (2, 4))),
    ],
)
def test_keys_and_values_stand_where_they_are_written(text: str, path: list[Any], expected: tuple[Any, ...]) -> None:
    assert places(text, *path) == expected


def test_an_item_is_its_own_key_also_when_it_is_a_block() -> None:
    key, at, value, start = places("a:\n  - b: 1\n    c: 2\n", "a", 0)
    assert (at, start) == ((2, 5), (2, 5))
    assert key == value == "b: 1\n    c: 2"


def test_what_an_alias_brings_stands_where_its_anchor_does() -> None:
    made = document("a: &x {b: 1}\nc: *x\n")
    assert made.place(made.data["c"], "b")[0].position == (1, 8)


# ----------------------------------------------------------------------------------------------------- keys and merging


def test_a_key_that_is_given_twice_is_named_with_both_places_and_its_path() -> None:
    one = only(read("a:\n  - b: 1\n    c: 2\n    b: 3\n")[1])
    assert one.code.slug == "duplicate-key"
    assert (span(one).position, one.secondary[0].span.position, one.path) == ((4, 5), (2, 5), "a[0].b")


@pytest.mark.parametrize(
    "text",
    [
        'a: 1\n"a": 2\n',
        "a: 1\n'a': 2\n",
        "{a: 1, a: 2}\n",
        '"\\u0061": 1\na: 2\n',
        "? a\n: 1\na: 2\n",
        "k: &k a\nx: {*k : 1, a: 2}\n",
    ],
)
def test_keys_are_the_same_however_they_are_written(text: str) -> None:
    assert slugs(read(text)[1]) == ["duplicate-key"]


def test_every_duplicate_is_found_in_one_run() -> None:
    assert slugs(read("a: 1\na: 2\na: 3\nb: {c: 1, c: 2}\n")[1]) == ["duplicate-key"] * 3


def test_reading_stops_at_so_many_faults() -> None:
    made, found = read("a: 1\n" * 1000)
    assert made is None
    assert slugs(found) == ["duplicate-key"] * MAX_FAULTS


def test_a_duplicate_with_a_colon_in_a_flow_mapping_is_named_as_it_is_written() -> None:
    one = only(read("{a:b: 1, a:b: 2}\n")[1])
    assert (one.message, one.path) == ("duplicate key `a:b`", "a:b")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("1: a\n", "a number"), ("1.5: a\n", "a number"), ("true: a\n", "true or false"), ("~: a\n", "nothing (null)"), ("? \n: a\n", "nothing"),
        ("[a]: b\n", "a list"), ("{a: 1}: b\n", "a mapping"), ("x: &x [1]\ny: {*x : 1}\n", "a list"), ("x: &x {}\ny: {*x : 1}\n", "a mapping"),
    ],
)  # fmt: skip
def test_a_key_that_is_no_text_is_refused(text: str, what: str) -> None:
    one = only(read(text)[1])
    assert one.code.slug == "non-text-key"
    assert what in one.message


@pytest.mark.parametrize("key", ["yes", "on", "012", "2001-01-01", "1_000", '"1"', "'null'"])
def test_a_key_that_yaml_1_2_takes_for_text_is_let_through(key: str) -> None:
    assert data(f"{key}: a\n") == {key.strip("\"'"): "a"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n", {"a": 1, "b": 3}),
        ("x: &x {a: 1, b: 2}\ny:\n  b: 3\n  <<: *x\n", {"a": 1, "b": 3}),
        ("x: [&x {a: 1}, &z {a: 2, b: 2}]\ny:\n  <<: [*x, *z]\n", {"a": 1, "b": 2}),
        ("y: {<<: {a: 1}}\n", {"a": 1}),
        ("y: {<<: []}\n", {}),
        ('y: {"<<": 1}\n', {"<<": 1}),
        ("y: {<<: {<<: {a: 1}, b: 2}}\n", {"a": 1, "b": 2}),
    ],
)
def test_merging_fills_in_what_is_not_given_explicitly(text: str, value: dict[str, Any]) -> None:
    assert data(text)["y"] == value


def test_a_merged_key_stands_where_its_source_does() -> None:
    made = document("x: &x {a: 1}\ny:\n  <<: *x\n  b: 2\n")
    assert made.place(made.data["y"], "a")[0].position == (1, 8)
    assert made.place(made.data["y"], "b")[0].position == (4, 3)


@pytest.mark.parametrize("value", ["1", "text", "[1]", "[{a: 1}, 2]", "", "true"])
def test_merging_something_that_is_no_mapping_is_refused(value: str) -> None:
    assert slugs(read(f"y:\n  <<: {value}\n")[1]) == ["merge-key"]


def test_merging_twice_is_a_duplicate() -> None:
    one = only(read("y:\n  <<: {a: 1}\n  <<: {b: 1}\n")[1])
    assert (one.code.slug, span(one).position, one.secondary[0].span.position) == ("duplicate-key", (3, 3), (2, 3))


# ------------------------------------------------------------------------------------------------------------- aliases


def test_an_alias_repeats_what_was_marked_last() -> None:
    assert data("a: &x 1\nb: *x\nc: &x [2]\nd: *x\n") == {"a": 1, "b": 1, "c": [2], "d": [2]}


def test_an_alias_without_an_anchor_is_refused() -> None:
    one = only(read("a: 1\nb: *x\n")[1])
    assert (one.code.slug, span(one).position, span(one).text) == ("alias", (2, 4), "*x")


@pytest.mark.parametrize("text", ["a: &x [*x]\n", "a: &x {b: {c: *x}}\n", "&x [[*x]]\n", "a: &x\n  <<: *x\n"])
def test_an_alias_inside_its_own_anchor_is_refused_and_the_anchor_named(text: str) -> None:
    one = only(read(text)[1])
    assert one.code.slug == "alias"
    assert "recursive" in one.message
    assert one.secondary[0].span.start == text.index("&x")


def test_a_bomb_of_aliases_is_refused_while_it_is_small() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    one = only(read("\n".join(lines) + "\n")[1])
    assert (one.code.slug, span(one).position[0]) == ("too-large", 5)


def test_a_bomb_of_merges_is_refused() -> None:
    keys = ", ".join(f"k{n}: 1" for n in range(1000))
    text = f"x: &x {{{keys}}}\n" + "".join(f"y{n}: {{<<: *x}}\n" for n in range(200))
    assert slugs(read(text)[1]) == ["too-large"]


@pytest.mark.parametrize(("count", "refused"), [(MAX_NODES, False), (MAX_NODES + 1, True)])
def test_so_many_nodes_are_read_and_no_more(count: int, refused: bool) -> None:
    found = read("[" + "1," * count + "]\n")[1]
    assert slugs(found) == (["too-large"] if refused else [])


def test_so_many_empty_lists_are_too_many_nodes() -> None:
    assert slugs(read("[" + "[]," * (MAX_NODES + 1) + "]\n")[1]) == ["too-large"]


# ------------------------------------------------------------------------------------------------- structure, refusals


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_nesting_goes_so_deep_and_no_deeper(opening: str, closing: str) -> None:
    assert slugs(read(opening * MAX_DEPTH + "1" + closing * MAX_DEPTH)[1]) == []
    one = only(read(opening * (MAX_DEPTH + 1) + "1" + closing * (MAX_DEPTH + 1))[1])
    assert (one.code.slug, span(one).start) == ("too-large", MAX_DEPTH * len(opening))


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 50_000, "- " * 100_000 + "a", "? " * 50_000])
def test_a_very_deep_text_is_refused_without_a_crash(text: str) -> None:
    assert only(read(text)[1]).code.slug in {"too-large", "non-text-key"}


@pytest.mark.parametrize(
    "text",
    ["a: !!str 1\n", "a: !x [1]\n", "!!map {a: 1}\n", "a: ! b\n", "!!python/object:os.system a: 1\n", "a: !ENV X\n"],
)
def test_a_tag_is_refused(text: str) -> None:
    one = only(read(text)[1])
    assert one.code.slug == "tag"
    assert span(one).start == text.index("!")


@pytest.mark.parametrize(
    "text", ["%YAML 1.1\n---\na: no\n", "%YAML 1.2\n---\na: 1\n", "%TAG ! tag:x,2000:\n---\na: 1\n"]
)
def test_a_directive_is_refused(text: str) -> None:
    one = only(read(text)[1])
    assert (one.code.slug, span(one).position) == ("directive", (1, 1))


@pytest.mark.parametrize("text", ["a: 1\n---\nb: 2\n", "---\na: 1\n---\n", "a: 1\n...\n---\nb: 2\n", "---\n---\n"])
def test_a_second_document_is_refused(text: str) -> None:
    one = only(read(text)[1])
    assert one.code.slug == "multiple-documents"
    assert span(one).start == text.rindex("---")


@pytest.mark.parametrize("text", ["---\na: 1\n", "a: 1\n...\n", "# x\n---\na: 1\n...\n# y\n"])
def test_the_marks_of_one_document_are_let_through(text: str) -> None:
    assert data(text) == {"a": 1}


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "---\n", "~\n"])
def test_nothing_is_read_as_nothing(text: str) -> None:
    assert data(text) is None


@pytest.mark.parametrize("text", ["a:\t1\n", "{a:\t1}\n", "a: {b: 1, c:\t 2}\n", "a: \t1\n"])
def test_a_tab_between_a_key_and_its_value_is_refused_on_its_place(text: str) -> None:
    one = only(read(text)[1])
    assert (one.code.slug, span(one).start) == ("yaml-syntax", text.index("\t"))


@pytest.mark.parametrize("count", [MAX_FAULTS - 1, MAX_FAULTS, MAX_FAULTS + 10])
def test_many_tabs_are_refused_like_a_few(count: int) -> None:
    found = read("".join(f"k{n}:\tv\n" for n in range(count)))[1]
    assert slugs(found) == ["yaml-syntax"] * min(count, MAX_FAULTS)


@pytest.mark.parametrize("text", ["a:\n\tb: 1\n", "a:\n  b: 1\n\tc: 2\n", "\ta: 1\n"])
def test_a_tab_as_indentation_is_refused(text: str) -> None:
    assert slugs(read(text)[1]) == ["yaml-syntax"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("a: 'x\ty'\n", "x\ty"), ("a: |\n  x\ty\n", "x\ty\n"), ("a: 1\t# x\n", 1), ("a: # x\ty\n  b\n", "b")],
)
def test_a_tab_inside_a_value_or_a_comment_is_let_through(text: str, value: Any) -> None:
    assert data(text) == {"a": value}


@pytest.mark.parametrize(
    "text",
    [
        'a: "\\u200b"\n',
        'a: "\\x00"\n',
        'a: "\\x1b[31m"\n',
        '"\\u202e": 1\n',
        'a: "\\ufeff"\n',
        'a: "\\N"\n',
        'a: "\\L"\n',
        'a: "\\0"\n',
    ],
)
def test_a_character_that_does_not_show_is_refused_as_an_escape_too(text: str) -> None:
    assert slugs(read(text)[1]) == ["forbidden-character"]


def test_an_escaped_surrogate_is_refused() -> None:
    assert only(read('a: "\\ud800"\n')[1]).code.slug in {"forbidden-character", "yaml-syntax"}


# ------------------------------------------------------------------------------------------ colons in flow collections


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{endpoint: tempo:4317}", {"endpoint": "tempo:4317"}),
        ("{a:b}", {"a:b": None}),
        ("[a:b, c: d, http://x:1/y]", ["a:b", {"c": "d"}, "http://x:1/y"]),
        ('{"a":b, c: "d:e", f: g:h}', {"a": "b", "c": "d:e", "f": "g:h"}),
        ("{a: 12:30, b: 'x:y', c: [1:2]}", {"a": "12:30", "b": "x:y", "c": ["1:2"]}),
        ("{a: &x {b: c:d}, e: *x}", {"a": {"b": "c:d"}, "e": {"b": "c:d"}}),
        ("{a: b:c, d: \ue000, e: \ue001}", {"a": "b:c", "d": "\ue000", "e": "\ue001"}),
        ('{a: b:c, d: "\\uE000"}', {"a": "b:c", "d": "\ue000"}),
        ('{a: b:c, d: "\\U0000e000"}', {"a": "b:c", "d": "\ue000"}),
        ("x:y: {a: b:c}", {"x:y": {"a": "b:c"}}),
    ],
)
def test_a_colon_inside_a_plain_scalar_belongs_to_it(text: str, value: Any) -> None:
    assert data(text + "\n") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{?a: 1}", {"?a": 1}),
        ("[?a]", ["?a"]),
        ("[what?, why]", ["what?", "why"]),
        ("{u: http://x/y?z=1}", {"u": "http://x/y?z=1"}),
        ("{a?: ?b}", {"a?": "?b"}),
        ("[? a : b]", [{"a": "b"}]),
        ("{? a : b}", {"a": "b"}),
    ],
)
def test_a_question_mark_inside_a_plain_scalar_belongs_to_it(text: str, value: Any) -> None:
    assert data(text + "\n") == value


@pytest.mark.parametrize(("text", "value"), [("{:a: 1}", {":a": 1}), ("[:a]", [":a"]), ("{a: :b}", {"a": ":b"})])
def test_a_colon_at_the_start_of_a_plain_scalar_is_refused_if_it_is_not_read(text: str, value: Any) -> None:
    made, found = read(text + "\n")
    assert slugs(found) == ["yaml-syntax"] if made is None else made.data == value


def test_places_are_those_of_the_text_also_with_colons_in_it() -> None:
    assert places("a: {b: c:d, e:f: g}\n", "a", "e:f") == ("e:f", (1, 13), "g", (1, 18))


# ---------------------------------------------------------------------------------------------------------- properties

TEXT = st.text(
    st.one_of(
        st.sampled_from("ab01:-#&*!|>'\"%@`{}[],? \n.~=<\\"), st.characters(min_codepoint=0x20, max_codepoint=0x7E)
    ),
    max_size=12,
) | st.sampled_from(
    [
        "on",
        "1e3",
        "0o7",
        "12:30:45",
        "2001-01-01",
        "=",
        "<<",
        " x ",
        "null",
        "~",
        "",
        "é界😀",
        "a: b",
        "# x",
        "---",
        "1_0",
    ]
)
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
# Plain scalars that libyaml 0.1.7 refuses in flow collections, and floec with it.
TEXT = TEXT.filter(lambda text: re.search(r"(^|[\s'\"}\]]):|:$", text) is None)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def dumped(value: Any, *, flow: bool) -> str:
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = flow
    writer.allow_unicode = True
    out = io.StringIO()
    writer.dump(value, out)
    return out.getvalue()


@given(st.dictionaries(TEXT, VALUES, max_size=4), st.booleans())
def test_what_ruamel_writes_as_yaml_1_2_is_read_back_equal(value: dict[str, Any], flow: bool) -> None:
    made, found = read(dumped(value, flow=flow))
    assert found == []
    assert made is not None
    assert same(made.data, value)


def same(left: Any, right: Any) -> bool:
    """Equal also in kind: 1 is not 1.0, and not true."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=0, abs_tol=0)
    return type(left) is type(right) and bool(left == right)


def read_and_checked(text: str) -> None:
    """Everything `validate` does with a text, and that every finding has a place in it."""
    from floec.report import json as report_json
    from floec.report import text as report_text

    made, found = read(text)
    assert made is not None or found
    found = [*found, *(checked(made).diagnostics if made else ())]
    for one in found:
        assert one.span is None or 0 <= one.span.start <= one.span.end <= len(one.span.source.text)
    assert report_text.render(found, limit=1000).count("\n") >= len(found)
    assert report_json.render(found, 1).endswith("}\n")


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_and_checked(text)


@given(st.text(alphabet="ab01 :-#&*!|>'\"%@{}[],?\n\t.~<", max_size=40))
def test_any_text_of_yaml_signs_is_read_or_refused(text: str) -> None:
    read_and_checked(text)


@given(st.data())
def test_a_golden_file_with_a_part_replaced_is_read_or_refused(draw: st.DataObject) -> None:
    text = draw.draw(st.sampled_from([one for one in golden_texts().values() if len(one) < 5000]))
    start = draw.draw(st.integers(0, len(text)))
    end = draw.draw(st.integers(start, min(len(text), start + 12)))
    piece = draw.draw(st.text(alphabet="a1 :-#&*!|>'\"%{}[],?\n\t~<\u200b😀", max_size=6))
    read_and_checked(text[:start] + piece + text[end:])

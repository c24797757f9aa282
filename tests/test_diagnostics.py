"""Findings as values, and how they are shown."""

from __future__ import annotations

import json
import textwrap

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from floec import faults
from floec.diagnostics import Diagnostic, Edit, Label, dotted, escaped, has_errors, nearest, quoted, sort_key, warning
from floec.report import json as report_json
from floec.report import text as report_text
from floec.source import FLAG, VARIABLE, Source, Span
from tests.helpers import SCHEMAS, findings, golden_texts, read

ODD = warning("odd-thing", "Odd", "A page.")


def at(source: Source, text: str, *, after: int = 0) -> Span:
    start = source.text.index(text, after)
    return Span(source, start, start + len(text))


def shown(*found: Diagnostic) -> str:
    return report_text.render(found)


def expected(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def test_a_finding_shows_both_places_and_the_line_between_them() -> None:
    source = Source("floe.yaml", "a: 1\n# x\na: 2\n")
    found = Diagnostic(
        faults.DUPLICATE_KEY, "duplicate key `a`", source, Span(source, 9, 10), "again",
        (Label(Span(source, 0, 1), "first"),), "keep one", ("a note",),
    )  # fmt: skip
    assert shown(found) == expected(
        """
        error[duplicate-key]: duplicate key `a`
         --> floe.yaml:3:1
          |
        1 | a: 1
          | - first
        2 | # x
        3 | a: 2
          | ^ again
          |
          = help: keep one
          = note: a note
        """
    )


def test_far_lines_are_left_out_and_the_gutter_is_as_wide_as_the_last_number() -> None:
    source = Source("floe.yaml", "a: 1\n" + "b\n" * 10 + "c: 2\n")
    found = Diagnostic(ODD, "odd", source, at(source, "c"), "here", (Label(at(source, "a"), ""),))
    assert shown(found) == expected(
        """
        warning[odd-thing]: odd
          --> floe.yaml:12:1
           |
         1 | a: 1
           | -
        ...
        12 | c: 2
           | ^ here
        """
    )


@pytest.mark.parametrize(
    ("line", "part", "pad", "width"),
    [
        ("界面: 値x", "値", 6, 2),
        ("e\u0301a: b", "b", 4, 1),
        ("😀: ok", "ok", 4, 2),
        ("a:\tb", "b", 3, 1),
        ("ab: 界b", "界b", 4, 3),
        ("ａ: b", "b", 4, 1),
    ],
)
def test_marks_stand_below_what_they_mark_whatever_its_width(line: str, part: str, pad: int, width: int) -> None:
    source = Source("floe.yaml", line)
    last = shown(Diagnostic(ODD, "odd", source, at(source, part))).splitlines()[-1]
    assert last == "  | " + " " * pad + "^" * width


def test_a_mark_of_several_lines_ends_with_the_first() -> None:
    source = Source("floe.yaml", "a: [1,\n  2]\n")
    assert shown(Diagnostic(ODD, "odd", source, at(source, "[1,\n  2]"))).splitlines()[-1] == "  |    ^^^"


def test_an_empty_span_is_marked_once() -> None:
    source = Source("floe.yaml", "")
    assert shown(Diagnostic(ODD, "odd", source, Span(source, 0, 0))).splitlines()[-1] == "  | ^"


def test_other_sources_are_shown_by_their_kind() -> None:
    variable, flag = Source("FLOE_ENV", "FLOE_ENV=x", VARIABLE), Source("--env", "--env x", FLAG)
    text = shown(Diagnostic(ODD, "odd", variable, at(variable, "x", after=9), "", (Label(at(flag, "x"), "and"),)))
    assert "--> environment variable FLOE_ENV\n" in text
    assert "::: command line --env\n" in text
    assert "  | FLOE_ENV=x\n  |          ^\n" in text


def test_without_a_place_the_source_is_named() -> None:
    assert shown(Diagnostic(ODD, "odd", Source("a\x1bb", ""))) == "warning[odd-thing]: odd\n --> aU+001Bb\n"


def test_past_the_limit_findings_are_counted() -> None:
    source = Source("floe.yaml", "a")
    text = report_text.render([Diagnostic(ODD, "odd", source)] * 5, limit=2)
    assert text.count("odd-thing") == 2
    assert text.endswith("... and 3 more: `--format json` lists all\n")


def test_colours_add_nothing_but_colour() -> None:
    import re

    source = Source("floe.yaml", "a: 1\nb: 2\n")
    found = Diagnostic(ODD, "odd", source, at(source, "2"), "here", (Label(at(source, "1"), "and"),), "help", ("note",))
    painted = report_text.render([found], colour=True)
    assert painted != shown(found)
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == shown(found)


def test_a_long_line_is_cut_around_its_mark() -> None:
    source = Source("floe.yaml", "a: " + "x " * 200 + "HERE " + "y " * 200)
    *_, line, mark = shown(Diagnostic(ODD, "odd", source, at(source, "HERE"))).splitlines()
    assert line.startswith("1 | ...")
    assert line.endswith("...")
    assert len(line) <= report_text.WIDTH + 10
    assert line.index("HERE") == mark.index("^^^^")


@pytest.mark.parametrize(
    ("kinds", "line"),
    [
        ([], ""),
        ([faults.TAG], "Found 1 error in 1 of 2 files."),
        ([faults.TAG, faults.TAG, ODD], "Found 2 errors and 1 warning in 1 of 2 files."),
        ([ODD, ODD], "Found 2 warnings in 1 of 2 files."),
    ],
)
def test_the_last_line_counts(kinds: list[faults.Code], line: str) -> None:
    source = Source("floe.yaml", "a")
    assert report_text.summary([Diagnostic(kind, "x", source) for kind in kinds], 2) == line


# ---------------------------------------------------------------------------------------------------------------- JSON


def validator() -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(json.loads((SCHEMAS / "diagnostics.schema.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", sorted(golden_texts()))
def test_the_json_of_every_golden_case_is_as_its_schema_says(name: str) -> None:
    found = findings(golden_texts()[name])
    made = json.loads(report_json.render(found, 1))
    validator().validate(made)
    assert len(made["diagnostics"]) == len(found)
    assert made["summary"]["errors"] + made["summary"]["warnings"] == len(found)


@pytest.mark.parametrize("kind", [VARIABLE, FLAG])
def test_the_json_of_every_kind_of_finding_is_as_its_schema_says(kind: str) -> None:
    source, other = Source("floe.yaml", "a: 1\n"), Source("X", "X=1", kind)
    edit = Edit("Change", at(source, "1"), "2")
    found = [
        Diagnostic(ODD, "odd", source),
        Diagnostic(ODD, "odd", other, at(other, "1"), "x", (Label(at(source, "1"), ""),)),
        Diagnostic(faults.TAG, "x", source, at(source, "1"), "", (), "help", ("n",), "a", edit),
    ]
    made = json.loads(report_json.render(found, 1))
    validator().validate(made)
    assert made["diagnostics"][1]["file"] is None
    assert made["diagnostics"][2]["fix"]["replacement"] == "2"


def test_a_fingerprint_stays_when_lines_above_change() -> None:
    def one(text: str) -> str:
        return report_json.fingerprint(read(text)[1][0])

    assert one("a: 1\na: 2\n") == one("# x\n\na: 1\nb: 0\na: 2\n") != one("b: 1\nb: 2\n")


# --------------------------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""), (("a",), "a"), (("a", 0, "b"), "a[0].b"), (("a", 0, 1), "a[0][1]"), (("a\nb", "c"), "a\\nb.c"), ((0,), "[0]"),
    ],
)  # fmt: skip
def test_a_path_is_written_as_its_user_does(path: tuple[str | int, ...], text: str) -> None:
    assert dotted(path) == text


@given(st.text(max_size=200))
def test_text_of_a_user_is_printable_one_short_line(text: str) -> None:
    assert escaped(text).isprintable()
    assert quoted(text).isprintable()
    assert quoted(text)[0] == quoted(text)[-1] == "`"
    if len(text) <= 20 and text.isprintable():
        assert escaped(text) == text


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("tarlet", ["target", "threads"], "target"), ("Image-Tag", ["image_tag", "image"], "image_tag"), ("zzz", ["target"], None),
        ("target" * 20, ["target"], None), ("x", [], None),
    ],
)  # fmt: skip
def test_the_nearest_word_is_one_that_is_near(word: str, known: list[str], found: str | None) -> None:
    assert nearest(word, known) == found


def test_only_errors_are_errors_and_reports_are_sorted_by_place() -> None:
    source = Source("a", "x: y\n")
    late, early = Diagnostic(ODD, "x", source, at(source, "y")), Diagnostic(ODD, "x", source, at(source, "x"))
    assert not has_errors([late, early])
    assert has_errors([late, Diagnostic(faults.TAG, "x", source)])
    assert sorted([late, early, Diagnostic(ODD, "x", source)], key=sort_key)[1:] == [early, late]

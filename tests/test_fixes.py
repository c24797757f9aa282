"""Edits of hostile texts: they change what they say and nothing else, and no comment is lost."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floec import faults, fixes
from floec.diagnostics import Diagnostic, Edit
from floec.format import comments, same
from floec.report.places import Secrets
from floec.source import Source, Span
from floec.syntax import Document, compose
from tests.corpus.build import CASES
from tests.helpers import checked, document, golden_texts, read

ROUNDS = 8  # more than any text here needs

# Slips that an edit mends, each wherever its text stands: keys, choices, switches, numbers that should be text.
SLIPS = {
    "compute:": "compue:",
    "target: snowflake": "target: snowflak",
    "target: duckdb": "target: 'duckbd'",
    "threads:": '"thread":',
    "traces: true": "traces: yes",
    "metrics: true": 'metrics: "on"',
    "lineage: true": "lineage: &l off",
    "depends_on: [": "depend_on: [",
    'image_tag: "1.4.2"': "image_tag: 14",
    'version: "1.0"': "version: 1.0",
    "type: dbt": "type: dtb",
    "timezone: Europe/Berlin": "timezone: europe/berlin",
    "provider: oidc": "provider: odic",
    "10.0.0.1/32": "10.0.0.1/32, 2001:0db8::1/128",
    "owner: ": "ower: ",
    "x-": "X-",
}


def findings(made: Document, found: list[Diagnostic]) -> list[Diagnostic]:
    return [*found, *checked(made).diagnostics]


def usable(made: Document, found: list[Diagnostic]) -> list[Edit]:
    """The edits that `floec validate --fix` would make."""
    secrets = Secrets(found)
    return [edit for edit in fixes.applicable(made.source, found) if not secrets.revealed_by(edit)]


def value_of(text: str) -> Any:
    made, _ = compose(Source("replacement", text))
    assert made is not None
    return made.data


def expected(made: Document, edits: list[Edit]) -> Any:
    """The data of a document after its edits, by what they say: another key, or another value, where they stand."""
    meant: dict[Span, str] = {edit.span: edit.replacement for edit in edits}

    def edited(value: Any) -> Any:
        if isinstance(value, dict):
            pairs = []
            for key, one in value.items():
                at, stands = made.place(value, key)
                pairs.append(
                    (
                        value_of(meant[at]) if at in meant else key,
                        value_of(meant[stands]) if stands in meant else edited(one),
                    )
                )
            assert len(dict(pairs)) == len(pairs)
            return dict(pairs)
        if isinstance(value, list):
            spans = [made.place(value, index)[1] for index in range(len(value))]
            return [value_of(meant[at]) if at in meant else edited(one) for at, one in zip(spans, value, strict=True)]
        return value

    return edited(made.data)


def fix(text: str) -> str:
    """A text with all edits made, one round after the other, each held against what it says."""
    for _ in range(ROUNDS):
        made, found = read(text)
        edits = [] if made is None else usable(made, findings(made, found))
        if made is None or not edits:
            return text
        source = made.source
        result = fixes.edited(source, edits)
        again, problems = compose(Source(source.name, result))
        assert again is not None, (edits, problems)
        assert len(problems) <= len(found)
        assert same(expected(made, edits), again.data), edits
        assert Counter(comments(made)) == Counter(comments(again))
        assert result.count("\n") == source.text.count("\n")
        kept = [line for line in source.text.split("\n") if not touched(line, edits)]
        assert not Counter(kept) - Counter(result.split("\n"))
        text = result
    raise AssertionError(f"edits without end: {edits}")


def touched(line: str, edits: list[Edit]) -> bool:
    return any(line in edit.span.source.line(edit.span.position[0]) for edit in edits)


def corpus() -> dict[str, str]:
    """The texts of the corpus that are UTF-8 and not too large to be sprinkled with comments."""
    found = {}
    for entry, data in CASES:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if len(text) < 20_000:
            found[f"corpus-{entry['id']}"] = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return found


TEXTS = {**corpus(), **{name: text.replace("\r\n", "\n") for name, text in golden_texts().items()}}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_text(name: str) -> None:
    fix(TEXTS[name])


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_text_as_json_with_no_space_anywhere(name: str) -> None:
    from json import dumps

    made, found = read(TEXTS[name])
    if made is not None and not found:
        text = dumps(made.data, separators=(",", ":"))
        for right, wrong in (('"compute"', '"compue"'), ('"traces":true', '"traecs":"yes"'), ('"dbt"', '"dtb"')):
            text = text.replace(right, wrong)
        fix(text)


@st.composite
def sprinkled(draw: Any) -> str:
    """A text with slips and comments at random."""
    text = TEXTS[draw(st.sampled_from(sorted(TEXTS)))]
    for right in draw(st.lists(st.sampled_from(sorted(SLIPS)), max_size=6, unique=True)):
        text = text.replace(right, SLIPS[right])
    lines = text.split("\n")
    for at, comment in draw(st.lists(st.tuples(st.integers(0, 200), st.sampled_from(COMMENTS)), max_size=8)):
        number = at % len(lines)
        if comment.startswith("  "):
            lines[number] += comment
        else:
            lines.insert(number, comment)
    return "\n".join(lines)


COMMENTS = ["# note", " # compue: {target: duckbd}", "#", "# ünïcode: [x", "  # yes", "  # traces: yes"]


@given(sprinkled())
def test_data_and_comments_are_kept_and_a_second_run_changes_nothing(text: str) -> None:
    result = fix(text)
    assert fix(result) == result


EXAMPLES = {
    "a key in quotes keeps them": ('{"compue":{"target":"duckbd"}}', '{"compute":{"target":"duckdb"}}'),
    "a switch has none": ("observability: {\"traces\":'yes'}", 'observability: {"traces":true}'),
    "an anchor stays": ("owner: &n 5\nx-n: *n", "owner: &n 5\nx-n: *n"),
    "what an alias stands for stays": ("x-n: &n 5\nowner: *n", "x-n: &n 5\nowner: *n"),
    "an alias makes room for what is meant": ("x-t: &t dukdb\ncompute: {target: *t}", "x-t: &t dukdb\ncompute: {target: duckdb}"),
    "text in several lines is left to its author": ("observability:\n  traces: >-\n    yes", "observability:\n  traces: >-\n    yes"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), EXAMPLES.values(), ids=EXAMPLES)
def test_examples(before: str, after: str) -> None:
    assert fix(before) == after


def test_two_edits_that_touch_are_both_left_out() -> None:
    made = document("name: orders\n")
    span = made.place(made.data, "name")[1]
    one, other = (Diagnostic(faults.INVALID_VALUE, "x", made.source, edit=Edit("x", span, text)) for text in "ab")
    assert fixes.applicable(made.source, [one, other]) == ()
    assert fixes.applicable(made.source, [one, one]) == (one.edit,)

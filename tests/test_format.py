"""The canonical form of a floe.yaml: order, style, and every comment where it belongs."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floec.diagnostics import has_errors
from floec.format import comments, formatted, same
from tests.corpus.gen import BASE
from tests.helpers import document, golden_texts, language, read


def fmt(text: str) -> str:
    """The canonical form, which is that of itself."""
    made, found = read(text)
    assert made is not None
    assert not has_errors(found), found
    result = formatted(made, language().schema)
    again, _ = read(result)
    assert again is not None
    assert same(made.data, again.data)
    assert Counter(comments(made)) == Counter(comments(again))
    assert formatted(again, language().schema) == result
    return result


EXAMPLES = {
    "sections in order": ("version: '1.0'\nname: a\n", "name: a\nversion: '1.0'\n"),
    "the editor's key first": ("name: a\n$schema: x\n", "$schema: x\nname: a\n"),
    "unknown keys stay after what they stood after": (
        "x-top: 1\nversion: '1'\nx-b: 2\nowner: o\nname: a\n",
        "x-top: 1\nname: a\nversion: '1'\nx-b: 2\nowner: o\n",
    ),
    "comments above a key move with it": (
        "# head\n\n# the version\n# in two lines\nversion: '1' # quoted\n# the name\nname: a # short\n",
        "# head\n\n# the name\nname: a # short\n# the version\n# in two lines\nversion: '1' # quoted\n",
    ),
    "without a blank line all that is above the first key is the head": (
        "# yaml-language-server: x\n# more\nversion: '1'\nname: a\n",
        "# yaml-language-server: x\n# more\nname: a\nversion: '1'\n",
    ),
    "comments inside a section": (
        (
            "compute:\n    # where\n    properties:\n        # file\n        path: a.db\n        # end of properties\n"
            "    # what\n    target: duckdb\n    # threads: 4\nname: a\n# the end\n"
        ),
        (
            "name: a\ncompute:\n  # what\n  target: duckdb\n  # where\n  properties:\n    # file\n    path: a.db\n"
            "    # end of properties\n  # threads: 4\n# the end\n"
        ),
    ),
    "lists are indented below their key": (
        "transforms:\n- path: ./dbt # p\n  # kind\n  type: dbt\n  # name\n  name: m\n# second\n-   type: dbt\n    path: x\n",
        "transforms:\n  # name\n  - name: m\n    # kind\n    type: dbt\n    path: ./dbt # p\n  # second\n  - type: dbt\n    path: x\n",
    ),
    "a dash on a line of its own": (
        "transforms:\n- # one\n  path: x\n  type: dbt\n-\n  type: dbt\n",
        "transforms:\n  - # one\n    type: dbt\n    path: x\n  -\n    type: dbt\n",
    ),
    "lists in lists, and empty items": ("x-a:\n- - a\n  -   b\n-\n- c\n", "x-a:\n  - - a\n    - b\n  -\n  - c\n"),
    "blank lines": (
        "\n\nname: a\n\n\n\nversion: '1'   \n\ncompute:\n\n  target: duckdb\n\n\n",
        "name: a\n\nversion: '1'\n\ncompute:\n  target: duckdb\n",
    ),
    "a moved first key leaves its place without a blank line": (
        "version: '1'\n\nname: a\nowner: o\n",
        "name: a\n\nversion: '1'\nowner: o\n",
    ),
    "CRLF": ("version: '1'\r\n# n\r\nname: a\r\n", "# n\nname: a\nversion: '1'\n"),
    "a document's start and end": (
        "# c\n---\n# d\n\nversion: '1'\nname: a\n...\n# after\n",
        "# c\n---\n# d\n\nname: a\nversion: '1'\n...\n# after\n",
    ),
    "flow collections stay as they are": (
        "labels: {b: 1,\n   # in flow\n   a: [x,  y]\n  } # after\nx-q: {endpoint: tempo:4317}\nname: a\n",
        "name: a\nlabels: {b: 1,\n   # in flow\n   a: [x,  y]\n  } # after\nx-q: {endpoint: tempo:4317}\n",
    ),
    "a root in flow style is left alone": ("{version: '1',  name: a}\n", "{version: '1',  name: a}\n"),
    "block scalars": (
        (
            "compute:\n    properties:\n        schema: |2 # two\n            deep\n          # text\n\n        path: >-\n"
            "            a\n             b\n\n            c\n    # own\n    target: duckdb\ndescription: |\n  # no comment\n  x\nname: a\n"
        ),
        (
            "name: a\ndescription: |\n  # no comment\n  x\ncompute:\n  # own\n  target: duckdb\n  properties:\n"
            "    path: >-\n        a\n         b\n\n        c\n\n    schema: |2 # two\n        deep\n      # text\n"
        ),
    ),
    "kept line breaks": (
        "description: |+\n  x\n\n\nversion: '1'\n\nname: a\n",
        "name: a\nversion: '1'\n\ndescription: |+\n  x\n\n\n",
    ),
    "text in several lines": (
        "version: 'a\n\n   b'   \ndescription: \"x\\\n  y # no\"\nname: a\n  b\n",
        "name: a\n  b\nversion: 'a\n\n   b'\ndescription: \"x\\\n  y # no\"\n",
    ),
    "an anchor stays above its alias": (
        "labels: &l\n    b: x\nx-l: *l\nname: a\n",
        "name: a\nlabels: &l\n  b: x\nx-l: *l\n",
    ),
    "a mapping whose alias would be first keeps its order": (
        "version: &v 'x'\nname: *v\ncompute:\n  threads: 1\n  target: duckdb\n",
        "version: &v 'x'\nname: *v\ncompute:\n  target: duckdb\n  threads: 1\n",
    ),
    "merge keys": (
        "x-c: &c\n    threads: 2\ncompute:\n    # shared\n    <<: *c # all\n    target: duckdb\n",
        "x-c: &c\n  threads: 2\ncompute:\n  # shared\n  <<: *c # all\n  target: duckdb\n",
    ),
    "a merge key in a list, and below others": (
        "x-c: &c {b: 1}\nx-l:\n-   <<: *c\n    a: 1\n- a: 2\n  <<: *c # m\n# end of list\n",
        "x-c: &c {b: 1}\nx-l:\n  - <<: *c\n    a: 1\n  - a: 2\n    <<: *c # m\n# end of list\n",
    ),
    "a merge key below a deeper block": (
        "x-c: &c {b: 1}\nx-d:\n    a:\n        e:\n          - f: 1\n    <<: *c\nx-g:\n  a:\n  - ? f\n    : 1\n  <<: *c\n",
        "x-c: &c {b: 1}\nx-d:\n  a:\n    e:\n      - f: 1\n  <<: *c\nx-g:\n  a:\n    - ? f\n      : 1\n  <<: *c\n",
    ),
    "a comment below a block scalar does not become its content": (
        "x-a:\n b: |-\n   text\n\n  # comment\nname: a\n",
        "x-a:\n  b: |-\n    text\n\n  # comment\nname: a\n",
    ),
    "opaque lines with block scalars": (
        "x-a:\n  ? b\n  : |+\n     c\n\n\nversion: '1'\nname: a\n",
        "x-a:\n  ? b\n  : |+\n     c\n\n\nname: a\nversion: '1'\n",
    ),
    "explicit keys are opaque": ("x-a:\n    ? b\n    : c\nname: a\n", "x-a:\n    ? b\n    : c\nname: a\n"),
    "overlays": (
        "environments:\n  dev:\n    compute:\n      properties: {path: x}\n      target: duckdb\n",
        "environments:\n  dev:\n    compute:\n      target: duckdb\n      properties: {path: x}\n",
    ),
    "no final line break": ("name: a", "name: a\n"),
    "nothing but comments": ("# a\n", "# a\n"),
}


@pytest.mark.parametrize("before, after", EXAMPLES.values(), ids=EXAMPLES)
def test_examples(before: str, after: str) -> None:
    assert fmt(before) == after


def test_a_block_scalar_without_a_line_break_at_the_end_is_left_alone() -> None:
    text = "version: '1'\nname: |\n  a"
    assert document(fmt(text)).data == document(text).data


READABLE = {
    name: text
    for name, text in golden_texts().items()
    for made, found in [read(text)]
    if made and not has_errors(found)
}


@pytest.mark.parametrize("name", sorted(READABLE))
def test_golden_files(name: str) -> None:
    fmt(READABLE[name])


def test_the_base_document_of_the_corpus() -> None:
    fmt(BASE.decode())


def test_comments_are_found() -> None:
    made = document(
        "# a\nb: 'x # y' # c\nd: | # e\n  # f\n  # g\n# h\ni: a#b # j\nk: [1, # l\n 2]\nm:\n- &n | # o\n  # p\n"
    )
    assert comments(made) == ["# a", "# c", "# e", "# h", "# j", "# l", "# o"]


EXTRA = (
    "x-anchors:\n- &one {a: 1}\n-   &two\n    b: |+\n\n      text\n\n    a: >2\n        folded\n       x\n- - deep\n  # c\n  - 'two\n\n  lines'\n"
    "x-more:\n    <<: *one\n    z: *two\n    y:\n      ? q\n      : r\n"
)


@st.composite
def commented(draw: Any) -> str:
    """A golden file with comments and blank lines at random, its top-level sections shuffled."""
    base = draw(st.sampled_from([text for name, text in sorted(READABLE.items()) if not name.startswith("error-")]))
    if draw(st.booleans()):
        base = draw(st.sampled_from([EXTRA + base, base + EXTRA]))
    lines = base.rstrip("\n").split("\n")
    if draw(st.booleans()):  # deeper everywhere
        lines = [" " * (2 * (len(line) - len(line.lstrip()))) + line.lstrip() for line in lines]
        if read("\n".join(lines))[0] is None:
            lines = base.rstrip("\n").split("\n")
    starts = [n for n, line in enumerate(lines) if line[:1].isalpha() or line[:1] in "$#"]
    starts = [n for n in starts if n] or [0]
    sections = [lines[a:b] for a, b in zip([0, *starts], [*starts, len(lines)], strict=True)]
    if draw(st.booleans()):
        sections = draw(st.permutations(sections))
    made: list[str] = []
    for number, line in enumerate(line for section in sections for line in section):
        what = draw(st.integers(0, 9))
        if what < 3:
            made.append(" " * draw(st.integers(0, 8)) + f"# line {number}" + " " * draw(st.integers(0, 2)))
        if what in {2, 3}:
            made.append("" if draw(st.booleans()) else " " * draw(st.integers(0, 9)))
        made.append(line + (f"  # end {number} " if what in {4, 5} and line.strip() else " " * (what == 6)))
    made += draw(st.lists(st.sampled_from(["# tail", "", "    # deep tail"]), max_size=3))
    return "\n".join(made) + draw(st.sampled_from(["", "\n", "\n\n"]))


@given(commented())
def test_data_and_comments_are_kept_and_a_second_run_changes_nothing(text: str) -> None:
    made, found = read(text)
    if made is not None and not has_errors(found):
        fmt(text)

"""Rules about `transforms`, case by case."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from floec.layers import Tree
from floec.project import step_names
from tests.helpers import document, findings, only, slugs, span


def written(edges: Mapping[str, str]) -> str:
    lines = [f"  - {{name: {name}, type: dbt, path: dbt, depends_on: [{after}]}}" for name, after in edges.items()]
    return "\n".join(["name: orders", "compute: {target: duckdb}", "transforms:", *lines, ""])


@pytest.mark.parametrize(
    ("edges", "messages"),
    [
        ({"a": "", "b": "a", "c": "a, b"}, []),
        ({"c": "a, b", "b": "a", "a": ""}, []),
        ({"a": "a"}, ["transform `a` depends on itself"]),
        ({"a": "b", "b": "a"}, ["transforms wait for each other: `a` → `b` → `a`"]),
        ({"a": "b", "b": "c", "c": "a"}, ["transforms wait for each other: `a` → `b` → `c` → `a`"]),
        ({"a": "b", "b": "c", "c": "b"}, ["transforms wait for each other: `b` → `c` → `b`"]),
        ({"a": "a", "b": "b"}, ["transform `a` depends on itself", "transform `b` depends on itself"]),
        (
            {"a": "b", "b": "a", "c": "d", "d": "c"},
            ["transforms wait for each other: `a` → `b` → `a`", "transforms wait for each other: `c` → `d` → `c`"],
        ),
    ],
)
def test_a_circle_is_named_from_its_first_member(edges: dict[str, str], messages: list[str]) -> None:
    assert [one.message for one in findings(written(edges)) if one.code.slug == "dependency-cycle"] == messages


def test_every_dependency_of_a_circle_is_marked() -> None:
    one = findings(written({"a": "b", "b": "c", "c": "a"}))[0]
    assert one.path == "transforms[0].depends_on[0]"
    assert [label.text for label in one.secondary] == ["`b` waits for `c`", "`c` waits for `a`"]
    assert [label.span.position[0] for label in one.secondary] == [5, 6]


def without_names(*edges: str) -> str:
    steps = [
        f"  - {{type: python, path: ./steps/{name}.py, depends_on: [{after}]}}"
        for name, _, after in (edge.partition(" ") for edge in edges)
    ]
    return "\n".join(["name: orders", "compute: {target: duckdb}", "transforms:", *steps, ""])


def test_names_that_come_from_paths_are_names() -> None:
    text = "name: orders\ncompute: {target: duckdb}\ntransforms:\n  - {type: dbt, path: ./dbt}\n"
    text += "  - {type: python, path: ./a.py, depends_on: [dbt]}\n  - {name: b, type: python, path: c.py, depends_on: [a, c]}\n"
    one = only(findings(text))
    assert (one.message, one.notes) == (
        "transform `b` depends on `c`, which does not exist",
        ("transforms: dbt, a, b",),
    )


def test_a_circle_of_three_without_names_is_shown_whole() -> None:
    one = only(findings(without_names("a c", "b a", "c b")))
    assert one.message == "transforms wait for each other: `a` → `c` → `b` → `a`"
    assert [span(one).text, *(label.span.text for label in one.secondary)] == ["c", "b", "a"]
    assert [span(one).position[0], *(label.span.position[0] for label in one.secondary)] == [4, 6, 5]


def test_names_of_one_path_are_numbered() -> None:
    text = without_names("a ", "a a-2", "a a") + "  - {name: a-3, type: dbt, path: dbt, depends_on: [a-4]}\n"
    assert list(step_names(Tree(document(text))).values()) == ["a", "a-2", "a-4", "a-3"]
    assert [one.message for one in findings(text)] == ["transform `a-2` depends on itself"]


def test_ten_thousand_transforms_of_one_path_are_numbered() -> None:
    text = without_names(*["a "] * 10_000)
    assert list(step_names(Tree(document(text))).values())[-1] == "a-10000"


def test_a_long_row_is_no_circle_and_exhausts_nothing() -> None:
    edges = {"t0": "", **{f"t{n}": f"t{n - 1}" for n in range(1, 1500)}}
    assert findings(written(edges)) == []
    closed = findings(written({**edges, "t0": "t1499"}))
    assert slugs(closed) == ["dependency-cycle"]


def test_a_circle_beside_an_unknown_name_and_a_name_given_twice_are_all_found() -> None:
    text = written({"a": "a, zz"}) + "  - {name: a, type: dbt, path: dbt}\n"
    assert sorted(slugs(findings(text))) == ["dependency-cycle", "duplicate-name", "unknown-reference"]


@pytest.mark.parametrize("value", ["{a: b}", "[a]", "1", "true", "", "x"])
@pytest.mark.parametrize("key", ["name", "type", "path", "depends_on"])
def test_a_value_of_the_wrong_kind_is_a_fault_of_the_schema_and_no_crash(key: str, value: str) -> None:
    given = {"name": "marts", "type": "dbt", "path": "dbt", "depends_on": "[]", key: value}
    text = "name: orders\ncompute: {target: duckdb}\ntransforms:\n  - " + "\n    ".join(
        f"{k}: {v}" for k, v in given.items()
    )
    fine = value == "x" and key in {"name", "path"}
    assert bool(findings(text + "\n")) != fine

"""Overlays: what a value is in an environment, and where it came from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floec import frontend
from floec.layers import Tree
from tests.helpers import as_document, document, findings, golden_data, language


def overlaid(text: str, name: str = "dev") -> Tree:
    return frontend.layered(document(text), language())[name]


def lines(tree: Tree, *path: str | int) -> tuple[int, list[int]]:
    """The line of a value, and those of the values it beat."""
    origin = tree.origin(path)
    return origin.value.position[0], [one.position[0] for one in origin.beaten]


@pytest.mark.parametrize(
    ("base", "over", "made"),
    [
        ({"a": 1}, {"a": 2}, {"a": 2}),
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 3, "d": 4}}, {"a": {"b": 1, "c": 3, "d": 4}}),
        ({"a": [1, 2, 3]}, {"a": [4]}, {"a": [4]}),
        ({"a": [1]}, {"a": []}, {"a": []}),
        ({"a": {"b": 1}}, {"a": 2}, {"a": 2}),
        ({"a": 2}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": {"b": 1}}, {"a": {}}, {"a": {"b": 1}}),
        ({"a": [{"b": 1}]}, {"a": [{"c": 1}]}, {"a": [{"c": 1}]}),
        ({"a": 1}, {}, {"a": 1}),
        ({"a": 1}, None, {"a": 1}),
    ],
)
def test_mappings_merge_and_all_else_replaces(base: dict[str, Any], over: Any, made: dict[str, Any]) -> None:
    trees = frontend.layered(as_document({**base, "environments": {"dev": over}}), language())
    assert trees["dev"].data == made
    assert trees["dev"].environment == "dev"


def test_the_base_is_what_is_written_and_an_overlay_has_no_environments() -> None:
    written = {"a": {"b": 1}, "environments": {"dev": {"a": {"b": 2}}, "prod": {"a": {"b": 3}}}}
    trees = frontend.layered(as_document(written), language())
    assert list(trees) == [None, "dev", "prod"]
    assert trees[None].data == written
    assert (trees["dev"].data, trees["prod"].data) == ({"a": {"b": 2}}, {"a": {"b": 3}})


def test_an_empty_value_replaces_and_is_then_refused_where_it_stands() -> None:
    found = findings(
        "name: orders\nowner: me\ncompute: {target: duckdb}\ntransforms: [{type: dbt, path: dbt}]\n"
        "environments:\n  dev:\n    owner: ~\n"
    )
    assert {(one.code.slug, one.span.position if one.span else None) for one in found} == {("wrong-type", (7, 12))}


def test_a_value_knows_where_it_stands_and_what_it_beat() -> None:
    tree = overlaid(
        "a: {b: 1,\n  c: 2}\nd: [1]\nenvironments:\n  dev:\n    a: {c: 3,\n      e: 4}\n    d:\n      - 5\n"
    )
    assert lines(tree, "a", "b") == (1, [])
    assert lines(tree, "a", "c") == (6, [2])
    assert lines(tree, "a", "e") == (7, [])
    assert lines(tree, "a") == (6, [1])
    assert lines(tree, "d") == (9, [3])
    assert lines(tree, "d", 0) == (9, [])
    assert tree.key(("a", "c")).text == "c"
    assert tree.value(("a", "c")).text == "3"


def test_what_no_overlay_changes_keeps_its_place_below_a_merged_mapping() -> None:
    tree = overlaid("a:\n  b:\n    c:\n      - x\n  d: 1\nenvironments: {dev: {a: {d: 2}}}\n")
    assert tree.value(("a", "b", "c", 0)).position == (4, 9)
    assert tree.line(("a", "b", "c")) == "floe.yaml:3"


def test_what_an_alias_brings_into_an_overlay_stands_at_its_anchor() -> None:
    tree = overlaid("a: &a {b: 1}\nc: {d: 2}\nenvironments:\n  dev:\n    c: *a\n")
    assert tree.data["c"] == {"d": 2, "b": 1}
    assert lines(tree, "c", "b") == (1, [])
    assert lines(tree, "c", "d") == (2, [])


def test_overlays_do_not_see_each_other() -> None:
    trees = frontend.layered(
        document("a: &a {b: 1}\nenvironments:\n  dev: {a: {b: 2}}\n  prod: {a: {c: 3}}\n"), language()
    )
    assert trees["prod"].data == {"a": {"b": 1, "c": 3}}
    assert trees["dev"].data == {"a": {"b": 2}}
    assert trees["prod"].origin(("a", "b")).beaten == ()


def test_another_target_drops_the_properties_it_does_not_know() -> None:
    tree = overlaid(
        "compute:\n  target: snowflake\n  threads: 3\n  properties: {account: x, warehouse: y, schema: z}\n"
        "environments: {dev: {compute: {target: duckdb, properties: {path: a.duckdb}}}}\n"
    )
    assert tree.data["compute"] == {"target": "duckdb", "threads": 3, "properties": {"schema": "z", "path": "a.duckdb"}}
    assert tree.dropped == (("compute", "properties", "account"), ("compute", "properties", "warehouse"))


def test_another_login_drops_what_it_does_not_read() -> None:
    tree = overlaid(
        "compute:\n  target: redshift\n  properties: {host: h, user: u, auth: iam, cluster_id: c, region: eu-west-1, schema: s}\n"
        "environments: {dev: {compute: {properties: {auth: database}}}}\n"
    )
    assert tree.data["compute"]["properties"] == {"host": "h", "user": "u", "auth": "database", "schema": "s"}
    assert tree.dropped == (("compute", "properties", "cluster_id"), ("compute", "properties", "region"))


def test_another_target_keeps_no_server_and_no_login() -> None:
    """Nor what its default login does not read."""
    tree = overlaid(
        "compute:\n  target: postgres\n  properties: {host: h, port: 6432, auth: certificate, user: u, schema: s, sslcert: /c, sslkey: /k}\n"
        "environments: {dev: {compute: {target: fabric}}, other: {compute: {target: clickhouse, properties: {host: x}}}}\n"
    )
    assert tree.data["compute"]["properties"] == {"schema": "s"}


@pytest.mark.parametrize("target", ["snowflake", "no-such-target"])
def test_the_same_or_an_unknown_target_drops_nothing(target: str) -> None:
    tree = overlaid(
        "compute: {target: snowflake, properties: {account: x}}\n"
        f"environments: {{dev: {{compute: {{target: {target}, properties: {{role: r}}}}}}}}\n"
    )
    assert tree.data["compute"]["properties"] == {"account": "x", "role": "r"}
    assert tree.dropped == ()


@pytest.mark.parametrize(
    ("section", "old", "new", "kept"),
    [
        ("catalog", {"type": "polaris", "uri": "http://x:1", "warehouse": "w"}, {"type": "glue"}, {"type": "glue"}),
        ("storage", {"type": "s3", "bucket": "b", "region": "r"}, {"type": "local"}, {"type": "local"}),
    ],
)
def test_another_kind_drops_what_it_does_not_know(section: str, old: Any, new: Any, kept: Any) -> None:
    known = language().known(section, new["type"])
    tree = frontend.layered(as_document({section: old, "environments": {"dev": {section: new}}}), language())["dev"]
    wanted = kept | {key: value for key, value in old.items() if known is None or key in known} | new
    assert tree.data[section] == wanted
    assert {path[1] for path in tree.dropped} == set(old) - set(wanted)


@pytest.mark.parametrize("path", [("x",), ("a", "x"), ("a", 0), ("a", "b", "c"), ("l", 2), ("l", -1), ("l", "0")])
def test_a_path_that_leads_nowhere_gives_the_default(path: tuple[str | int, ...]) -> None:
    tree = Tree(document("a: {b: 1}\nl: [1, 2]\n"))
    assert tree.get(path, "none") == "none"
    assert tree.line(path) is None


KEYS = st.sampled_from("abc")
DATA = st.recursive(
    st.integers(0, 9) | st.lists(st.integers(0, 9), max_size=2),
    lambda inner: st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(KEYS, DATA, max_size=3)


def merged(base: Any, over: Any) -> Any:
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    return {**base, **{key: merged(base[key], value) if key in base else value for key, value in over.items()}}


def leaves(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    if not isinstance(value, dict):
        return {path: value}
    return {at: one for key, inner in value.items() for at, one in leaves(inner, (*path, key)).items()}


@given(MAPPINGS, MAPPINGS)
def test_every_value_of_an_overlaid_tree_stands_in_the_layer_that_gave_it(base: Any, over: Any) -> None:
    made = as_document({**base, "environments": {"dev": over}})
    tree = frontend.layered(made, language())["dev"]
    assert tree.data == merged(base, over)
    start = made.place(made.data, "environments")[0].start
    given_over = leaves(over)
    for path in leaves(tree.data):
        if path and path in given_over:
            assert tree.value(path).start > start
        elif path and not any(path[:size] in given_over for size in range(1, len(path))):
            assert tree.value(path).start < start or tree.get(path) == {}


def test_every_part_of_every_golden_tree_has_a_place_that_reads_as_it() -> None:
    for name, value in golden_data().items():
        for tree in frontend.layered(as_document(value), language()).values():
            for path, leaf in leaves(tree.data).items():
                if isinstance(leaf, str) and path:
                    assert tree.value(path).text.startswith('"'), (name, path)
                    assert document(f"a: {tree.value(path).text}\n").data["a"] == leaf

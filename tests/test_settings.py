"""Settings: values from flags, variables and .env, over the tree of an environment."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floec import dotenv, frontend, settings
from floec.diagnostics import Diagnostic
from floec.layers import Tree
from floec.settings import Setting
from floec.source import DOTENV, VARIABLE, Source
from tests.helpers import document, language, only, slugs, span

TEXT = """\
name: orders
labels: {a: b}
compute:
  target: snowflake
  properties: {account: acme-eu1, schema: MARTS}
transforms:
  - {name: marts, type: dbt, path: ./dbt}
  - {name: score, type: python, path: ./score.py}
observability: {lineage: false, traces: true}
"""


def tree() -> Tree:
    return frontend.layered(document(TEXT), language())[None]


def flag(text: str) -> Setting:
    made = settings.flagged(text)
    assert made is not None
    return made


def variable(name: str, value: str) -> Setting:
    source = Source(name, f"{name}={value}", VARIABLE)
    made = settings.of_variable(name, source, 0, len(name) + 1, len(source.text))
    assert made is not None
    return made


def applied(*made: Setting) -> tuple[Tree, list[Diagnostic]]:
    return settings.applied(tree(), made, language())


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("compute.threads=8", ("compute", "threads"), 8),
        ("compute.threads=eight", ("compute", "threads"), "eight"),
        ("owner=me=you", ("owner",), "me=you"),
        ("owner=", ("owner",), ""),
        ("owner=true", ("owner",), "true"),
        ("owner=1.10", ("owner",), "1.10"),
        ("description=[draft] orders", ("description",), "[draft] orders"),
        ('owner="in: quotes"', ("owner",), "in: quotes"),
        ('owner="half', ("owner",), '"half'),
        ("transforms[1].path=./other.py", ("transforms", 1, "path"), "./other.py"),
        ("transforms.1.path=./other.py", ("transforms", 1, "path"), "./other.py"),
        ('labels."app.kubernetes.io/part-of"=sales', ("labels", "app.kubernetes.io/part-of"), "sales"),
        ("labels.build=42", ("labels", "build"), "42"),
        ("observability.attributes.shard=42", ("observability", "attributes", "shard"), 42),
        ("observability.metrics=false", ("observability", "metrics"), False),
        ("network.external_cidrs=[10.0.0.0/8, 'fd00::/8']", ("network", "external_cidrs"), ["10.0.0.0/8", "fd00::/8"]),
        ("compute.properties.path=[x]", ("compute", "properties", "path"), "[x]"),
    ],
)
def test_a_flag_sets_a_value_of_the_type_that_the_schema_takes(text: str, path: tuple[Any, ...], value: Any) -> None:
    made, found = applied(flag(text))
    assert found == []
    assert made.get(path) == value
    assert type(made.get(path)) is type(value)
    assert made.value(path).text in text
    assert made.value(path).place.startswith("flag --set ")


def test_what_stands_around_a_setting_stays_where_it_stood() -> None:
    made, _ = applied(flag("compute.threads=8"))
    assert made.line(("compute",)) == "floe.yaml:3"
    assert made.line(("compute", "target")) == "floe.yaml:4"
    assert made.line(("compute", "threads")) == "flag --set compute.threads"
    assert made.get(("transforms",)) == tree().get(("transforms",))


def test_a_setting_remembers_what_it_beat_and_the_later_one_counts() -> None:
    made, _ = applied(variable("FLOE_COMPUTE_TARGET", "duckdb"), flag("compute.target=motherduck"))
    origin = made.origin(("compute", "target"))
    assert [origin.value.place, *(one.place for one in origin.beaten)] == [
        "flag --set compute.target",
        "variable FLOE_COMPUTE_TARGET",
        "floe.yaml:4:11",
    ]


def test_another_target_drops_what_it_does_not_know() -> None:
    made, _ = applied(variable("FLOE_COMPUTE_TARGET", "duckdb"))
    assert made.get(("compute", "properties")) == {"schema": "MARTS"}
    assert made.dropped == (("compute", "properties", "account"),)
    assert [one.place for one in made.dropped_by] == ["variable FLOE_COMPUTE_TARGET"]


def test_a_key_below_a_switch_keeps_it_on_or_off() -> None:
    made, found = applied(variable("OPENLINEAGE_NAMESPACE", "sales"), flag("observability.traces.sampling_ratio=0.5"))
    assert found == []
    assert made.get(("observability", "lineage")) == {"namespace": "sales", "enabled": False}
    assert made.get(("observability", "traces")) == {"sampling_ratio": 0.5, "enabled": True}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        *((name, path) for name, path in settings.NAMED.items() if "lineage" not in path),
        ("FLOE__COMPUTE__PROPERTIES__WAREHOUSE", ("compute", "properties", "warehouse")),
        ("FLOE__TRANSFORMS__1__PATH", ("transforms", 1, "path")),
        ("FLOE__LABELS__A", ("labels", "a")),
    ],
)
def test_a_variable_sets_its_path(name: str, path: tuple[Any, ...]) -> None:
    made, found = applied(variable(name, "text"))
    assert (found, made.get(path), made.value(path).place) == ([], "text", f"variable {name}")


@pytest.mark.parametrize("name", ["FLOE_ENV", "FLOE_COMPUT_TARGET", "FLOE__", "PATH"])
def test_other_variables_set_nothing(name: str) -> None:
    assert settings.of_variable(name, Source(name, f"{name}=x", VARIABLE), 0, len(name) + 1, len(name) + 2) is None


@pytest.mark.parametrize(
    "text", ["", "=", "x", "=x", "a.=x", ".a=x", "a..b=x", "a[=x", "a[x]=x", "[0]=x", "a]=x", 'a"=x', "a[0]b=x"]
)
def test_what_is_no_path_and_value_is_none(text: str) -> None:
    assert settings.flagged(text) is None


@pytest.mark.parametrize(
    ("made", "marked", "message"),
    [
        (flag("transforms[2].path=x"), "[2]", "`transforms` has 2 items"),
        (flag("transforms.marts.path=x"), "marts", "`transforms` is a list"),
        (flag("compute[0]=x"), "[0]", "`compute` is no list"),
        (flag("network.egress[0].port=1"), "[0]", "`network.egress` is not in floe.yaml"),
        (flag("environments.dev.owner=x"), "environments", "`environments` cannot be set from outside"),
        (variable("FLOE__EXTENDS", "x.yaml"), "EXTENDS", "`extends` cannot be set from outside"),
        (variable("FLOE__COMPUTE____THREADS", "1"), "", "a step of the path is empty"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused_at_its_step(made: Setting, marked: str, message: str) -> None:
    result, found = applied(made)
    assert (slugs(found), only(found).message, span(only(found)).text) == (["bad-setting"], message, marked)
    assert result.data == tree().data


def test_a_value_that_is_no_yaml_is_shown_in_its_own_text() -> None:
    _, found = applied(flag("network.external_cidrs=[10.0.0.0/8"))
    one = only(found)
    assert (one.code.slug, one.path) == ("yaml-syntax", "network.external_cidrs")
    assert one.source.text == "--set network.external_cidrs=[10.0.0.0/8"
    assert one.span is None or one.span.source is one.source


def test_an_invisible_character_is_refused_in_a_setting_too() -> None:
    _, found = applied(variable("FLOE__OWNER", "me\u202eyou"))
    assert (slugs(found), span(only(found)).text) == (["forbidden-character"], "\u202e")


def test_a_wrong_value_is_shown_where_it_came_from() -> None:
    made, _ = applied(variable("FLOE__COMPUTE__THREADS", "many"))
    found = [one for one in language().faults(made) if one.path == "compute.threads"]
    assert (slugs(found), found[0].source.kind, span(found[0]).text) == (["wrong-type"], VARIABLE, "many")


@given(
    st.text(max_size=40), st.sampled_from(["owner", "compute.threads", "labels.x", "network.external_cidrs", "zz.y"])
)
def test_any_text_is_a_value_or_one_refusal(text: str, path: str) -> None:
    made, found = applied(flag(f"{path}={text}"))
    assert len(found) <= 1
    if not found and path == "owner" and text[:1] not in ("'", '"'):
        assert made.get(("owner",)) == text


def lines(text: str) -> tuple[dict[str, str], list[str]]:
    made, found = dotenv.lines(
        ".env", ".env", text, lambda name: name.startswith("FLOE_"), lambda name: name != "FLOE_HID"
    )
    return {one.name: one.source.text[one.start : one.end] for one in made}, slugs(found)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("FLOE_A=x", "x"),
        ("  export FLOE_A = x y  ", "x y"),
        ("FLOE_A=x # a comment", "x"),
        ("FLOE_A=x#y", "x#y"),
        ("FLOE_A=# nothing", ""),
        ("FLOE_A='x # y' # z", "x # y"),
        ('FLOE_A="$HOME `id` ${X}"', "$HOME `id` ${X}"),
        (r'FLOE_A="a\nb"', r"a\nb"),
        ("FLOE_A=x\r", "x"),
        ("FLOE_A=", ""),
        ("FLOE_A=a=b", "a=b"),
    ],
)
def test_a_line_of_dotenv_is_taken_as_it_is(line: str, value: str) -> None:
    assert lines(f"# FLOE_A=no\n\n{line}\nOTHER='open\n") == ({"FLOE_A": value}, [])


@pytest.mark.parametrize("line", ["FLOE_A='x", 'FLOE_A="x" y', "FLOE_A='it's'"])
def test_a_quote_that_is_not_closed_is_a_fault(line: str) -> None:
    assert lines(line) == ({}, ["dotenv-syntax"])


def test_what_is_not_ours_in_dotenv_is_not_kept() -> None:
    made, _ = dotenv.lines(
        ".env",
        ".env",
        "SECRET=a\nFLOE_A=b\nFLOE_HID=c\n",
        lambda name: name.startswith("FLOE_"),
        lambda name: name == "FLOE_A",
    )
    assert [(one.name, one.source.position(one.start)) for one in made] == [("FLOE_A", (2, 8)), ("FLOE_HID", (3, 10))]
    assert made[0].source.text == "\nFLOE_A=b\nFLOE_HID  \n"
    assert made[0].source.kind == DOTENV

"""Java's .properties files, against the rules of ``java.util.Properties.load``."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floec.encode import properties, trino
from floec.plan.values import FromVariable

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.lists(
    st.sampled_from(["\\", "=", ":", "#", "!", " ", "\t", "\n", "\r", "\f", "a", "\\u0041", "é", "😀", "$", "{"]),
    max_size=8,
).map("".join)


def loaded(text: str) -> dict[str, str]:
    """What Java reads: logical lines, a key up to the first bare separator, escapes in both."""
    found = {}
    for line in re.split(r"(?<!\\)(?:\r\n|\n|\r)", text):
        line = line.lstrip(" \t\f")  # noqa: PLW2901
        if line and line[0] not in "#!":
            match = re.match(r"((?:\\.|[^\\ \t\f=:])*)[ \t\f]*[=:]?[ \t\f]*(.*)\Z", line, re.DOTALL)
            assert match
            found[unescaped(match[1])] = unescaped(match[2])
    return found


def unescaped(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] == "u":
            return chr(int(code[1:], 16))
        return {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}.get(code, code)

    units = re.sub(r"(?s)\\(u[0-9a-f]{4}|.)", one, text)
    return units.encode("utf-16", "surrogatepass").decode("utf-16")


@given(TEXTS.filter(bool), TEXTS)
def test_a_property_comes_back_as_it_was(name: str, text: str) -> None:
    line = properties.line(name, text)
    assert line.isascii()
    assert "\n" not in line
    assert loaded(line) == {name: text}


def test_the_reader_of_this_test_takes_what_is_not_escaped_for_something_else() -> None:
    assert loaded("a b=c") != {"a b": "c"}
    assert loaded("a=\\b") != {"a": "\\b"}
    assert loaded("#a=b") == {}


def test_a_property_needs_a_name() -> None:
    with pytest.raises(ValueError, match="without a name"):
        properties.line("", "x")


# airlift's SecretsResolver
REFERENCE = re.compile(r"\$\{([a-zA-Z][a-zA-Z0-9_-]*):(?P<key>[^}]+?)\}")


@given(st.lists(TEXTS | st.just(FromVariable("X")), max_size=4))
def test_trino_resolves_what_is_meant_and_nothing_else(parts: list[str | FromVariable]) -> None:
    if any(isinstance(part, str) and "${" in part for part in parts):
        with pytest.raises(trino.Unescapable):
            trino.line("a", tuple(parts))
        return
    # A `$` at the end of a text and a `{` at the beginning of the next are one reference where they are joined.
    if "${" in "".join(part if isinstance(part, str) else "\0" for part in parts):
        return
    read = loaded(trino.line("a", tuple(parts)))["a"]
    resolved = REFERENCE.sub("VALUE", read)
    assert resolved == "".join(part if isinstance(part, str) else "VALUE" for part in parts)

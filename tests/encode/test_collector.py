"""Text in the collector's configuration, against its rules of expansion (confmap/expand.go)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from floec.encode import collector
from floec.plan.values import FromVariable

TEXTS = st.text(max_size=12) | st.lists(
    st.sampled_from(["$", "$$", "${", "}", "{", "env:X", "${env:X}", "a", " ", "\\"]), max_size=8
).map("".join)


def expanded(text: str) -> str:
    """What the collector makes of a value: `${…}` after an even number of dollars is a variable, then `$$` is `$`."""
    at = 0
    while (close := text.find("}", at)) >= 0:
        start = text.rfind("${", 0, close)
        before = len(text[:start]) - len(text[:start].rstrip("$")) if start >= 0 else 1
        if start < at or before % 2:
            at = close + 1
            continue
        assert text[start : close + 1] == "${env:X}", text
        text = f"{text[:start]}\0{text[close + 1 :]}"
        at = start + 1
    return text.replace("$$", "$").replace("\0", "VALUE")


@given(TEXTS)
def test_any_text_comes_out_of_the_collector_as_it_went_in(text: str) -> None:
    if "\0" not in text:
        assert expanded(collector.literal(text)) == text


@given(st.lists(TEXTS | st.just(FromVariable("X")), max_size=4))
def test_only_variables_that_are_meant_are_expanded(parts: list[str | FromVariable]) -> None:
    wanted = [part if isinstance(part, str) else "VALUE" for part in parts]
    if not any("\0" in part for part in wanted):
        made = collector.rendered((("options", tuple(parts)),))["options"]
        assert [expanded(part) for part in made or ()] == wanted


def test_keys_are_not_doubled_since_the_collector_does_not_read_them() -> None:
    assert collector.rendered((("a$b", ("c$d", 1, None)),)) == {"a$b": ["c$$d", 1, None]}

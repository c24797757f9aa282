"""Text in values that a chart passes to `tpl`, against Go's templates."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from floec.encode import helm

TEXTS = st.text(max_size=12) | st.lists(
    st.sampled_from(["{{", "}}", "{", "}", "-", '"', "`", " ", ".Values.x", "/*", "*/", '{{ "{{" }}', "\\"]), max_size=8
).map("".join)


def executed(text: str) -> str:
    """A template whose only actions are string literals, as Go prints it."""
    made, at = "", 0
    while (start := text.find("{{", at)) >= 0:
        made += text[at:start]
        action = '{{ "{{" }}'
        assert text.startswith(action, start), f"another action: {text[start:]!r}"
        made += "{{"
        at = start + len(action)
    return made + text[at:]


@given(TEXTS)
def test_any_text_comes_out_of_helm_as_it_went_in(text: str) -> None:
    assert executed(helm.literal(text)) == text

"""The codes: each has a page and a golden case."""

from __future__ import annotations

import re

import pytest

from floec import faults
from floec.cli.explain import codes
from tests.golden import failing
from tests.helpers import GOLDEN

SLUGS = sorted(codes())


@pytest.mark.parametrize("slug", SLUGS)
def test_a_code_has_a_title_and_a_page(slug: str) -> None:
    code = codes()[slug]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert code.severity in {"error", "warning"}
    assert code.title
    assert not code.title.endswith(".")
    assert len(code.page.strip()) > 60
    assert code.url.endswith("#" + slug)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_explains_and_does_not_only_repeat_the_title(slug: str) -> None:
    code = codes()[slug]
    assert code.page.strip().rstrip(".") != code.title


def test_no_two_codes_have_one_name() -> None:
    assert len({code.slug for code in faults.ALL}) == len(faults.ALL)
    assert {code.slug for code in faults.ALL} <= set(SLUGS)


def test_every_code_has_a_golden_case_and_every_case_a_code() -> None:
    assert {case.removeprefix("error-") for case in failing() if case.startswith("error-")} == set(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_golden_case_of_a_code_shows_it(slug: str) -> None:
    text = (GOLDEN / f"error-{slug}" / "diagnostics.txt").read_text(encoding="utf-8")
    assert f"{codes()[slug].severity}[{slug}]:" in text


@pytest.mark.parametrize("slug", SLUGS)
def test_messages_are_phrases_without_a_full_stop(slug: str) -> None:
    text = (GOLDEN / f"error-{slug}" / "diagnostics.txt").read_text(encoding="utf-8")
    for message in re.findall(r"^(?:error|warning)\[[a-z-]+\]: (.*)$", text, re.MULTILINE):
        assert message
        assert not message.endswith(".")

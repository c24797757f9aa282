"""Schedules: what Dagster's reader of cron expressions takes is let through, and what never comes is not."""

from __future__ import annotations

import pytest

from floec.rules.schedules.invalid_cron import FIELDS, _fault, _never


def fault(expression: str) -> tuple[int, str] | None:
    fields = expression.split()
    return next((one for one in map(_fault, fields, range(len(FIELDS))) if one), None) or _never(fields)


@pytest.mark.parametrize(
    "expression",
    [
        "0 6 * * 1-5",
        "*/15 0-6/2 1,15 JAN-MAR sun",
        "0 0 29 2 *",
        "0 0 31 4 MON",
        "* * * * 7",
        "5/10 * * * *",
        "0 22-2 * * FRI-MON",
        "0 6 * * MON#1",
        "0 6 * * L5",
        "0 6 L * ?",
        "0 6 ? * *",
        "00 006 * * *",
    ],
)
def test_a_schedule_that_comes_is_let_through(expression: str) -> None:
    assert fault(expression) is None


@pytest.mark.parametrize(
    ("expression", "field"),
    [
        ("60 * * * *", 0),
        ("*/0 * * * *", 0),
        ("*/x * * * *", 0),
        ("1-2-3 * * * *", 0),
        ("a * * * *", 0),
        ("0 25 * * *", 1),
        ("0 L * * *", 1),
        ("0 0 0 * *", 2),
        ("0 0 30 2 *", 2),
        ("0 0 31 4,6 *", 2),
        ("0 0 1 13 *", 3),
        ("0 0 1 FEBRUARY *", 3),
        ("0 0 * * 8", 4),
        ("0 0 * * MON#6", 4),
        ("0 0 * * SUNDAY", 4),
    ],
)
def test_a_schedule_that_never_comes_is_refused_in_its_field(expression: str, field: int) -> None:
    found = fault(expression)
    assert found
    assert found[0] == field

"""A schedule that never comes.

A cron expression has five fields: minute (0-59), hour (0-23), day of the month (1-31), month (1-12 or JAN-DEC), day of the week
(0-7 or SUN-SAT, where 0 and 7 are Sunday). Each is `*`, a value, a range `a-b`, a list `a,b`, or a step `*/n`. A day may be `L`, the last one.

    schedule: {cron: "0 6 * * 1-5", timezone: Europe/Berlin}    # at 6:00 on working days
"""

from __future__ import annotations

from collections.abc import Iterator

from floec.diagnostics import Diagnostic, error, quoted
from floec.project import Project
from floec.source import Span
from floec.syntax import Path

INVALID_CRON = error("invalid-cron", "A schedule that never comes", __doc__)

PLACES: tuple[Path, ...] = (
    ("orchestration", "schedule", "cron"),
    ("consumption", "cube", "pre_aggregations", "refresh_schedule"),
)
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
# What a field is called, its lowest and highest value, and the names that stand for values from the lowest on.
FIELDS: tuple[tuple[str, int, int, list[str]], ...] = (
    ("minute", 0, 59, []),
    ("hour", 0, 23, []),
    ("day of the month", 1, 31, []),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 7, _DAYS),
)
_DAY, _WEEKDAY = 2, 4
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def check(project: Project) -> Iterator[Diagnostic]:
    for path in PLACES:
        text = project.tree.text(path)
        fields = text.split() if text else []
        if len(fields) != len(FIELDS):  # the schema says so
            continue
        found = next((fault for fault in map(_fault, fields, range(5)) if fault), None) or _never(fields)
        if found:
            index, reason = found
            span = _field(project.tree.value(path), fields, index)
            message = f"{quoted(text or '')} is not a schedule: {reason}"
            name, low, high, names = FIELDS[index]
            words = f", or {names[0]}-{names[-1]}" if names else ""
            yield Diagnostic(
                INVALID_CRON,
                message,
                span.source,
                span,
                f"the {name}",
                help=f"the {name} is {low}-{high}{words}, `*`, a range, a list or a step such as `*/{max(2, high // 4)}`",
                path=".".join(map(str, path)),
            )


def _fault(field: str, index: int) -> tuple[int, str] | None:
    """What is wrong with a field by itself; all that croniter, which Dagster reads schedules with, understands is right."""
    name, low, high, names = FIELDS[index]
    for part in field.split(","):
        span, slash, step = part.partition("/")
        if slash and not (step.isdecimal() and int(step) > 0):
            return index, f"{quoted(part)} has no step"
        if span == "*" or (index in (_DAY, _WEEKDAY) and span == "?") or (index == _DAY and span.upper() == "L"):
            continue
        if index == _WEEKDAY:  # the last Friday, the second Monday
            span, _, nth = span.removeprefix("L").removeprefix("l").partition("#")
            if nth and nth not in "12345":
                return index, f"{quoted(part)} is no {name}"
        values = [_number(end, low, names) for end in span.split("-")]
        if len(values) > 2 or not all(value is not None and low <= value <= high for value in values):
            return index, f"{quoted(part)} is no {name}"
    return None


def _number(text: str, low: int, names: list[str]) -> int | None:
    if text.upper() in names:
        return names.index(text.upper()) + low
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 4 else None


def _never(fields: list[str]) -> tuple[int, str] | None:
    """Whether the day never comes in the months that are given; a day of the week makes up for it."""
    day, month, weekday = fields[2:]
    if weekday not in {"*", "?"} or not day.isdecimal():
        return None
    months = [_number(one, 1, _MONTHS) for one in month.split(",")]
    if all(one is not None and int(day) > _LENGTHS[one - 1] for one in months):
        return 2, f"no such month has a day {day}"
    return None


def _field(span: Span, fields: list[str], index: int) -> Span:
    """The span of one field inside that of the expression."""
    at = span.start
    for field in fields[: index + 1]:
        at = span.source.text.find(field, at, span.end)
        if at < 0:  # written with escapes
            return span
        at += len(field)
    return Span(span.source, at - len(fields[index]), at)

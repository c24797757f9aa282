"""A time zone that does not exist.

A schedule is read in a time zone of the IANA database, which is named by continent and city, with capitals as the database
writes them: `Europe/Berlin`, `America/New_York`, or `UTC`. Such a zone knows when its clocks change; an offset such as `UTC+2` does not,
and an abbreviation such as `PST` stands for one half of the year, or for several places.

    schedule: {cron: "0 6 * * *", timezone: Europe/Berlin}

floec has the names of the database with it, so that a file is right or wrong on every machine alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from floec.diagnostics import Diagnostic, dotted, edit_to, error, nearest, quoted, warning
from floec.project import Project
from floec.source import Span
from floec.syntax import Path

INVALID_TIMEZONE = error("invalid-timezone", "A time zone that does not exist", __doc__)
OLD_TIMEZONE = warning(
    "old-timezone",
    "A time zone that is an abbreviation",
    """A time zone that is an abbreviation.

The IANA database still knows names such as `EST` and `CET`, for old files. They are links to one place, and not always to the one that is
meant: `EST` is the clock of Panama, which never changes to summer time. Name the place.

    schedule: {cron: "0 6 * * *", timezone: America/New_York}
""",
)

PLACES: tuple[Path, ...] = (
    ("orchestration", "schedule", "timezone"),
    ("consumption", "cube", "pre_aggregations", "timezone"),
)
_FORM = r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*"  # what the schema takes; it has said so of everything else
_OFFSET = r"(?:UTC|GMT|Z|Etc/UTC)([+-])0?([0-9]{1,2})(?:00)?"


def check(project: Project) -> Iterator[Diagnostic]:
    for path in PLACES:
        text = project.tree.text(path)
        if text is None or text == "UTC" or not re.fullmatch(_FORM, text):
            continue
        from floec.rules.schedules import _time_zones as known

        span = project.tree.value(path)
        if text in known.OLD:
            place, alike = known.OLD[text], known.ABBREVIATIONS.get(text, ())
            message = f"{quoted(text)} is an abbreviation: the clock of {place}"
            help_ = f"name the place that is meant, such as {_listed(alike or (place,))}"
            yield Diagnostic(
                OLD_TIMEZONE, message, span.source, span, "kept for old files", help=help_, path=dotted(path)
            )
        elif text not in known.ZONES.split():
            yield _unknown(text, span, dotted(path), known.ZONES.split(), known.ABBREVIATIONS)


def _unknown(
    text: str, span: Span, path: str, zones: list[str], abbreviations: dict[str, tuple[str, ...]]
) -> Diagnostic:
    message, label, help_, edit = f"there is no time zone {quoted(text)}", "not in the IANA database", "", None
    same = next((zone for zone in zones if zone.casefold() == text.casefold()), None)
    cities = [zone for zone in zones if zone.rpartition("/")[2].casefold() == text.rpartition("/")[2].casefold()]
    offset = re.fullmatch(_OFFSET, text, re.IGNORECASE)
    if same:
        label, help_, edit = "capitals count", f"write `{same}`", edit_to(same, span)
    elif offset:
        fixed = f"Etc/GMT{'-' if offset[1] == '+' else '+'}{int(offset[2])}"
        message, label = f"{quoted(text)} is an offset and no time zone", "does not know when clocks change"
        help_ = "name a place, such as `Europe/Berlin`"
        if fixed in zones:
            help_ += f"; for a clock that never changes, `{fixed}`, whose sign is meant the other way round"
    elif text.upper() in abbreviations:
        message, label = f"{quoted(text)} is an abbreviation and no time zone", "stands for a clock, not for a place"
        help_ = f"name a place, such as {_listed(abbreviations[text.upper()])}"
    elif len(cities) == 1:
        help_ = f"did you mean `{cities[0]}`?"
        edit = edit_to(cities[0], span)
    else:
        guess = nearest(text, zones)
        help_ = f"did you mean `{guess}`?" if guess else "name a continent and a city, such as `Europe/Berlin`"
        edit = edit_to(guess, span) if guess else None
    return Diagnostic(INVALID_TIMEZONE, message, span.source, span, label, help=help_, path=path, edit=edit)


def _listed(zones: tuple[str, ...]) -> str:
    return " or ".join(f"`{zone}`" for zone in zones[:3])

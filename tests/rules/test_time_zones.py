"""Time zones: by the list that floec brings, whatever the machine has."""

from __future__ import annotations

import pytest

from tests.helpers import MINIMAL, findings


def found(zone: str) -> list[tuple[str, str, str | None]]:
    """Code, help and edit for a zone of a schedule."""
    text = MINIMAL + f"consumption: {{cube: {{pre_aggregations: {{timezone: '{zone}'}}}}}}\n"
    return [(one.code.slug, one.help, one.edit.replacement.strip("'") if one.edit else None) for one in findings(text)]


@pytest.mark.parametrize(
    "zone",
    ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "US/Eastern", "EST5EDT", "Etc/GMT-2", "GMT", "Zulu", "NZ"],
)  # fmt: skip
def test_a_zone_or_link_of_the_database_is_let_through(zone: str) -> None:
    assert found(zone) == []


@pytest.mark.parametrize(
    ("zone", "right"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("EUROPE/BERLIN", "Europe/Berlin"),
        ("utc", "UTC"),
        ("america/new_york", "America/New_York"),
        ("Berlin", "Europe/Berlin"),
        ("Europe/Tokyo", "Asia/Tokyo"),
        ("Europe/Berln", "Europe/Berlin"),
        ("America/New-York", "America/New_York"),
    ],
)
def test_a_slip_is_set_right_on_its_span(zone: str, right: str) -> None:
    [(slug, help_, edit)] = found(zone)
    assert (slug, edit) == ("invalid-timezone", right)
    assert f"`{right}`" in help_


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("UTC+2", "`Etc/GMT-2`"),
        ("gmt-05", "`Etc/GMT+5`"),
        ("UTC+0200", "`Etc/GMT-2`"),
        ("UTC+19", "`Europe/Berlin`"),
        ("PST", "`America/Los_Angeles`"),
        ("CEST", "`Europe/Paris`"),
        ("edt", "`America/New_York`"),
        ("Qqq", "`Europe/Berlin`"),
    ],
)
def test_an_offset_or_abbreviation_is_never_replaced_by_a_guess(zone: str, said: str) -> None:
    [(slug, help_, edit)] = found(zone)
    assert (slug, edit) == ("invalid-timezone", None)
    assert said in help_


@pytest.mark.parametrize("zone", ["CET", "EST", "MST", "HST"])
def test_an_abbreviation_that_is_a_link_is_a_warning(zone: str) -> None:
    [(slug, help_, edit)] = found(zone)
    assert (slug, edit) == ("old-timezone", None)
    assert help_.startswith("name the place that is meant, such as `")


@pytest.mark.parametrize("zone", ["+02:00", "Europe//Berlin", "America/New York", ""])
def test_what_has_not_the_form_of_a_zone_is_said_by_the_schema_alone(zone: str) -> None:
    assert [slug for slug, _, _ in found(zone)] == ["invalid-value"]

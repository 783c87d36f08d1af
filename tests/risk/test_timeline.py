"""A child's spells as a chronology."""

from datetime import date

import pytest

from agencies.models import Agency, Allocation
from risk.entries import of_allocation, of_flag, of_home
from risk.models import Area, Residence, RiskFlag
from risk.timeline import Entry, Kind, length_in_words, newest_first

FIRST, END = date(2018, 9, 3), date(2018, 10, 4)


def flag(start_date, end_date=None, status="high", source="decision"):
    return RiskFlag(status=status, source=source, start_date=start_date, end_date=end_date)


def home(start_date, **facts):
    return Residence(area=Area(name="East"), start_date=start_date, **facts)


def allocation(start_date, name="Early Help", is_key=False):
    return Allocation(agency=Agency(name=name), start_date=start_date, is_key=is_key)


def entries(flags, homes, allocations):
    rows = [*map(of_flag, flags), *map(of_home, homes), *map(of_allocation, allocations)]
    return newest_first(rows)


def test_newest_first_and_flags_before_homes_before_agencies_on_one_day():
    found = entries(
        [flag(date(2018, 1, 1)), flag(FIRST, status="low")],
        [home(FIRST)],
        [allocation(FIRST), allocation(END)],
    )
    assert [(entry.kind, entry.start_date) for entry in found] == [
        ("agency", END),
        ("flag", FIRST),
        ("home", FIRST),
        ("agency", FIRST),
        ("flag", date(2018, 1, 1)),
    ]


def test_nothing_recorded():
    assert entries([], [], []) == []


def test_flag_tells_its_status_and_source():
    [entry] = entries([flag(FIRST, END, status="cautionary_six_months", source="import")], [], [])
    assert entry == Entry(
        Kind.FLAG,
        "Cautionary six months",
        FIRST,
        END,
        status="cautionary_six_months",
        notes=("Source: import",),
        row=None,
        steps=("correct-flag",),
    )
    assert entry.label == "Flag"


def test_home_tells_its_area_placement_and_postcode():
    [entry] = entries([], [home(FIRST, postcode="BD1 1AA", placement_type="Foster care")], [])
    assert (entry.label, entry.title, entry.notes) == ("Home", "East", ("Foster care", "BD1 1AA"))


def test_home_without_more_has_no_notes():
    [entry] = entries([], [home(FIRST)], [])
    assert entry.notes == ()


@pytest.mark.parametrize(("is_key", "notes"), [(True, ("Key agency",)), (False, ())])
def test_agency_tells_whether_it_is_key(is_key, notes):
    [entry] = entries([], [], [allocation(FIRST, is_key=is_key)])
    assert (entry.label, entry.title, entry.is_key, entry.notes) == (
        "Agency",
        "Early Help",
        is_key,
        notes,
    )


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2018, 9, 2), False),
        (FIRST, True),
        (date(2018, 10, 3), True),
        (END, False),
    ],
)
def test_entry_holds_as_its_spell_does(day, holds):
    assert Entry(Kind.HOME, "East", FIRST, END).holds_on(day) == holds


def test_entry_without_end_holds_on():
    assert Entry(Kind.HOME, "East", FIRST, None).holds_on(date(2099, 1, 1))


def test_period_and_length():
    entry = Entry(Kind.HOME, "East", FIRST, END)
    assert entry.period == "3 September 2018 to 4 October 2018"
    assert entry.length(date(2018, 9, 10)) == "31 days"


@pytest.mark.parametrize(
    ("day", "length"),
    [
        (date(2018, 9, 2), ""),
        (FIRST, ""),
        (date(2018, 9, 4), "1 day so far"),
        (END, "31 days so far"),
    ],
)
def test_period_and_length_of_what_has_no_end(day, length):
    entry = Entry(Kind.HOME, "East", FIRST, None)
    assert entry.period == "Since 3 September 2018"
    assert entry.length(day) == length


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (date(2018, 1, 2), "1 day"),
        (date(2018, 2, 28), "58 days"),
        (date(2018, 3, 1), "2 months"),
        (date(2018, 12, 31), "11 months"),
        (date(2019, 1, 1), "1 year"),
        (date(2020, 2, 1), "2 years 1 month"),
    ],
)
def test_length_in_words(end, words):
    assert length_in_words(date(2018, 1, 1), end) == words

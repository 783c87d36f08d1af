"""Days, months and ages at their edges (counting rules 1 and 6)."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cse_portal.days import (
    Month,
    completed_months,
    day_in_words,
    months_before,
    months_in_words,
    today,
)

DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))


def naive_months(born: date, on: date) -> int:
    """The months whose last day is past, counted one by one in the words of rule 6."""
    months, year, number = 0, born.year, born.month
    while True:
        year, number = (year, number + 1) if number < 12 else (year + 1, 1)
        if born.day <= monthrange(year, number)[1]:
            complete = date(year, number, born.day)
        else:
            complete = date(year, number, monthrange(year, number)[1]) + timedelta(days=1)
        if complete > on:
            return months
        months += 1


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        (date(2003, 5, 17), date(2003, 5, 17), 0),
        (date(2003, 5, 17), date(2018, 9, 16), 183),
        (date(2003, 5, 17), date(2018, 9, 17), 184),
        (date(2003, 1, 31), date(2018, 2, 28), 180),
        (date(2003, 1, 31), date(2018, 3, 1), 181),
        (date(2003, 1, 31), date(2018, 3, 30), 181),
        (date(2003, 1, 31), date(2018, 3, 31), 182),
        (date(2003, 1, 31), date(2018, 4, 30), 182),
        (date(2003, 1, 31), date(2018, 5, 1), 183),
        (date(2004, 2, 29), date(2018, 2, 28), 167),
        (date(2004, 2, 29), date(2018, 3, 1), 168),
        (date(2004, 2, 29), date(2020, 2, 28), 191),
        (date(2004, 2, 29), date(2020, 2, 29), 192),
        (date(2003, 2, 28), date(2020, 2, 28), 204),
        (date(2002, 10, 1), date(2018, 9, 30), 191),
        (date(2018, 10, 2), date(2018, 10, 1), -1),
    ],
)
def test_completed_months_at_an_edge(born, on, months):
    assert completed_months(born, on) == months


@given(born=DAYS, on=DAYS)
def test_completed_months_as_counted_one_by_one(born, on):
    born, on = sorted([born, on])
    assert completed_months(born, on) == naive_months(born, on)


@given(day=DAYS, months=st.integers(0, 240))
def test_months_before_is_the_last_birth_date_with_that_age(day, months):
    last = months_before(day, months)
    assert completed_months(last, day) == months
    assert completed_months(last + timedelta(days=1), day) < months


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (181, "15 years 1 month"),
        (12, "1 year 0 months"),
        (0, "0 years 0 months"),
        (227, "18 years 11 months"),
    ],
)
def test_months_in_words(months, words):
    assert months_in_words(months) == words


def test_day_in_words():
    assert day_in_words(date(2018, 9, 3)) == "3 September 2018"


def test_today_of_the_demonstration(settings):
    settings.DEMO_TODAY = date(2018, 10, 1)
    assert today() == date(2018, 10, 1)


@pytest.mark.parametrize(
    ("now", "day"),
    [("2018-07-31T22:59:59Z", date(2018, 7, 31)), ("2018-07-31T23:00:00Z", date(2018, 8, 1))],
)
def test_today_is_in_london(settings, monkeypatch, now, day):
    from datetime import datetime

    settings.DEMO_TODAY = None
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.fromisoformat(now))
    assert today() == day


# Months


def test_month_read_and_written():
    assert Month.parse("2018-01") == Month(2018, 1)
    assert str(Month(2018, 1)) == "2018-01"


@pytest.mark.parametrize(
    "text",
    ["", "2018", "2018-1", "2018-13", "2018-00", "1899-12", "2018-01-31", "2018-01\n", "٢٠١٨-٠١"],
)
def test_month_that_is_none(text):
    with pytest.raises(ValueError, match="is not a month: write it like 2018-01"):
        Month.parse(text)


@pytest.mark.parametrize(
    ("month", "end"),
    [
        (Month(2018, 1), date(2018, 1, 31)),
        (Month(2018, 2), date(2018, 2, 28)),
        (Month(2020, 2), date(2020, 2, 29)),
        (Month(2018, 12), date(2018, 12, 31)),
    ],
)
def test_month_end(month, end):
    assert month.first_day == end.replace(day=1)
    assert month.end == end
    assert Month.of(end) == month


def test_month_before_and_after():
    assert Month(2018, 12).next == Month(2019, 1)
    assert Month(2018, 1).previous == Month(2017, 12)
    assert Month(2017, 12) < Month(2018, 1)


@pytest.mark.parametrize(
    ("on", "month"),
    [
        (date(2018, 9, 30), Month(2018, 8)),
        (date(2018, 10, 1), Month(2018, 9)),
        (date(2018, 1, 1), Month(2017, 12)),
    ],
)
def test_last_month_that_has_ended(on, month):
    assert Month.last_ended(on) == month


def test_months_from_one_to_another():
    found = Month.range(Month(2017, 11), Month(2018, 2))
    assert [str(month) for month in found] == ["2017-11", "2017-12", "2018-01", "2018-02"]
    assert Month.range(Month(2018, 2), Month(2018, 2)) == [Month(2018, 2)]
    assert Month.range(Month(2018, 2), Month(2018, 1)) == []


def test_month_in_words():
    assert Month(2018, 1).name == "January 2018"

"""The figures agree with an independent count, at every edge."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from crime.figures.crime import CrimeFigures
from crime.figures.periods import CrimePeriods, WrongDaysError, financial_year_by
from crime.models import Offence
from crime.timing import year_before
from tests.crime import naive
from tests.crime.factories import OffenceFactory, SuspectFactory
from tests.crime.populations import AREAS, AS_OF, CYBER, FIRST, LAST, crimes
from tests.cse_portal.extract_files import load
from tests.factories import AreaFactory

pytestmark = pytest.mark.django_db
PERIODS = CrimePeriods(FIRST, LAST, *CYBER, AS_OF)
YEAR = CrimePeriods.until(date(2018, 9, 30))


def load_rows(kind, rows):
    if rows:
        cells = ([_cell(value) for value in row.values()] for row in rows)
        load(kind, list(rows[0]), *cells)


def _cell(value):
    return value.isoformat() if isinstance(value, date) else value or ""


def figures(periods):
    return CrimeFigures.of(periods, lambda: {code: code for code in AREAS})


def as_naive(found):
    return {
        "offences": {"recorded": found.recorded, "previous": found.previous, **found.timing},
        "by_area": {
            (row.code, timing): getattr(row, timing)
            for row in found.by_area
            for timing in ("recent", "non_recent", "not_known")
            if getattr(row, timing)
        },
        "status": found.status,
        "outcomes": {(row.code, row.qualifier): row.total for row in found.outcomes},
        "cyber": found.cyber,
        "suspects": {
            key: {row.code: row.total for row in rows} for key, rows in found.suspect_tables.items()
        },
    }


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=crimes())
def test_random_offences_and_suspects_agree_with_a_naive_count(settings, rows):
    settings.DEMO_TODAY = date(2021, 1, 1)
    offences, suspects = rows
    with transaction.atomic():
        for code in AREAS:
            AreaFactory(code=code, name=code)
        load_rows("offences", offences)
        load_rows("suspects", suspects)
        found = figures(PERIODS)
        transaction.set_rollback(True)
    if not offences:
        assert found is None
        return
    days = {
        "first": FIRST,
        "last": LAST,
        "cyber_first": CYBER[0],
        "cyber_last": CYBER[1],
        "as_of": AS_OF,
    }
    assert as_naive(found) == naive.crime(offences, suspects, **days)
    assert sum(found.status.values()) == found.recorded
    assert sum(row.total for row in found.outcomes) == found.status["filed"]


def test_nothing_is_loaded():
    assert figures(YEAR) is None


def test_one_query_whatever_there_is(django_assert_num_queries):
    for number in range(5):
        SuspectFactory(of=[OffenceFactory(), OffenceFactory()], ethnicity="WBRI" * (number % 2))
    with django_assert_num_queries(1):
        found = figures(YEAR)
        assert (found.recorded, found.suspects) == (10, 5)


def test_order_of_the_rows():
    for area in ("WEST", "OOA", "EAST"):
        OffenceFactory(npt_area=AreaFactory(code=area))
    OffenceFactory()
    for code in ("", "21", "3", "1A", "1", "15", "0"):
        OffenceFactory(status="filed", outcome_code=code, outcome_on=date(2017, 7, 1))
    found = CrimeFigures.of(YEAR, lambda: {code: code for code in ("EAST", "WEST", "OOA")})
    assert [row.code for row in found.by_area] == ["EAST", "WEST", "OOA", "not_known"]
    assert [(row.code, row.total) for row in found.outcomes] == [
        *[("1", 1), ("1A", 1), ("3", 1), ("15", 1), ("21", 1), ("not_known", 2)],
    ]


def test_suspects_of_several_offences_count_once():
    old = OffenceFactory(committed_from=date(2001, 1, 1))
    new = OffenceFactory(recorded_on=date(2018, 3, 1), committed_from=date(2017, 3, 31))
    late = OffenceFactory(recorded_on=date(2018, 4, 1), committed_from=date(2018, 3, 1))
    SuspectFactory(of=[old, new])
    SuspectFactory(of=[old], ethnicity="")
    SuspectFactory(of=[late])
    SuspectFactory()
    found = figures(YEAR)
    assert (found.suspects, found.recent_suspects, found.only_non_recent_suspects) == (2, 1, 1)
    assert [(r.code, r.label, r.total) for r in found.suspect_tables["ethnicity_all"]] == [
        ("WBRI", "White - British", 1),
        ("not_known", "Not known", 1),
    ]
    assert [(r.code, r.total) for r in found.suspect_tables["age_recent"]] == [("28", 1)]


@pytest.mark.parametrize(
    ("end", "first", "last"),
    [
        (date(2018, 9, 30), date(2017, 4, 1), date(2018, 3, 31)),
        (date(2018, 3, 31), date(2017, 4, 1), date(2018, 3, 31)),
        (date(2018, 3, 30), date(2016, 4, 1), date(2017, 3, 31)),
        (date(2018, 1, 31), date(2016, 4, 1), date(2017, 3, 31)),
        (date(2018, 12, 31), date(2017, 4, 1), date(2018, 3, 31)),
    ],
)
def test_last_full_financial_year(end, first, last):
    assert financial_year_by(end) == (first, last)


def test_days_follow_from_the_period_and_from_each_other():
    assert (
        CrimePeriods(
            *(date(2017, 4, 1), date(2018, 3, 31)) * 2,
            date(2018, 3, 31),
        )
        == YEAR
    )
    given = {"first": date(2018, 4, 1), "last": date(2018, 8, 31), "cyber_first": None}
    changed = CrimePeriods.until(date(2018, 9, 30), given)
    assert (changed.cyber_first, changed.cyber_last) == (date(2018, 4, 1), date(2018, 8, 31))
    assert changed.as_of == date(2018, 8, 31)
    assert changed.previous == (date(2017, 4, 1), date(2017, 8, 31))
    with pytest.raises(WrongDaysError, match="31 March 2018 comes before 1 May 2018"):
        CrimePeriods.until(date(2018, 9, 30), {"first": date(2018, 5, 1)})


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2016, 2, 29), date(2015, 2, 28)),
        (date(2017, 2, 28), date(2016, 2, 28)),
        (date(2017, 3, 1), date(2016, 3, 1)),
        (date(2018, 8, 29), date(2017, 8, 29)),
    ],
)
def test_year_before(day, before):
    assert year_before(day) == before


def test_two_extracts_of_one_year():
    header = (
        "occurrence_number,recorded_on,committed_from,committed_to,offence_type,npt_area,status,"
        "outcome_code,outcome_qualifier,outcome_on,cyber"
    )
    first = ["O1,2016-04-01,,,,,new,,,,", "O2,2016-05-01,,,,,new,,,,"]
    later = ["O1,2016-03-31,,,,,new,,,,", "O3,2017-05-01,,,,,new,,,,"]
    load("offences", header, *first, extracted_on=date(2017, 5, 2), name="first.csv")
    load("offences", header, *later, extracted_on=date(2018, 9, 3), name="later.csv")
    found = figures(YEAR)
    assert (found.recorded, found.previous) == (1, 1)
    assert [(each.day, each.name, each.total) for each in found.previous_revisions] == [
        (date(2017, 5, 2), "first.csv", 2),
        (date(2018, 9, 3), "later.csv", 1),
    ]
    assert [each.total for each in found.revisions] == [1]
    assert found.extract("offences") == (date(2018, 9, 3), "later.csv")
    assert found.extract("suspects") is None
    assert Offence.objects.count() == 3

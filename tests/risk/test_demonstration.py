"""The demonstration authority has the printed month ends, counted here straight from its spells."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction

from agencies.models import Agency, Allocation
from cse_portal.audit.models import AuditEntry
from risk.codes import nhs_number_is_valid
from risk.demonstration.loading import load_plan
from risk.demonstration.minutes import FIRST_DAY
from risk.demonstration.plan import make_plan
from risk.models import AreaPopulation, Child, PostcodeArea, Residence, RiskFlag
from tests.risk.printed import TOTALS, printed

pytestmark = pytest.mark.django_db
LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30)
MONTH_ENDS = [date(2018, month, day) for month, day in enumerate(LAST_DAYS, start=1)]
TODAY = date(2018, 10, 1)
AT_RISK = ("high", "medium", "low")

BANK_HOLIDAYS = [
    *(date(2017, 1, 2), date(2017, 4, 14), date(2017, 4, 17), date(2017, 5, 1)),
    *(date(2017, 5, 29), date(2017, 8, 28), date(2017, 12, 25), date(2017, 12, 26)),
    *(date(2018, 1, 1), date(2018, 3, 30), date(2018, 4, 2), date(2018, 5, 7)),
    *(date(2018, 5, 28), date(2018, 8, 27)),
]


@pytest.fixture(scope="module", autouse=True)
def authority(django_db_setup, django_db_blocker):
    """Loaded once for this file, and undone at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_plan(make_plan())
        # PostgreSQL would judge overlaps only at the commit, which never comes here
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def on_day(authority):
    """Who is flagged on a day, by our own loop: child → (status, area, key agency)."""
    flags = list(RiskFlag.objects.all())
    homes = list(Residence.objects.select_related("area"))
    keys = list(Allocation.objects.filter(is_key=True).select_related("agency"))

    def holding(spells, day):
        found = {}
        for spell in spells:
            if spell.start_date <= day and (spell.end_date is None or day < spell.end_date):
                assert spell.child_id not in found, "two at a time"
                found[spell.child_id] = spell
        return found

    def flagged(day, *statuses):
        where, who = holding(homes, day), holding(keys, day)
        return {
            child: (
                flag.status,
                where[child].area.code if child in where else None,
                who[child].agency.code if child in who else None,
            )
            for child, flag in holding(flags, day).items()
            if flag.status in (statuses or AT_RISK)
        }

    return flagged


def test_every_printed_cell_of_ethnicity(on_day):
    ethnicity = dict(Child.objects.values_list("pk", "ethnicity"))
    months = [Counter(ethnicity[child] for child in on_day(day)) for day in MONTH_ENDS]
    codes = {code for month in months for code in month}
    assert {c: [month[c] for month in months] for c in codes} == printed("ethnicity")


def test_every_printed_cell_of_key_agency(on_day):
    months = [Counter(key for _, _, key in on_day(day).values()) for day in MONTH_ENDS]
    codes = {code for month in months for code in month}
    assert {c: [month[c] for month in months] for c in codes} == printed("key_agency")


def test_every_printed_cell_of_area(on_day):
    months = [Counter(area for _, area, _ in on_day(day).values()) for day in MONTH_ENDS]
    codes = {code for month in months for code in month}
    assert {c: [month[c] for month in months] for c in codes} == printed("area")


def test_totals(on_day):
    assert [len(on_day(day)) for day in MONTH_ENDS] == TOTALS


def test_all_six_statuses_count_347_in_august(on_day):
    others = ("awaiting_assessment", "cautionary_six_months", "potential_perpetrator")
    august = on_day(date(2018, 8, 31), *others)
    assert len(august) == 36
    assert {status for status, _, _ in august.values()} == set(others)
    assert all(25 <= len(on_day(day, *others)) <= 50 for day in MONTH_ENDS)


def months_lived(born, day):
    """Counted on, month by month, from the birth."""
    months, year, month = 0, born.year, born.month
    while True:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if (year, month, born.day) > (day.year, day.month, day.day):
            return months
        months += 1


def test_average_age_is_15_years_1_month(on_day):
    born = dict(Child.objects.values_list("pk", "date_of_birth"))
    lived = [months_lived(born[child], day) for day in MONTH_ENDS for child in on_day(day)]
    assert len(lived) == sum(TOTALS)
    assert 180.9 < sum(lived) / len(lived) < 181.1


def test_under_18_until_the_last_flag_has_ended_but_for_two(authority):
    grown_up = set()
    for flag in RiskFlag.objects.exclude(child__date_of_birth=None).select_related("child"):
        lived = months_lived(flag.child.date_of_birth, flag.end_date or TODAY)
        assert lived >= 120
        if lived >= 216:
            grown_up.add(flag.child.reference)
    assert len(grown_up) == 2


def test_mostly_female(on_day):
    sex = dict(Child.objects.values_list("pk", "sex"))
    counts = Counter(sex[child] for day in MONTH_ENDS for child in on_day(day))
    assert 0.75 <= counts["F"] / sum(TOTALS) <= 0.8
    assert set(counts) == {"F", "M", "U"}


def test_most_keep_their_home_area_and_key_agency(on_day):
    both = moved = changed = 0
    for before, after in pairwise([date(2017, 12, 31), *MONTH_ENDS]):
        was, now = on_day(before), on_day(after)
        for child in now:
            if child in was:
                both += 1
                moved += was[child][1] != now[child][1]
                changed += was[child][2] != now[child][2]
    assert 0 < moved / both < 0.02
    assert 0 < changed / both < 0.03


def test_january_opens_on_a_standing_caseload(on_day):
    december, january = on_day(date(2017, 12, 31)), on_day(MONTH_ENDS[0])
    assert len(december) == 296
    assert len(january.keys() - december.keys()) == 31
    assert len(december.keys() - january.keys()) == 27


def test_children_come_go_and_return(on_day):
    seen, returned = set(), set()
    for before, after in pairwise([date(2017, 12, 31), *MONTH_ENDS]):
        seen |= on_day(before).keys()
        came, went = on_day(after).keys() - on_day(before).keys(), on_day(before).keys()
        assert 10 <= len(came) <= 60
        assert 20 <= len(went - on_day(after).keys()) <= 40
        returned |= came & seen
    assert 20 <= len(returned) <= 60


def test_levels_change_as_in_real_cases(authority):
    steps = Counter()
    for child in Child.objects.prefetch_related("flags"):
        for before, after in pairwise(sorted(child.flags.all(), key=lambda flag: flag.start_date)):
            assert before.status != after.status or before.end_date < after.start_date
            gap = "later" if before.end_date < after.start_date else "then"
            same_month = before.start_date.replace(day=1) == after.start_date.replace(day=1)
            steps[before.status, gap, after.status] += 1
            steps["within a month"] += same_month and before.status in AT_RISK
    assert steps["low", "then", "medium"] > 50
    assert steps["medium", "then", "low"] > 50
    assert steps["medium", "then", "high"] > 10
    assert steps["awaiting_assessment", "then", "low"] > 20
    assert steps["low", "then", "cautionary_six_months"] > 20
    back = ("awaiting_assessment", *AT_RISK)
    assert sum(steps["cautionary_six_months", "then", status] for status in back) > 5
    assert steps["low", "later", "low"] > 0
    assert steps["within a month"] > 10


def test_cautionary_flags_end_after_six_months_unless_risk_returns(authority):
    ended_early = 0
    for flag in RiskFlag.objects.filter(status="cautionary_six_months").exclude(end_date=None):
        # a weekend and a bank holiday may lie between the half year and the next meeting
        full = flag.start_date + timedelta(days=181) <= flag.end_date
        assert flag.end_date <= flag.start_date + timedelta(days=188)
        follows = RiskFlag.objects.filter(child=flag.child, start_date=flag.end_date).exists()
        assert full or follows
        ended_early += not full
    assert ended_early > 0


def test_flags_start_and_end_on_working_days(authority):
    days = {day for pair in RiskFlag.objects.values_list("start_date", "end_date") for day in pair}
    days.discard(None)
    assert [day for day in days if day.weekday() >= 5 or day in BANK_HOLIDAYS] == []
    assert min(days) >= date(2017, 1, 3)
    assert max(days) < TODAY


def test_spells_begin_and_end_on_month_ends_and_first_days(authority):
    for model in (RiskFlag, Residence, Allocation):
        starts = set(model.objects.values_list("start_date", flat=True))
        ends = set(model.objects.values_list("end_date", flat=True))
        for days in (starts, ends):
            assert days & set(MONTH_ENDS)
            assert days & {day + timedelta(days=1) for day in MONTH_ENDS}


def test_nothing_lies_in_the_future(authority):
    for model in (RiskFlag, Residence, Allocation, PostcodeArea):
        assert not model.objects.filter(start_date__gt=TODAY).exists()
        assert not model.objects.filter(end_date__gt=TODAY).exists()


def test_no_child_lives_anywhere_before_its_birth(authority):
    homes = Residence.objects.exclude(child__date_of_birth=None).select_related("child")
    assert [home for home in homes if home.start_date < home.child.date_of_birth] == []


def test_nobody_can_be_taken_for_real(authority):
    children = list(Child.objects.all())
    assert {child.reference for child in children} == {
        f"SYN-{number:04}" for number in range(1, len(children) + 1)
    }
    numbers = [child.nhs_number for child in children if child.nhs_number]
    assert len(children) > len(numbers) == len(set(numbers)) > 500
    assert all(n.startswith("999") and nhs_number_is_valid(n) for n in numbers)
    assert {child.upn[1:4] for child in children if child.upn} == {"000"}
    postcodes = set(Residence.objects.values_list("postcode", flat=True)) - {""}
    assert all(set(postcode[-2:]) <= set("CIKMOV") for postcode in postcodes)


def test_postcodes_lie_where_the_homes_are(authority):
    homes = Residence.objects.exclude(postcode="").exclude(area__code="OOA")
    for home in homes:
        place = PostcodeArea.objects.on(home.start_date).filter(postcode=home.postcode)
        if home.start_date >= date(2004, 6, 10):
            assert place.get().area_id == home.area_id
    nearby = [
        (one, other)
        for one, other in pairwise(Residence.objects.order_by("child", "start_date"))
        if one.child_id == other.child_id and one.area_id == other.area_id
    ]
    assert len(nearby) > 10


def test_several_agencies_work_with_many_children(authority):
    further = Counter(Allocation.objects.filter(is_key=False).values_list("child", flat=True))
    assert len(further) > Child.objects.count() / 2
    assert max(further.values()) >= 3
    for child in Child.objects.prefetch_related("allocations"):
        spells = [(s.agency_id, s.start_date, s.end_date) for s in child.allocations.all()]
        for agency, start, end in spells:
            same = [s for s in spells if s[0] == agency and s != (agency, start, end)]
            assert not [s for s in same if s[1] <= start and (s[2] is None or s[2] > start)]


def test_agencies_and_areas_are_the_printed_ones(authority):
    assert {a.code for a in Agency.objects.all()} == set(printed("key_agency"))
    assert all(len(agency.service) > 100 for agency in Agency.objects.all())
    populations = AreaPopulation.objects.values_list("area__code", "year", "under_18_population")
    assert sorted(populations) == [
        *(("CITY", 2017, 6192), ("EAST", 2017, 36352), ("KEIGHLEY", 2017, 22607)),
        *(("SHIPLEY", 2017, 19680), ("SOUTH", 2017, 28018), ("WEST", 2017, 28339)),
    ]


def test_every_write_is_audited(authority):
    written = Counter(AuditEntry.objects.values_list("action", flat=True))
    assert written["record_child"] == Child.objects.count()
    assert written["set_flag"] == RiskFlag.objects.count()
    assert written["move_home"] == Residence.objects.count()
    assert written["allocate"] == Allocation.objects.count()
    assert written["record_postcode"] == PostcodeArea.objects.count()
    assert written["load_bradford_2018"] == 1
    decided = RiskFlag.objects.filter(start_date__gte=FIRST_DAY)
    assert set(decided.values_list("source", flat=True)) == {"decision"}
    assert not decided.filter(decision=None).exists()
    before = RiskFlag.objects.filter(start_date__lt=FIRST_DAY)
    assert set(before.values_list("source", "decision")) == {("import", None)}

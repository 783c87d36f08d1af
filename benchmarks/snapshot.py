"""The month end against the hand-written SQL that stores the same members and counts the same."""

from collections.abc import Iterator

from django.db import connection, transaction

from benchmarks.leftovers import Leftovers
from benchmarks.population import DAY
from benchmarks.timing import Result, compare
from cse_portal.days import Month
from reports.actions.snapshots import freeze_month
from reports.models import Cell, Member, MemberCategory, Movement, Snapshot

MONTH = Month.of(DAY)
BARS = {100_000: 3.0}

MEMBERS = """
INSERT INTO reports_member (snapshot_id, child_id, status, flagged_on, age_months, categories)
SELECT {snapshot}, f.child_id, f.status, f.start_date, {months},
  {object}(
    'risk_level', f.status,
    'age', CASE WHEN c.date_of_birth IS NULL THEN 'not_recorded'
                WHEN {months} >= 216 THEN '18+' ELSE CAST({months} / 12 AS varchar) END,
    'gender', CASE WHEN c.sex = '' THEN 'not_recorded' ELSE c.sex END,
    'ethnicity', CASE WHEN c.ethnicity = '' THEN 'not_recorded' ELSE c.ethnicity END,
    'key_agency', COALESCE(g.code, 'not_recorded'),
    'area', COALESCE(ar.code, 'not_recorded'),
    'time_on_flag', CASE WHEN f.start_date <= '2016-09-30' THEN '24+'
                         WHEN f.start_date <= '2017-09-30' THEN '12-23'
                         WHEN f.start_date <= '2018-03-30' THEN '6-11'
                         WHEN f.start_date <= '2018-06-30' THEN '3-5' ELSE '0-2' END)
FROM risk_riskflag f
JOIN risk_child c ON c.id = f.child_id
LEFT JOIN agencies_allocation al ON al.child_id = f.child_id AND al.is_key
  AND al.start_date <= '{day}' AND (al.end_date IS NULL OR al.end_date > '{day}')
LEFT JOIN agencies_agency g ON g.id = al.agency_id
LEFT JOIN risk_residence r ON r.child_id = f.child_id
  AND r.start_date <= '{day}' AND (r.end_date IS NULL OR r.end_date > '{day}')
LEFT JOIN risk_area ar ON ar.id = r.area_id
WHERE f.start_date <= '{day}' AND (f.end_date IS NULL OR f.end_date > '{day}')
"""
SEVERAL = """
INSERT INTO reports_membercategory (member_id, dimension, category)
SELECT DISTINCT m.id, 'agency', g.code
FROM reports_member m
JOIN agencies_allocation al ON al.child_id = m.child_id
JOIN agencies_agency g ON g.id = al.agency_id
WHERE m.snapshot_id = {snapshot}
  AND al.start_date <= '{day}' AND (al.end_date IS NULL OR al.end_date > '{day}')
"""
CELLS = """
INSERT INTO reports_cell (snapshot_id, dimension, category, status, count, age_months)
SELECT {snapshot}, '{key}', categories ->> '{key}', status, COUNT(*), SUM(age_months)
FROM reports_member WHERE snapshot_id = {snapshot} GROUP BY categories ->> '{key}', status
"""
SEVERAL_CELLS = """
INSERT INTO reports_cell (snapshot_id, dimension, category, status, count, age_months)
SELECT {snapshot}, 'agency', s.category, m.status, COUNT(*), SUM(m.age_months)
FROM reports_membercategory s JOIN reports_member m ON m.id = s.member_id
WHERE m.snapshot_id = {snapshot} GROUP BY s.category, m.status
"""
KEYS = ["risk_level", "age", "gender", "ethnicity", "key_agency", "area", "time_on_flag"]
MONTHS = {
    "postgresql": (
        "((2018 - EXTRACT(YEAR FROM c.date_of_birth)::int) * 12 + 9 "
        "- EXTRACT(MONTH FROM c.date_of_birth)::int "
        "- (EXTRACT(DAY FROM c.date_of_birth) > 30)::int)"
    ),
    "sqlite": (
        "((2018 - CAST(substr(c.date_of_birth, 1, 4) AS integer)) * 12 + 9 "
        "- CAST(substr(c.date_of_birth, 6, 2) AS integer) "
        "- (substr(c.date_of_birth, 9, 2) > '30'))"
    ),
}
OBJECT = {"postgresql": "jsonb_build_object", "sqlite": "json_object"}


TABLES = [MemberCategory, Member, Cell, Movement, Snapshot]
SAMPLE = 1_000


def measure(size: int) -> Iterator[Result]:
    """Freeze September 2018 with ``size`` children flagged, and count it by hand."""
    leftovers = Leftovers(*TABLES)
    _refuse_other_figures(leftovers)
    times = compare(freeze, by_hand, between=leftovers.clear)
    yield Result("month end", size, *times, "hand-written SQL", BARS.get(size))


def freeze() -> None:
    freeze_month(MONTH, today=MONTH.next.first_day)


@transaction.atomic
def by_hand() -> None:
    snapshot = Snapshot.objects.create(month_end=DAY).pk
    vendor = connection.vendor
    named = {"snapshot": snapshot, "day": DAY, "months": MONTHS[vendor], "object": OBJECT[vendor]}
    statements = [MEMBERS, SEVERAL, *(CELLS.replace("{key}", key) for key in KEYS), SEVERAL_CELLS]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**named))


def _refuse_other_figures(leftovers: Leftovers) -> None:
    """The two must store and count the same, or their times say nothing."""
    written = []
    for work in (freeze, by_hand):
        work()
        written.append(stored())
        leftovers.clear()
    if written[0] != written[1]:
        raise SystemExit("The hand-written SQL stores other figures than the month end.")


def stored() -> tuple:
    """All that was counted, and the first members."""
    cells = Cell.objects.values_list("dimension", "category", "status", "count", "age_months")
    members = Member.objects.order_by("child").values_list(
        "child", "status", "flagged_on", "age_months", "categories"
    )
    several = MemberCategory.objects.order_by("member__child", "category").values_list(
        "member__child", "dimension", "category"
    )
    counts = Member.objects.count(), MemberCategory.objects.count()
    return counts, sorted(cells), list(members[:SAMPLE]), list(several[:SAMPLE])

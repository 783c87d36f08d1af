"""How a month end is counted: in the database, so that a million children take seconds."""

from collections import Counter
from datetime import date

from django.db import connection, models
from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import ExtractMonth, ExtractYear, JSONObject

from reports.dimensions import MULTIPLE, PARTITIONS
from reports.models import Cell, Member, MemberCategory, Movement, Snapshot
from risk.models import RiskFlag

NOT_FLAGGED = ""


def freeze_members(snapshot: Snapshot) -> int:
    """Write who was flagged on the day, with its category in every dimension; tell how many."""
    day = snapshot.month_end
    flags = RiskFlag.objects.on(day).order_by()
    members = flags.values_list(
        Value(snapshot.pk),
        "child",
        "status",
        "start_date",
        _age_months(day),
        JSONObject(**{dimension.key: dimension.category(day) for dimension in PARTITIONS}),
    )
    fields = ["snapshot", "child", "status", "flagged_on", "age_months", "categories"]
    count = _insert(Member, fields, members)
    for dimension in MULTIPLE:
        held = dimension.rows(day).filter(child__members__snapshot=snapshot).order_by()
        rows = held.values_list("child__members__pk", Value(dimension.key), "category").distinct()
        _insert(MemberCategory, ["member", "dimension", "category"], rows)
    return count


def freeze_cells(snapshot: Snapshot) -> None:
    """Count the frozen members: one cell for each dimension, category and status that occurs."""
    members = Member.objects.filter(snapshot=snapshot)
    several = MemberCategory.objects.filter(member__snapshot=snapshot)
    counted = [_counts(d.key, members, KT(f"categories__{d.key}"), "") for d in PARTITIONS]
    counted += [
        _counts(d.key, several.filter(dimension=d.key), F("category"), "member__") for d in MULTIPLE
    ]
    Cell.objects.bulk_create(
        Cell(snapshot=snapshot, dimension=key, category=category, status=status, **measures)
        for key, rows in counted
        for category, status, measures in rows
    )


def freeze_movement(before: Snapshot | None, after: Snapshot) -> None:
    """Count who went from which status to which between the month end before and this one.

    Where the month end before was never taken, the records tell who was flagged then.
    """
    arrived = Counter(_by_status(Member.objects.filter(snapshot=after)))
    earlier: QuerySet = (
        Member.objects.filter(snapshot=before)
        if before
        else RiskFlag.objects.on(after.month.previous.end)
    )
    left = Counter(_by_status(earlier))
    moved = _moved(earlier, after)
    for (was, now), count in moved.items():
        left[was] -= count
        arrived[now] -= count
    moved |= {(NOT_FLAGGED, now): count for now, count in arrived.items()}
    moved |= {(was, NOT_FLAGGED): count for was, count in left.items()}
    Movement.objects.bulk_create(
        Movement(before=before, after=after, from_status=was, to_status=now, count=count)
        for (was, now), count in moved.items()
        if count
    )


def _moved(earlier: QuerySet, after: Snapshot) -> dict[tuple[str, str], int]:
    """Children flagged at both month ends, by their status at each."""
    was = Subquery(earlier.filter(child=OuterRef("child")).values("status")[:1])
    both = Member.objects.filter(snapshot=after).annotate(was=was).exclude(was=None)
    pairs = both.values_list("was", "status").annotate(children=Count("pk"))
    return {(earlier, now): count for earlier, now, count in pairs}


def _by_status(rows: QuerySet) -> dict[str, int]:
    return dict(rows.order_by().values_list("status").annotate(Count("pk")))


def _counts(key: str, rows: QuerySet, category: Combinable, member: str) -> tuple[str, list]:
    """The counts of one dimension; ``member`` is the path from a row to its member."""
    groups = (
        rows.order_by()
        .annotate(counted=category)
        .values_list("counted", f"{member}status")
        .annotate(Count("pk"), Sum(f"{member}age_months"))
    )
    return key, [(c, s, {"count": n, "age_months": months}) for c, s, n, months in groups]


def _age_months(day: date) -> Combinable:
    """Completed months of age (counting rule 6); null without a birth date or before birth."""
    born = "child__date_of_birth"
    months = (Value(day.year) - ExtractYear(born)) * 12 + Value(day.month) - ExtractMonth(born)
    rest = Case(When(**{f"{born}__day__gt": day.day}, then=1), default=0)
    return Case(When(**{f"{born}__lte": day}, then=months - rest), output_field=IntegerField())


def _insert(model: type[models.Model], fields: list[str], rows: QuerySet) -> int:
    """Write the rows of a query into a table without carrying them through Python."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(model._meta.get_field(field).column)) for field in fields)  # type: ignore[union-attr]
    select, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) {select}", params)
        return cursor.rowcount

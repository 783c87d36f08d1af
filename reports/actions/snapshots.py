"""Freezing a month end (design 4)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from cse_portal.audit.actions import record
from cse_portal.days import Month
from reports.actions import counting
from reports.models import Snapshot
from risk.models import RiskFlag


class NotTakenError(Exception):
    """A month end cannot be frozen; the text says why."""


def freeze_month(month: Month, *, today: date, by: Any = None) -> tuple[Snapshot, bool]:
    """Take a month end if nobody has; tell the snapshot, and whether it was taken just now.

    However often and by however many at once it is called, one snapshot is left: whoever comes
    second waits and then finds it, and the unique constraint on month end and version is the
    guarantee. Raises NotTakenError where the month has not ended.
    """
    _refuse_unended(month, today)
    known = newest(month)
    if known:
        return known, False
    with transaction.atomic():
        _wait_for_others()
        known = newest(month)
        if known:
            return known, False
        return _freeze(month, version=1, reason="", by=by), True


@transaction.atomic
def amend_month(month: Month, *, reason: str, today: date, by: Any = None) -> Snapshot:
    """Count a month end again from the records as they are now, as a new version with its reason.

    The versions before stay as they are. Raises NotTakenError where no reason is given or where the
    month was never taken.
    """
    _refuse_unended(month, today)
    if not reason.strip():
        raise NotTakenError("Say why the month is counted again.")
    _wait_for_others()
    known = newest(month)
    if known is None:
        raise NotTakenError(f"{month} was never taken: take it first, with snapshot {month}.")
    return _freeze(month, version=known.version + 1, reason=reason, by=by)


def due_months(today: date) -> list[Month]:
    """The month ends that are due and missing, oldest first.

    They begin with the setting FIRST_MONTH_END or, where it is not set, with the month in which the
    first flag began; they end with the last month that has ended.
    """
    first = _first_month_end()
    if first is None:
        return []
    months = Month.range(first, Month.last_ended(today))
    taken = set(Snapshot.objects.of(months).values_list("month_end", flat=True))
    return [month for month in months if month.end not in taken]


def newest(month: Month) -> Snapshot | None:
    """The newest version of a month end, if it was taken."""
    return Snapshot.objects.filter(month_end=month.end).order_by("-version").first()


def _first_month_end() -> Month | None:
    if settings.FIRST_MONTH_END:
        return Month.parse(settings.FIRST_MONTH_END)
    first_flag = RiskFlag.objects.order_by("start_date").first()
    return Month.of(first_flag.start_date) if first_flag else None


def _refuse_unended(month: Month, today: date) -> None:
    if month.end >= today:
        raise NotTakenError(
            f"{month} has not ended: it can be taken from {month.next.first_day} on."
        )


def _wait_for_others() -> None:
    """Let one at a time freeze. On SQLite the transaction itself already waits its turn."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Snapshot._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def _freeze(month: Month, *, version: int, reason: str, by: Any) -> Snapshot:
    snapshot = Snapshot.objects.create(
        month_end=month.end, version=version, reason=reason, taken_by=by
    )
    members = counting.freeze_members(snapshot)
    counting.freeze_cells(snapshot)
    counting.freeze_movement(newest(month.previous), snapshot)
    following = newest(month.next)
    if following:
        counting.freeze_movement(snapshot, following)
    record(
        "freeze_month",
        by=by,
        of="month end",
        subject=month,
        version=version,
        snapshot=snapshot.pk,
        members=members,
    )
    return snapshot

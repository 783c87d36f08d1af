"""What the month-end commands have in common: reading a range of months, telling what was taken."""

from django.core.management.base import CommandError
from django.db.models import Q, Sum

from cse_portal.days import Month
from reports.models import Snapshot
from risk.models import Status


def read_month(text: str) -> Month:
    """A month of a command line, like 2018-01."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise CommandError(str(error)) from None


def read_months(first: str, last: str) -> list[Month]:
    """The months of a range of a command line, both ends included."""
    months = Month.range(read_month(first), read_month(last))
    if not months:
        raise CommandError(f"{first} comes after {last}: give the earlier month first.")
    return months


def told(snapshot: Snapshot, is_new: bool) -> str:
    """One line about a month end."""
    totals = snapshot.cells.filter(dimension="risk_level").aggregate(
        flagged=Sum("count", default=0),
        at_risk=Sum("count", default=0, filter=Q(status__in=Status.at_risk())),
    )
    done = "taken" if is_new else "already taken"
    version = f", version {snapshot.version}" if snapshot.version > 1 else ""
    return (
        f"{snapshot.month} {done}{version}: {totals['at_risk']} at risk, "
        f"{totals['flagged']} with any flag"
    )

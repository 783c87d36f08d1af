"""Children at risk and the month ends that count them, in few words."""

from datetime import date

from cse_portal.days import Month
from reports.actions.snapshots import freeze_month
from reports.figures.scale import ScaleReport
from risk.models import Child, Status
from tests.factories import AllocationFactory, ChildFactory, ResidenceFactory, RiskFlagFactory

LATER = date(2030, 1, 1)


def at_risk(
    start=date(2018, 1, 1), end=None, *, status="high", area=None, agency=None, **facts
) -> Child:
    """A child flagged from a day until a day, from then on in an area and with a key agency."""
    child = ChildFactory(**facts)
    RiskFlagFactory(child=child, status=status, start_date=start, end_date=end)
    if area:
        ResidenceFactory(child=child, area=area, start_date=start)
    if agency:
        AllocationFactory(child=child, agency=agency, start_date=start)
    return child


def freeze(first: str, last: str = "") -> list[Month]:
    """Take the month ends of a range; tell its months."""
    months = Month.range(Month.parse(first), Month.parse(last or first))
    for month in months:
        freeze_month(month, today=LATER)
    return months


def report(first: str, last: str = "", statuses=None) -> ScaleReport:
    """The report of some months, which are taken for it."""
    return ScaleReport(freeze(first, last), statuses or Status.at_risk())

"""The report page: it reads frozen cells, so its time and its queries stay the same."""

from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.pages import getting, signed_in
from benchmarks.snapshot import MONTH
from benchmarks.timing import Result, Work
from cse_portal.days import Month
from reports.actions.snapshots import freeze_month

MONTHS = Month.range(Month(2018, 1), MONTH)
MOST_QUERIES = 12


def measure(size: int) -> Iterator[Result]:
    """The queries of the page; ``run`` compares its time with that at other sizes."""
    for month in MONTHS:
        freeze_month(month, today=MONTH.next.first_day)
    page = own()
    page()
    with CaptureQueriesContext(connection) as queries:
        page()
    yield Result("report page, queries", size, len(queries), 1, "a query", MOST_QUERIES)


def own() -> Work:
    """Open the page with the nine month ends of 2018."""
    return getting(signed_in(), reverse("reports:scale", args=[str(MONTHS[0]), str(MONTHS[-1])]))

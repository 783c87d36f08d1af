"""The report page at any number of children: it reads frozen cells, so its time stays the same."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.snapshot import MONTH
from benchmarks.timing import Result, compare
from cse_portal.accounts.models import User
from cse_portal.days import Month
from reports.actions.snapshots import freeze_month

MOST_QUERIES = 12


def measure(size: int) -> list[Result]:
    """Nine month ends on one page; compared with itself at other sizes by ``run``."""
    months = Month.range(Month(2018, 1), MONTH)
    for month in months:
        freeze_month(month, today=MONTH.next.first_day)
    client = Client()
    client.force_login(User.objects.create_superuser("reader"))
    address = reverse("reports:scale", args=[str(months[0]), str(months[-1])])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    taken, _ = compare(lambda: client.get(address), lambda: None, runs=9)
    return [
        Result("report page", size, taken, taken, "itself (see grown)", None),
        Result("report page, queries", size, len(queries), 1, "queries", MOST_QUERIES),
    ]

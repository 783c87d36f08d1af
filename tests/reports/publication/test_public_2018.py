"""The public report of 2018: nobody finds a small count, and little else is hidden."""

import pytest
from django.db import transaction

from cse_portal.days import Month
from reports.disclosure.suppression import summary
from reports.figures.scale import ScaleReport
from reports.publication.content import internal_content, public_content
from tests.reports.authority import FIRST, LAST, write_authority
from tests.reports.disclosure.reader import found_out

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def report(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        write_authority()
        yield ScaleReport(Month.range(Month.parse(FIRST), Month.parse(LAST)))
        transaction.set_rollback(True)


def test_public_report_of_2018(report):
    truth = internal_content(report)
    public, found = public_content(report)
    assert found_out(public, truth) == {}
    assert public["totals"] == [300, 298, 307, 279, 257, 291, 305, 311, 326]
    assert public["average_age"] == {"years": 15, "months": 1}
    assert public["tables"]["area"] == truth["tables"]["area"]
    # One in ten of the counts above 5 at most; it takes 18 of 363.
    said = summary(found)
    assert (said["larger"], said["larger_hidden"], said["small"]) == (363, 18, 102)
    for key, rows in truth["tables"].items():
        for row, shown in zip(rows, public["tables"][key], strict=True):
            for count, cell in zip(row["counts"], shown["counts"], strict=True):
                assert cell == "[c]" if 1 <= count <= 5 else cell in (count, "[c]")
                assert count != 0 or cell == 0

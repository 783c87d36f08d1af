"""The table of children."""

from datetime import date

import pytest
from django.http import QueryDict

from risk.filters import ChildFilter
from risk.listing import ChildrenFound
from risk.tables import ChildTable
from tests.factories import (
    AgencyFactory,
    AllocationFactory,
    AreaFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2018, 10, 1)


@pytest.fixture
def page(rf):
    """The cells of the first page, as text, and its HTML."""

    def render(address="status=all", today=TODAY):
        chosen = ChildFilter(QueryDict(address), today=today)
        assert chosen.is_valid()
        data = ChildrenFound(chosen.qs, day=chosen.day, order=chosen.order)
        table = ChildTable(data, day=chosen.day, today=today)
        table.paginate(per_page=25)
        return table.as_html(rf.get("/children/"))

    return render


def test_row_of_a_child(page):
    child = ChildFactory(
        given_name="Zoë",
        family_name="Kovač",
        reference="S-1742",
        date_of_birth=date(2003, 8, 15),
    )
    RiskFlagFactory(child=child, status="high", start_date=date(2018, 9, 3))
    AllocationFactory(child=child, agency=AgencyFactory(name="Early Help"))
    ResidenceFactory(child=child, area=AreaFactory(name="East"))
    html = page()
    assert f'<a class="govuk-link" href="/children/{child.pk}/">Kovač, Zoë</a>' in html
    assert "<td>S-1742</td>" in html
    assert "15 years 1 month<" in html
    assert '<strong class="govuk-tag status-tag status-tag--high">High</strong>' in html
    assert 'since <time datetime="2018-09-03">3 September 2018</time>' in html
    assert "<td>Early Help</td>" in html
    assert "<td>East</td>" in html


def test_what_is_missing_is_said(page):
    ChildFactory(date_of_birth=None)
    html = page()
    assert html.count("Not recorded") == 3
    assert "No flag" in html
    assert "since" not in html


def test_names_are_escaped(page):
    ChildFactory(family_name="<script>", given_name="=Ann")
    html = page()
    assert "&lt;script&gt;, =Ann" in html
    assert "<script>" not in html


def test_record_opens_on_the_day_of_the_list(page):
    child = ChildFactory(date_of_birth=date(2003, 8, 15))
    html = page("status=all&on=2018-08-14")
    assert f'href="/children/{child.pk}/?on=2018-08-14"' in html
    assert "14 years 11 months" in html


def test_every_column_sorts():
    orders = ChildTable([], day=TODAY, today=TODAY).columns
    assert [column.name for column in orders if column.orderable] == [
        "name",
        "reference",
        "age",
        "level",
        "agency",
        "area",
    ]

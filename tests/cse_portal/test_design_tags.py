"""The tags and components that every template has."""

from datetime import date

import django_tables2 as tables
import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory
from django_tables2.paginators import LazyPaginator

from cse_portal.design.pages import PageLinks


def rendered(template: str, address: str = "/", **context: object) -> str:
    request = RequestFactory().get(address)
    return engines["django"].from_string(template).render(context, request).strip()


class Capped(Paginator):
    """Counts no further than 100, though more is there."""

    count = 100
    count_is_capped = True
    num_pages = 1000


def test_date_is_written_as_people_write_it() -> None:
    page = rendered("{% date day %}", day=date(2018, 9, 3))
    assert page == '<time datetime="2018-09-03">3 September 2018</time>'
    assert rendered("{% date day %}", day=None) == ""


def test_age_is_written_in_words() -> None:
    born, day = date(2003, 8, 1), date(2018, 9, 3)
    assert rendered("{{ born|age_on:day }}", born=born, day=day) == "15 years 1 month"
    assert rendered("{{ born|age_on:day }}", born=None, day=day) == "Not recorded"
    assert rendered("{{ 181|age_in_words }}") == "15 years 1 month"
    assert rendered("{{ months|age_in_words }}", months=None) == "Not recorded"


def test_status_is_a_tag_in_words() -> None:
    page = rendered('{% status_tag "high" "High" %}')
    assert page == '<strong class="govuk-tag status-tag status-tag--high">High</strong>'
    assert rendered('{% status_tag "" %}') == '<span class="status-tag--none">No flag</span>'


def test_definition_folds_what_it_is_given() -> None:
    page = rendered("{% definition %}<p>{{ text }}</p>{% enddefinition %}", text="<all>")
    assert page.startswith('<details class="govuk-details definition">')
    assert "What this counts" in page
    assert "<p>&lt;all&gt;</p>" in page


def test_scrolled_is_a_region_with_a_name() -> None:
    page = rendered('{% scrolled "Ages" %}<table></table>{% endscrolled %}')
    assert page == (
        '<div class="scrolled" role="region" aria-label="Ages" tabindex="0"><table></table></div>'
    )


def test_address_keeps_the_other_fields() -> None:
    page = rendered('{% address "sort" "name" %}', "/?status=high&status=low&sort=age")
    assert page == "?status=high&amp;status=low&amp;sort=name"


def links(page, address: str = "") -> PageLinks:
    return PageLinks(page, "page", QueryDict(address))


def numbers(page) -> list[int | None]:
    return [item.get("number") for item in links(page).items]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, [1, 2, None, 10]),
        (3, [1, 2, 3, 4, None, 10]),
        (4, [1, 2, 3, 4, 5, None, 10]),
        (5, [1, None, 4, 5, 6, None, 10]),
        (7, [1, None, 6, 7, 8, 9, 10]),
        (10, [1, None, 9, 10]),
    ],
)
def test_pages_are_the_first_the_last_and_the_nearest(number: int, expected: list) -> None:
    assert numbers(Paginator(range(100), 10).page(number)) == expected


def test_pages_of_a_list_that_is_counted() -> None:
    page = links(Paginator(range(1999), 50).page(2))
    assert (page.position, page.showing) == ("Page 2 of 40", "Showing 51 to 100 of 1,999")
    last = links(Paginator(range(1999), 50).page(40))
    assert (last.showing, last.next) == ("Showing 1,951 to 1,999 of 1,999", "")


def test_pages_of_a_list_whose_count_is_capped() -> None:
    page = links(Capped(range(5000), 50).page(2))
    assert (page.position, page.showing) == ("Page 2", "Showing 51 to 100 of more than 100")
    assert numbers(Capped(range(5000), 50).page(2)) == [1, 2, 3]


def test_pages_of_a_list_that_nobody_counts() -> None:
    page = links(LazyPaginator(range(100), 10).page(2))
    assert (page.position, page.showing) == ("Page 2", "Showing 11 to 20")
    assert (page.previous, page.next) == ("?page=1", "?page=3")
    last = links(LazyPaginator(range(100), 10).page(10))
    assert (last.next, [item.get("number") for item in last.items]) == ("", [1, None, 9, 10])


def test_pages_keep_the_other_fields() -> None:
    page = links(Paginator(range(100), 10).page(2), "status=high&page=2&status=low")
    assert page.next == "?status=high&status=low&page=3"


def test_pages_of_one_page_are_not_shown() -> None:
    assert rendered("{% pages page %}", page=Paginator([1], 10).page(1)) == ""


class Children(tables.Table):
    caption = "Children"
    row_header = "name"
    name = tables.Column(footer="All")
    age = tables.Column(attrs={"cell": {"class": "numeric"}})

    class Meta:
        empty_text = "No children are found"


ROWS = [{"name": f"Child {n}", "age": n} for n in range(1, 31)]


def table_page(address: str, rows: list = ROWS) -> str:
    request = RequestFactory().get(address)
    table = Children(rows)
    tables.RequestConfig(request, paginate={"per_page": 10}).configure(table)
    template = engines["django"].from_string("{% load django_tables2 %}{% render_table table %}")
    return template.render({"table": table}, request)


def test_table_says_how_it_is_sorted() -> None:
    assert "aria-sort" not in table_page("/")
    assert table_page("/?sort=age").count('aria-sort="ascending"') == 1
    assert table_page("/?sort=-age").count('aria-sort="descending"') == 1


def test_table_sorts_by_links_that_keep_the_filter_and_leave_the_page() -> None:
    page = table_page("/?status=high&sort=age&page=2")
    assert 'href="?status=high&amp;sort=-age"' in page
    assert 'href="?status=high&amp;sort=name"' in page


def test_table_pages_keep_filter_and_sort() -> None:
    page = table_page("/?status=high&sort=age&page=2")
    assert 'href="?status=high&amp;sort=age&amp;page=3" rel="next"' in page
    assert "Page 2 of 3. Showing 11 to 20 of 30." in page


def test_table_has_caption_row_heads_figures_and_footer() -> None:
    page = table_page("/")
    assert '<caption class="table__caption">Children</caption>' in page
    assert 'role="region" aria-label="Children" tabindex="0"' in page
    assert page.count('<th scope="row"') == 11
    assert page.count("numeric") == 12
    assert "<tfoot>" in page


def test_table_without_rows_says_so() -> None:
    page = table_page("/", [])
    assert "<table" not in page
    assert "No children are found" in page


def test_chart_names_itself_and_its_table() -> None:
    page = rendered(
        '{% include "_components/chart.html" with url="/c/" title="Ages" %}', table="not this"
    )
    assert 'data-chart-url="/c/" role="img"' in page
    assert 'aria-label="Chart: Ages. The table below holds the same figures."' in page
    assert "not this" not in page


def test_summary_list_says_what_is_not_recorded() -> None:
    page = rendered(
        '{% include "_components/summary_list.html" %}', rows=[("Sex", ""), ("Age", "15")]
    )
    assert page.count("Not recorded") == 1
    assert '<dd class="govuk-summary-list__value">15</dd>' in page

"""Pages of a list that is not counted to its end."""

from types import SimpleNamespace

import pytest
from django.core.paginator import EmptyPage

from risk.paginators import CappedPaginator


class Rows(list):
    """As many rows as are there, of which at most four are counted."""

    def __len__(self):
        return min(super().__len__(), 4)

    @property
    def data(self):
        return SimpleNamespace(is_capped=super().__len__() > 4)

    def __getitem__(self, key):
        return list(super().__getitem__(key))


def pages(rows, per_page=2):
    return CappedPaginator(Rows(range(rows)), per_page)


def test_short_list_is_counted_and_paged():
    paginator = pages(3)
    assert (paginator.count, paginator.count_is_capped, paginator.num_pages) == (3, False, 2)
    assert paginator.page(1).object_list == [0, 1]
    assert (paginator.page(2).object_list, paginator.page(2).has_next()) == ([2], False)
    with pytest.raises(EmptyPage):
        paginator.page(3)


def test_long_list_is_counted_to_the_cap_and_paged_to_its_end():
    paginator = pages(7)
    assert (paginator.count, paginator.count_is_capped) == (4, True)
    found = [(page.object_list, page.has_next()) for page in map(paginator.page, range(1, 5))]
    assert found == [([0, 1], True), ([2, 3], True), ([4, 5], True), ([6], False)]
    assert paginator.page(2).has_previous()


@pytest.mark.parametrize("rows", [6, 7])
def test_last_page_of_a_long_list(rows):
    last = (rows + 1) // 2
    assert not pages(rows).page(last).has_next()
    with pytest.raises(EmptyPage):
        pages(rows).page(last + 1)


@pytest.mark.parametrize("number", [0, -1, 10**9 + 1, 10**30])
def test_page_that_no_list_has(number):
    with pytest.raises(EmptyPage):
        pages(7).page(number)


def test_rows_of_a_page_are_limited():
    assert pages(7, per_page=1_000_000).per_page == 100

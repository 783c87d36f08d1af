"""Pages of a list that is not counted to its end."""

from functools import cached_property
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator

MOST_ROWS = 100
LAST_NUMBER = 10**9


class CappedPage(Page):
    """A page of such a list: it has a next one when one more row was found."""

    def __init__(self, rows: Any, number: int, paginator: Paginator) -> None:
        self.has_more = len(rows) > paginator.per_page
        super().__init__(rows[: paginator.per_page] if self.has_more else rows, number, paginator)

    def has_next(self) -> bool:
        return self.has_more


class CappedPaginator(Paginator):
    """Counts as far as the list itself does, and gives every page that was not counted too.

    ``count_is_capped`` says that ``count`` is the least there are.
    """

    def __init__(self, object_list: Any, per_page: int, **kept: Any) -> None:
        # The number of rows can be set in the address: not to a million.
        super().__init__(object_list, min(per_page, MOST_ROWS), **kept)

    @cached_property
    def count(self) -> int:
        return len(self.object_list)

    @property
    def count_is_capped(self) -> bool:
        return self.object_list.data.is_capped

    def page(self, number: int | str) -> Page:
        if not self.count_is_capped:
            return super().page(number)
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        rows = self.object_list[start : start + self.per_page + 1]
        if not len(rows):
            raise EmptyPage(self.error_messages["no_results"])
        return CappedPage(rows, number, self)

    def validate_number(self, number: int | str) -> int:
        if not self.count_is_capped:
            return super().validate_number(number)
        number = int(number)
        if not 1 <= number <= LAST_NUMBER:
            raise EmptyPage(self.error_messages["min_page"])
        return number

"""The pages of a long list, as links."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict

GAP = None
NEIGHBOURS = 1


@dataclass(frozen=True)
class PageLinks:
    """Links to the first, last and nearest pages, which keep the other fields of the address.

    A paginator may not know how many rows there are: ``count_is_capped`` says that its count is the
    least there are ("more than 10,000"), and one that counts nothing (LazyPaginator) has no count.
    """

    page: Page
    field: str
    fields: QueryDict

    @property
    def count(self) -> int | None:
        try:
            return self.page.paginator.count
        except NotImplementedError:
            return None

    @property
    def is_capped(self) -> bool:
        return getattr(self.page.paginator, "count_is_capped", False)

    @property
    def last_number(self) -> int | None:
        """The number of the last page, where it is known."""
        known = self.count is not None and not self.is_capped
        return self.page.paginator.num_pages if known else None

    @property
    def are_needed(self) -> bool:
        return self.page.has_other_pages()

    @property
    def position(self) -> str:
        """ "Page 2 of 40", or "Page 2" where nobody has counted."""
        number = f"Page {self.page.number:,}"
        return f"{number} of {self.last_number:,}" if self.last_number else number

    @property
    def showing(self) -> str:
        """ "Showing 51 to 100 of 1,999"."""
        start = (self.page.number - 1) * self.page.paginator.per_page
        shown = f"Showing {start + 1:,} to {start + len(self.page.object_list):,}"
        if self.count is None:
            return shown
        return f"{shown} of {'more than ' if self.is_capped else ''}{self.count:,}"

    @property
    def previous(self) -> str:
        return self._url(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next(self) -> str:
        return self._url(self.page.number + 1) if self.page.has_next() else ""

    @property
    def items(self) -> list[dict[str, Any]]:
        """The numbered links; a gap is an item without a number."""
        return [
            {"number": number, "url": self._url(number), "current": number == self.page.number}
            if number is not GAP
            else {}
            for number in self._numbers()
        ]

    def _numbers(self) -> list[int | None]:
        current = self.page.number
        last = self.last_number or current + self.page.has_next()
        near = range(max(1, current - NEIGHBOURS), min(last, current + NEIGHBOURS) + 1)
        numbers = sorted({1, *near, *([self.last_number] if self.last_number else [])})
        with_gaps: list[int | None] = []
        for number in numbers:
            before = with_gaps[-1] if with_gaps else 0
            if number - before == 2:
                with_gaps.append(number - 1)
            elif number - before > 2:
                with_gaps.append(GAP)
            with_gaps.append(number)
        return with_gaps

    def _url(self, number: int) -> str:
        fields = self.fields.copy()
        fields[self.field] = str(number)
        return f"?{fields.urlencode()}"

"""The children list against Django admin's change list over the same rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.pages import getting, signed_in
from benchmarks.timing import Result, Work, compare

PER_PAGE = 25
BARS = {10_000: 1.0, 100_000: 0.5, 1_000_000: 1 / 3}


@dataclass(frozen=True)
class Page:
    """A page of both lists, by their addresses' queries.

    ``same_order``: both sort those that are equal in the same way, so they show the same rows.
    """

    name: str
    ours: str
    theirs: str
    same_order: bool = True


def pages(size: int) -> list[Page]:
    """First, middle and deep pages, filtered and sorted; nine in ten children are at risk."""
    middle, deep = (max(size * tenths // 10 // PER_PAGE, 1) for tenths in (4, 8))
    return [
        Page("first page", "", "status=at_risk"),
        Page("high only", "status=high", "status=high"),
        Page("one area", "area=EAST", "status=at_risk&area=EAST"),
        Page(
            "high, area, agency",
            "status=high&area=EAST&agency=BPP",
            "status=high&area=EAST&agency=BPP",
        ),
        Page("everybody", "status=all", ""),
        Page("by reference", "sort=-reference", "status=at_risk&o=-2"),
        Page("by age", "sort=age", "status=at_risk&o=-3", same_order=False),
        Page("by level", "sort=level", "status=at_risk&o=4", same_order=False),
        Page("by area", "sort=area", "status=at_risk&o=6", same_order=False),
        Page("middle page", f"page={middle}", f"status=at_risk&p={middle}"),
        Page("deep page", f"page={deep}", f"status=at_risk&p={deep}"),
        Page(
            "by age, deep page",
            f"sort=age&page={deep}",
            f"status=at_risk&o=-3&p={deep}",
            same_order=False,
        ),
    ]


def measure(size: int) -> Iterator[Result]:
    """Our time for each page and admin's."""
    client = signed_in()
    for page in pages(size):
        ours = getting(client, f"/children/?{page.ours}")
        theirs = getting(client, f"/admin/risk/child/?{page.theirs}")
        refuse_other_rows(page.name, ours, theirs, same_order=page.same_order)
        times = compare(ours, theirs)
        name = f"children list, {page.name}"
        yield Result(name, size, *times, "Django admin", BARS.get(size))


def own() -> Work:
    """Open the list as it comes."""
    return getting(signed_in(), "/children/")


def refuse_other_rows(name: str, ours: Work, theirs: Work, *, same_order: bool = True) -> None:
    """The two must show the same rows, or their times say nothing."""
    shown = [references(str(page())) for page in (ours, theirs)]
    if len(shown[0]) != len(shown[1]) or (same_order and shown[0] != shown[1]):
        raise SystemExit(f"{name}: ours shows {shown[0]}, admin {shown[1]}.")


def references(html: str) -> list[str]:
    """The children of a page's list, in its order; not those who may be meant besides."""
    in_list = html.partition('id="others"')[0]
    return list(dict.fromkeys(re.findall(r"\bB\d{8}\b", in_list)))

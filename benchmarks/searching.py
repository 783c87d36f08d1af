"""Search by part of a name against that of Django admin over the same rows."""

from collections.abc import Iterator

from benchmarks.listing import refuse_other_rows
from benchmarks.pages import getting, searching, signed_in
from benchmarks.timing import Result, compare

BARS = {1_000_000: 0.5}
# Part of one family name in ten, of one in a hundred thousand with the given name, and of none.
WORDS = {"many hits": "brad", "few hits": "chloe ashford77", "no hit": "zzyzx"}


def measure(size: int) -> Iterator[Result]:
    """Our time to search and show the first page, and admin's."""
    client = signed_in()
    for hits, words in WORDS.items():
        ours = searching(client, words)
        theirs = getting(client, f"/admin/risk/child/?q={words.replace(' ', '+')}")
        refuse_other_rows(hits, ours, theirs)
        times = compare(ours, theirs)
        yield Result(f"search, {hits}", size, *times, "Django admin", BARS.get(size))

"""The children list and its search against Django admin's change list over the same rows."""

from collections.abc import Callable

from django.test import Client

from benchmarks.timing import Result, compare
from cse_portal.accounts.models import User

BARS = {10_000: 1.0, 100_000: 0.5, 1_000_000: 1 / 3}
SEARCH_BARS = {1_000_000: 0.5}


def measure(size: int) -> list[Result]:
    """Pages, filtered and sorted; then searches with many, few and no hits."""
    client = Client()
    client.force_login(User.objects.create_superuser("bench"))
    runs = 3 if size >= 1_000_000 else 7
    return [
        Result(name, size, *compare(ours, theirs, runs=runs), "Django admin", bar)
        for name, ours, theirs, bar in [*_pages(client, size), *_searches(client, size)]
    ]


def _pages(client: Client, size: int) -> list[tuple[str, Callable, Callable, float | None]]:
    last = max(size * 9 // 10 // 25, 1)
    addresses = {
        "children list, first page": ("", "status=at_risk"),
        "children list, high only": ("status=high", "status=high"),
        "children list, by age": ("sort=age", "status=at_risk&o=4"),
        "children list, middle page": (f"page={last // 2}", f"status=at_risk&p={last // 2}"),
        "children list, deep page": (f"page={last}", f"status=at_risk&p={last}"),
        "children list, all children": ("status=all", ""),
    }
    return [
        (name, _get(client, f"/children/?{ours}"), _get(client, _admin(theirs)), BARS.get(size))
        for name, (ours, theirs) in addresses.items()
    ]


def _searches(client: Client, size: int) -> list[tuple[str, Callable, Callable, float | None]]:
    words = {"many hits": "brad", "few hits": "chloe ashford77", "no hit": "zzyzx"}
    return [
        (
            f"search, {name}",
            _search(client, text),
            _get(client, _admin(f"q={text.replace(' ', '+')}")),
            SEARCH_BARS.get(size),
        )
        for name, text in words.items()
    ]


def _admin(query: str) -> str:
    return f"/admin/risk/child/?{query}"


def _get(client: Client, address: str) -> Callable[[], None]:
    def get() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")

    return get


def _search(client: Client, words: str) -> Callable[[], None]:
    """Our search is posted, because names do not go into addresses, and leads to the list."""

    def search() -> None:
        answer = client.post("/children/?status=all", {"words": words}, follow=True)
        if answer.status_code != 200:
            raise SystemExit(f"The search answered {answer.status_code}")

    return search

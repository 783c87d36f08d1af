"""Suspects' ages put together into the bands in which the page shows them."""

from collections.abc import Sequence

from crime.figures.crime import NOT_KNOWN, SuspectRow

# The first year of each band.
STARTS = [0, 18, 25, 35, 45, 55]


def in_bands(rows: Sequence[SuspectRow]) -> list[SuspectRow]:
    """A row for each band that occurs, the youngest first; those not known last."""
    totals: dict[str, int] = {}
    for row in rows:
        label = row.label if row.code == NOT_KNOWN else _band(int(row.code))
        totals[label] = totals.get(label, 0) + row.total
    codes = {row.label: row.code for row in rows if row.code == NOT_KNOWN}
    return [SuspectRow(codes.get(label, label), label, n) for label, n in totals.items()]


def _band(years: int) -> str:
    number = max(n for n, start in enumerate(STARTS) if start <= years)
    if number == 0:
        return f"Under {STARTS[1]}"
    if number == len(STARTS) - 1:
        return f"{STARTS[number]} and over"
    return f"{STARTS[number]} to {STARTS[number + 1] - 1}"

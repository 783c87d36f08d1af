"""The charts of the crime half."""

from collections.abc import Mapping, Sequence

from crime.figures.crime import NOT_KNOWN, CrimeFigures, OutcomeRow, SuspectRow
from crime.timing import Timing
from reports.charts import STACKED, Drawing, Series

FLAT = {"indexAxis": "y"}
MOST_BESIDE_A_BAR = 34
FLAT_STACKED = {**STACKED, **FLAT}


def of_offences(crime: CrimeFigures) -> Drawing:
    """Recent and non-recent, this period beside the one a year earlier."""
    years = ["A year earlier", "This period"]
    series = [
        Series(str(timing.label), [crime.previous_timing[timing], crime.timing[timing]])
        for timing in Timing
        if crime.previous_timing[timing] + crime.timing[timing] or timing != NOT_KNOWN
    ]
    return Drawing("CSE flagged offences recorded", years, series, STACKED)


def of_areas(crime: CrimeFigures) -> Drawing:
    """Offences by area, recent and non-recent."""
    series = [
        Series(str(timing.label), [getattr(row, timing) for row in crime.by_area])
        for timing in Timing
        if crime.timing[timing] or timing != NOT_KNOWN
    ]
    labels = [row.label for row in crime.by_area]
    title = "CSE flagged offences by NPT area"
    return Drawing(title, labels, series, FLAT_STACKED, is_flat=True)


def of_outcomes(crime: CrimeFigures) -> Drawing:
    """Filed offences by outcome, the most frequent first."""
    rows = sorted(crime.outcomes, key=lambda row: -row.total)
    labels = ["Not known" if row.code == NOT_KNOWN else _short(row) for row in rows]
    series = [Series("Offences", [row.total for row in rows])]
    return Drawing("Outcomes of the filed offences", labels, series, FLAT, is_flat=True)


def _short(row: OutcomeRow) -> str:
    """The code and as much of the qualifier as fits on one line beside a bar."""
    said = f"{row.code}: {row.qualifier}".rstrip(": ")
    return said if len(said) <= MOST_BESIDE_A_BAR else f"{said[: MOST_BESIDE_A_BAR - 1]}…"


def of_counts(title: str, counts: Mapping[str, int]) -> Drawing:
    """Labels and their counts as columns."""
    return Drawing(title, list(counts), [Series("Offences", list(counts.values()))])


def of_suspects(title: str, rows: Sequence[SuspectRow], *, is_ordered: bool) -> Drawing:
    """Suspects by category: columns where these have an order, else bars by their length."""
    if is_ordered:
        ordered = list(rows)
    else:
        ordered = sorted(rows, key=lambda row: (row.code == NOT_KNOWN, -row.total))
    series = [Series("Suspects", [row.total for row in ordered])]
    labels = [row.label for row in ordered]
    return Drawing(title, labels, series, {} if is_ordered else FLAT, is_flat=not is_ordered)

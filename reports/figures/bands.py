"""Categories put together into the bands in which pages show them."""

from collections.abc import Sequence
from fractions import Fraction

from reports.figures.rounding import one_decimal
from reports.figures.scale import Row, Table


def in_bands(table: Table) -> Table:
    """The table with a row for each band that occurs; as it is where its dimension has none.

    Percents are worked out anew from the counts: rounded ones would not add up.
    """
    if table.dimension.bands is None:
        return table
    bands = table.dimension.bands()
    together: dict[str, list[Row]] = {}
    for row in table.rows:
        together.setdefault(bands.get(row.code, row.label), []).append(row)
    child_months = sum(table.totals)
    rows = [_band(label, found, child_months) for label, found in together.items()]
    return Table(table.dimension, rows, table.totals)


def _band(label: str, rows: Sequence[Row], child_months: int) -> Row:
    counts = [sum(month) for month in zip(*(row.counts for row in rows), strict=True)]
    percent = one_decimal(Fraction(100 * sum(counts), child_months)) if child_months else None
    return Row(rows[0].code, label, counts, percent)

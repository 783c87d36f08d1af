"""The figures of the scale-of-CSE report: from frozen cells alone (counting rules 4 to 7)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from crime.figures.crime import CrimeFigures
from crime.figures.periods import CrimePeriods
from cse_portal.days import Month
from reports.dimensions import BY_KEY, NOT_RECORDED, PROFILE, Dimension
from reports.figures.rounding import one_decimal, whole
from reports.models import Cell, Snapshot
from risk.models import AreaPopulation, Status


class MonthMissingError(Exception):
    """A month of the period was never frozen; the text names it and the command that takes it."""


@dataclass(frozen=True)
class Row:
    """One category over the months of a period.

    ``percent`` is of all child-months, None where there are none; ``average`` is children a month,
    ``rate_per_1000`` children a month for each 1,000 people under 18 (counting rule 7).
    """

    code: str
    label: str
    counts: list[int]
    percent: Decimal | None
    average: Decimal | None = None
    population: int | None = None
    rate_per_1000: Decimal | None = None


@dataclass(frozen=True)
class Table:
    """The rows of one dimension, in the order of the report."""

    dimension: Dimension
    rows: list[Row]
    totals: list[int]

    @property
    def recorded(self) -> int:
        """Child-months of which the category is recorded."""
        return sum(sum(row.counts) for row in self.rows if row.code != NOT_RECORDED)

    @property
    def completeness(self) -> Decimal | None:
        """Percent of the child-months whose category is recorded.

        None where there are none, and where a child may be in several categories or in none.
        """
        total = sum(self.totals) if self.dimension.read else 0
        return one_decimal(Fraction(100 * self.recorded, total)) if total else None


@dataclass
class ScaleReport:
    """The report over some months, counting some statuses.

    Reads the cells of the newest version of each month end; raises MonthMissingError where a month
    was never frozen. Everything is worked out from the same cells, so its tables cannot disagree.

    The crime half is counted from the extract, over the days of ``crime_days`` where some are given
    and those that follow from the months where not.
    """

    months: Sequence[Month]
    statuses: Sequence[str] = field(default_factory=Status.at_risk)
    crime_days: Mapping[str, date | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        taken = {snapshot.month: snapshot for snapshot in Snapshot.objects.of(self.months).newest()}
        for month in self.months:
            if month not in taken:
                raise MonthMissingError(
                    f"The month end of {month.name} was never taken. Take it with: "
                    f"python manage.py snapshot {month}"
                )
        self.snapshots = [taken[month] for month in self.months]
        self._tables: dict[str, Table] = {}
        self._known_labels: dict[Callable[[], dict[str, str]], dict[str, str]] = {}

    @cached_property
    def crime_periods(self) -> CrimePeriods:
        """The days of the crime half. WrongDaysError where those given make no period."""
        return CrimePeriods.until(self.months[-1].end, self.crime_days)

    @cached_property
    def crime(self) -> CrimeFigures | None:
        """Offences, outcomes and suspects; None where no extract of the police was loaded."""
        return CrimeFigures.of(self.crime_periods, lambda: self.labels(BY_KEY["area"]))

    @cached_property
    def cells(self) -> dict[str, dict[str, list[Cell]]]:
        """The cells of the statuses counted, by dimension and category."""
        by_dimension: dict[str, dict[str, list[Cell]]] = defaultdict(dict)
        for cell in Cell.objects.filter(snapshot__in=self.snapshots, status__in=self.statuses):
            by_dimension[cell.dimension].setdefault(cell.category, []).append(cell)
        return by_dimension

    @cached_property
    def totals(self) -> list[int]:
        """Children at each month end."""
        return self._by_month(cell for row in self.cells["risk_level"].values() for cell in row)

    @property
    def child_months(self) -> int:
        """Children added up over the months: what percentages are of."""
        return sum(self.totals)

    @cached_property
    def average_age(self) -> int | None:
        """Mean of the completed months of age over the child-months with a birth date, half up."""
        levels = [cell for row in self.cells["risk_level"].values() for cell in row]
        unknown = sum(cell.count for cell in self.cells["age"].get(NOT_RECORDED, []))
        known = sum(cell.count for cell in levels) - unknown
        months = sum(cell.age_months or 0 for cell in levels)
        return whole(Fraction(months, known)) if known else None

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The tables of the report's contract, by key."""
        return {dimension.key: self.table(dimension.key) for dimension in PROFILE}

    def table(self, key: str) -> Table:
        """The table of one dimension: the categories that occur, and every status counted."""
        if key not in self._tables:
            self._tables[key] = self._table(BY_KEY[key])
        return self._tables[key]

    def _table(self, dimension: Dimension) -> Table:
        labels = self.labels(dimension)
        found = self.cells[dimension.key]
        wanted = set(self.statuses) if dimension.key == "risk_level" else set(found)
        codes = [code for code in labels if code in wanted]
        codes += sorted(wanted - set(labels))
        populations = self._populations() if dimension.has_rates else {}
        rows = [
            self._row(dimension, code, labels.get(code, code), found.get(code, []), populations)
            for code in codes
        ]
        return Table(dimension, rows, self.totals)

    def labels(self, dimension: Dimension) -> dict[str, str]:
        """The labels of a dimension, asked for once where two have the same categories."""
        if dimension.categories not in self._known_labels:
            self._known_labels[dimension.categories] = dimension.labels()
        return self._known_labels[dimension.categories]

    def _row(
        self,
        dimension: Dimension,
        code: str,
        label: str,
        cells: list[Cell],
        populations: dict[str, int],
    ) -> Row:
        counts = self._by_month(cells)
        share = Fraction(100 * sum(counts), self.child_months) if self.child_months else None
        percent = one_decimal(share) if share is not None else None
        if not dimension.has_rates:
            return Row(code, label, counts, percent)
        average = Fraction(sum(counts), len(self.months))
        population = populations.get(code)
        rate = one_decimal(average * 1000 / population) if population else None
        return Row(code, label, counts, percent, one_decimal(average), population, rate)

    def _by_month(self, cells: Iterable[Cell]) -> list[int]:
        by_snapshot: dict[int, int] = defaultdict(int)
        for cell in cells:
            by_snapshot[cell.snapshot_id] += cell.count
        return [by_snapshot[snapshot.pk] for snapshot in self.snapshots]

    def _populations(self) -> dict[str, int]:
        """The newest mid-year estimate of each area from before the period's first year."""
        estimates = AreaPopulation.objects.filter(year__lt=self.months[0].year).order_by("year")
        return dict(estimates.values_list("area__code", "under_18_population"))

"""The one list of what children are counted by.

Snapshot, tables, charts, exports and tests run over it; to count by something more, add an entry.
Whatever is missing is the category ``not_recorded`` (counting rule 5).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.conf import settings
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf

from agencies.models import Agency, Allocation
from cse_portal.days import months_before
from risk.codes import ethnicities
from risk.models import Area, Residence, Sex, Status
from risk.models.places import OUT_OF_AREA

NOT_RECORDED = "not_recorded"

# The first completed month of each band, the oldest first, with its code and label.
AGES = {18 * 12: ("18+", "18 and over")} | {
    years * 12: (str(years), str(years)) for years in range(17, -1, -1)
}
TIMES_ON_FLAG = {
    24: ("24+", "2 years or more"),
    12: ("12-23", "1 year"),
    6: ("6-11", "6 to 11 months"),
    3: ("3-5", "3 to 5 months"),
    0: ("0-2", "Less than 3 months"),
}


class Chart(StrEnum):
    """What the chart of a dimension shows of each category."""

    BY_MONTH = "by_month"  # its children at each month end, stacked
    SHARE = "share"  # its percent of the period
    ENDS = "ends"  # its children at the first month end, beside the last
    RATE = "rate"  # its rate of the population


@dataclass(frozen=True)
class Dimension:
    """Something that children are counted by.

    ``read`` is given the day and tells the category of each flag of that day, null or empty where
    it is missing. A dimension of which a child may have several categories, or none, gives
    ``several`` instead: rows of the day with a ``child`` and a ``category``.
    ``categories`` are the codes and labels in the order of the report. ``in_profile``: it is one of
    the tables of the report's contract. ``has_rates``: its categories are areas, with an average
    and a rate of the population.

    How pages show it: ``chart``; ``is_ordered``, its categories follow on one another; ``bands``,
    the label of the band in which a code is shown; ``directory``, what each category offers;
    ``beside``, the key of the dimension after which it stands; ``without_answer``, codes of answers
    that leave it open; ``adjective`` makes a label a word of the headlines.
    """

    key: str
    label: str
    definition: str
    categories: Callable[[], dict[str, str]]
    read: Callable[[date], Combinable] | None = None
    several: Callable[[date], QuerySet] | None = None
    in_profile: bool = True
    has_rates: bool = False
    chart: Chart = Chart.SHARE
    is_ordered: bool = False
    bands: Callable[[], dict[str, str]] | None = None
    directory: Callable[[], dict[str, str]] | None = None
    beside: str = ""
    without_answer: tuple[str, ...] = ()
    adjective: Callable[[str], str] | None = None

    @property
    def is_from_records(self) -> bool:
        """Whether its categories are rows that the authority keeps, such as areas and agencies."""
        return self.categories in (_areas, _agencies)

    def category(self, day: date) -> Combinable:
        """The category of each flag of a day: a code, or ``not_recorded``."""
        if self.read is None:
            raise TypeError(f"A child may have several categories of {self.key}.")
        return Coalesce(NullIf(self.read(day), Value("")), Value(NOT_RECORDED))

    def rows(self, day: date) -> QuerySet:
        """The rows (child, category) of a day, of a dimension with several categories a child."""
        if self.several is None:
            raise TypeError(f"A child has one category of {self.key}.")
        return self.several(day)

    def labels(self) -> dict[str, str]:
        """Every code that a cell can have, with its label, in the order of the report."""
        return {**self.categories(), NOT_RECORDED: "Not recorded"}


def _banded(field: str, bands: dict[int, tuple[str, str]], day: date) -> Combinable:
    """The code of the band in which the completed months from a date to the day lie."""
    whens = [
        When(**{f"{field}__lte": months_before(day, months)}, then=Value(code))
        for months, (code, _) in bands.items()
    ]
    return Case(*whens, output_field=CharField())


def _labels(bands: dict[int, tuple[str, str]]) -> dict[str, str]:
    return dict(reversed(bands.values()))


def _age_bands() -> dict[str, str]:
    """The band of each age, by the first years that the authority sets (AGE_BANDS)."""
    starts = sorted({0, *settings.AGE_BANDS} & set(range(19)))
    labels = {}
    for start, end in zip(starts, [*starts[1:], 19], strict=True):
        label = f"{start} to {end - 1}" if end - start > 1 else str(start)
        label = f"Under {end}" if start == 0 else label
        labels |= dict.fromkeys(range(start, end), f"{start} and over" if end == 19 else label)
    return {code: labels[months // 12] for months, (code, _) in AGES.items()}


def _key_agency(day: date) -> Combinable:
    held = Allocation.objects.key().on(day).filter(child=OuterRef("child"))
    return Subquery(held.values("agency__code")[:1])


def _area(day: date) -> Combinable:
    held = Residence.objects.on(day).filter(child=OuterRef("child"))
    return Subquery(held.values("area__code")[:1])


def _agencies_at_work(day: date) -> QuerySet:
    return Allocation.objects.on(day).annotate(category=F("agency__code"))


def _agencies() -> dict[str, str]:
    return dict(Agency.objects.order_by("name").values_list("code", "name"))


def _services() -> dict[str, str]:
    return dict(Agency.objects.values_list("code", "service"))


def _areas() -> dict[str, str]:
    areas = dict(Area.objects.order_by("name").values_list("code", "name"))
    outside = {OUT_OF_AREA: areas.pop(OUT_OF_AREA)} if OUT_OF_AREA in areas else {}
    return areas | outside


DIMENSIONS = [
    Dimension(
        key="risk_level",
        label="Risk level",
        definition="Children by the status of the flag that they had at the end of the month.",
        categories=lambda: dict(Status.choices),
        read=lambda day: F("status"),
        chart=Chart.BY_MONTH,
        is_ordered=True,
    ),
    Dimension(
        key="age",
        label="Age",
        definition="Completed years of age at the end of the month.",
        categories=lambda: _labels(AGES),
        read=lambda day: _banded("child__date_of_birth", AGES, day),
        is_ordered=True,
        bands=_age_bands,
    ),
    Dimension(
        key="gender",
        label="Gender",
        definition="Sex as recorded. Unknown is an answer that was recorded.",
        categories=lambda: dict(Sex.choices),
        read=lambda day: F("child__sex"),
        chart=Chart.BY_MONTH,
        without_answer=(Sex.UNKNOWN,),
        adjective=str.lower,
    ),
    Dimension(
        key="ethnicity",
        label="Ethnicity",
        definition=(
            "Ethnicity by the Department for Education's codes. Information not yet obtained and "
            "refused are answers that were recorded."
        ),
        categories=ethnicities,
        read=lambda day: F("child__ethnicity"),
        without_answer=("NOBT", "REFU"),
        adjective=lambda label: label.replace(" - ", " "),
    ),
    Dimension(
        key="key_agency",
        label="Key agency",
        definition=(
            "The agency that leads the work with the child at the end of the month; others may "
            "work with the child too."
        ),
        categories=_agencies,
        read=_key_agency,
        chart=Chart.ENDS,
        directory=_services,
    ),
    Dimension(
        key="area",
        label="Area of residence",
        definition=(
            "Where the child lives at the end of the month. The rate is the average over the "
            "months for each 1,000 people under 18, by the area's newest mid-year estimate from "
            "before the period's first year; Out of Area has none."
        ),
        categories=_areas,
        read=_area,
        has_rates=True,
        chart=Chart.RATE,
    ),
    Dimension(
        key="time_on_flag",
        label="Time on a flag",
        definition=(
            "Completed months since the flag that the child had at the end of the month began. A "
            "change of level begins a new flag."
        ),
        categories=lambda: _labels(TIMES_ON_FLAG),
        read=lambda day: _banded("start_date", TIMES_ON_FLAG, day),
        in_profile=False,
        chart=Chart.ENDS,
        is_ordered=True,
    ),
    Dimension(
        key="agency",
        label="Agencies at work",
        definition=(
            "Children by every agency that works with them at the end of the month, key agency or "
            "not. A child counts once for each agency, so these do not add up to the total."
        ),
        categories=_agencies,
        several=_agencies_at_work,
        in_profile=False,
        chart=Chart.ENDS,
        beside="key_agency",
    ),
]

PARTITIONS = [dimension for dimension in DIMENSIONS if dimension.read]
MULTIPLE = [dimension for dimension in DIMENSIONS if dimension.several]
PROFILE = [dimension for dimension in DIMENSIONS if dimension.in_profile]
BY_KEY = {dimension.key: dimension for dimension in DIMENSIONS}

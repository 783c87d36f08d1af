"""The spells of a child as one chronology: pure, it asks no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from agencies.models import Allocation
from cse_portal.days import completed_months, day_in_words
from risk.models import Residence, RiskFlag

DAYS_ARE_COUNTED_BELOW = 2


class Kind(TextChoices):
    """What an entry is about."""

    FLAG = "flag", "Flags"
    HOME = "home", "Homes"
    AGENCY = "agency", "Agencies"


LABELS = {Kind.FLAG: "Flag", Kind.HOME: "Home", Kind.AGENCY: "Agency"}


@dataclass(frozen=True)
class Entry:
    """One spell, as the chronology tells it. A flag has a status; one agency at a time is key."""

    kind: Kind
    title: str
    start_date: date
    end_date: date | None
    status: str = ""
    is_key: bool = False
    notes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What the entry is: one of its kind."""
        return LABELS[self.kind]

    def holds_on(self, day: date) -> bool:
        """Whether the spell holds on a day (counting rule 2)."""
        return self.start_date <= day and (self.end_date is None or self.end_date > day)

    @property
    def period(self) -> str:
        """ "3 September 2018 to 4 October 2018", the first day with it and the first without."""
        if self.end_date is None:
            return f"Since {day_in_words(self.start_date)}"
        return f"{day_in_words(self.start_date)} to {day_in_words(self.end_date)}"

    def length(self, day: date) -> str:
        """How long it held, or has held until the day."""
        if self.end_date is None:
            return (
                f"{length_in_words(self.start_date, day)} so far" if day > self.start_date else ""
            )
        return length_in_words(self.start_date, self.end_date)


def entries(
    flags: Iterable[RiskFlag], homes: Iterable[Residence], allocations: Iterable[Allocation]
) -> list[Entry]:
    """The entries of a chronology, the newest first; on one day flags, homes, then agencies."""
    found = [*map(_of_flag, flags), *map(_of_home, homes), *map(_of_allocation, allocations)]
    kinds = list(Kind)
    return sorted(found, key=lambda entry: (-entry.start_date.toordinal(), kinds.index(entry.kind)))


def length_in_words(first: date, end: date) -> str:
    """The time from the first day to the end: days at first, whole months from two months on."""
    months = completed_months(first, end)
    if months < DAYS_ARE_COUNTED_BELOW:
        return _counted((end - first).days, "day")
    years, rest = divmod(months, 12)
    parts = [(years, "year"), (rest, "month")]
    return " ".join(_counted(number, unit) for number, unit in parts if number)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'s' * (number != 1)}"


def _of_flag(flag: RiskFlag) -> Entry:
    return Entry(
        Kind.FLAG,
        flag.get_status_display(),
        flag.start_date,
        flag.end_date,
        status=flag.status,
        notes=(f"Source: {flag.get_source_display().lower()}",),
    )


def _of_home(home: Residence) -> Entry:
    notes = tuple(note for note in (home.placement_type, home.postcode) if note)
    return Entry(Kind.HOME, home.area.name, home.start_date, home.end_date, notes=notes)


def _of_allocation(allocation: Allocation) -> Entry:
    notes = ("Key agency",) if allocation.is_key else ()
    return Entry(
        Kind.AGENCY,
        allocation.agency.name,
        allocation.start_date,
        allocation.end_date,
        is_key=allocation.is_key,
        notes=notes,
    )

"""Everything that happened to a child as one chronology: pure, it asks no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from cse_portal.days import completed_months, day_in_words

DAYS_ARE_COUNTED_BELOW = 2


class Kind(TextChoices):
    """What an entry is about."""

    FLAG = "flag", "Flags"
    HOME = "home", "Homes"
    AGENCY = "agency", "Agencies"
    ASSESSMENT = "assessment", "Assessments"
    DECISION = "decision", "Decisions"
    ACTION = "action", "Actions"
    MISSING = "missing", "Missing episodes"
    TRAFFICKING = "trafficking", "Trafficking concerns"
    REFERRAL = "referral", "Referrals"
    NOTE = "note", "Contact notes"


LABELS = {
    Kind.FLAG: "Flag",
    Kind.HOME: "Home",
    Kind.AGENCY: "Agency",
    Kind.ASSESSMENT: "Assessment",
    Kind.DECISION: "Decision",
    Kind.ACTION: "Action",
    Kind.MISSING: "Missing episode",
    Kind.TRAFFICKING: "Trafficking concern",
    Kind.REFERRAL: "Referral",
    Kind.NOTE: "Contact note",
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened, as the chronology tells it.

    A spell held from a day until a day; what has ``is_event`` happened on one. A flag has a status;
    one agency at a time is key. ``steps`` are the pages that go on with the row or mend it.
    """

    kind: Kind
    title: str
    start_date: date
    end_date: date | None
    status: str = ""
    is_key: bool = False
    notes: tuple[str, ...] = ()
    is_event: bool = False
    row: int = 0
    steps: tuple[str, ...] = ()
    url: str = ""

    @property
    def label(self) -> str:
        """What the entry is: one of its kind."""
        return LABELS[self.kind]

    @property
    def heading(self) -> str:
        return f"{self.label}: {self.title}" if self.title else self.label

    @property
    def about(self) -> str:
        """What a link to mend the entry is about, for those who hear it alone."""
        return f"{self.heading}, {self.period}"

    def holds_on(self, day: date) -> bool:
        """Whether the spell holds on a day (counting rule 2)."""
        return (
            not self.is_event
            and self.start_date <= day
            and (self.end_date is None or self.end_date > day)
        )

    @property
    def period(self) -> str:
        """ "3 September 2018 to 4 October 2018", the first day with it and the first without."""
        if self.is_event:
            return day_in_words(self.start_date)
        if self.end_date is None:
            return f"Since {day_in_words(self.start_date)}"
        return f"{day_in_words(self.start_date)} to {day_in_words(self.end_date)}"

    def length(self, day: date) -> str:
        """How long it held, or has held until the day."""
        if self.is_event:
            return ""
        if self.end_date is None:
            return (
                f"{length_in_words(self.start_date, day)} so far" if day > self.start_date else ""
            )
        return length_in_words(self.start_date, self.end_date)


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """The entries of a chronology, the newest first; on one day in the order of their kinds."""
    kinds = list(Kind)
    return sorted(
        entries, key=lambda entry: (-entry.start_date.toordinal(), kinds.index(entry.kind))
    )


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

"""What the page of a child tells."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Self

from cse_portal.days import day_in_words
from cse_portal.design.templatetags.design import age_on
from risk.models import Child
from risk.timeline import Entry, Kind, entries

YES_OR_NO = {True: "Yes", False: "No", None: ""}


@dataclass(frozen=True)
class Record:
    """A child's record as it stood on a day, with the kinds of entries that were asked for."""

    child: Child
    day: date
    kinds: Collection[str]
    chronology: list[Entry]

    @classmethod
    def of(cls, child: Child, *, day: date, kinds: Collection[str] = tuple(Kind)) -> Self:
        """Read the record of a child: three queries."""
        found = entries(
            child.flags.all(),
            child.residences.select_related("area"),
            child.allocations.select_related("agency"),
        )
        return cls(child, day, kinds, found)

    @property
    def flag(self) -> Entry | None:
        """The flag of the day."""
        return self._held(Kind.FLAG)

    @property
    def home(self) -> Entry | None:
        """The home of the day."""
        return self._held(Kind.HOME)

    @property
    def key_agency(self) -> Entry | None:
        """The key agency of the day."""
        held = (entry for entry in self.chronology if entry.is_key and entry.holds_on(self.day))
        return next(held, None)

    def _held(self, kind: Kind) -> Entry | None:
        held = (entry for entry in self.chronology if entry.kind == kind)
        return next((entry for entry in held if entry.holds_on(self.day)), None)

    @property
    def shown(self) -> list[dict]:
        """The entries that had begun by the day."""
        return [
            {"entry": entry, "held": entry.holds_on(self.day), "length": entry.length(self.day)}
            for entry in self._asked_for
            if entry.start_date <= self.day
        ]

    @property
    def later(self) -> int:
        """How many entries began after the day, and are not shown."""
        return sum(entry.start_date > self.day for entry in self._asked_for)

    @property
    def _asked_for(self) -> list[Entry]:
        return [entry for entry in self.chronology if entry.kind in self.kinds]

    @property
    def age(self) -> str:
        return age_on(self.child.date_of_birth, self.day)

    @property
    def details(self) -> list[tuple[str, str]]:
        """Who the child is, for a summary list; what is empty is not recorded."""
        child, born = self.child, self.child.date_of_birth
        nhs = child.nhs_number
        return [
            ("Name", child.name),
            ("Reference", child.reference),
            ("Date of birth", day_in_words(born) if born else ""),
            ("Sex", child.get_sex_display()),
            ("Ethnicity", child.get_ethnicity_display()),
            ("NHS number", f"{nhs[:3]} {nhs[3:6]} {nhs[6:]}".strip()),
            ("Unique pupil number", child.upn),
            ("Nationality", child.nationality),
            ("Disability", child.disability),
            ("Looked after", YES_OR_NO[child.looked_after]),
        ]

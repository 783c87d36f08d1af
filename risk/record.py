"""What the page of a child tells."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from cse_portal.days import day_in_words
from cse_portal.design.templatetags.design import age_on
from risk.due import Due, due_for
from risk.entries import entries_of
from risk.entries_recorded import attributed
from risk.models import Child, Merge, Person
from risk.timeline import Entry, Kind

STEPS = {
    "end-agency": "End",
    "return": "Record the return",
    "interview": "Record the interview",
    "nrm": "Record a decision",
}
CORRECT = "Correct"
YES_OR_NO = {True: "Yes", False: "No", None: ""}


@dataclass(frozen=True)
class Record:
    """A child's record as it stood on a day, with the kinds of entries that were asked for.

    ``steps`` are the pages by which whoever looks may go on with an entry, or mend it.
    """

    child: Child
    day: date
    kinds: Collection[str]
    chronology: list[Entry]
    people: Sequence[Person] = ()
    due: Sequence[Due] = ()
    merges: Sequence[Merge] = ()
    steps: Collection[str] = ()
    today: date | None = None

    @classmethod
    def of(
        cls,
        child: Child,
        *,
        day: date,
        kinds: Collection[str] = tuple(Kind),
        steps: Collection[str] = (),
        today: date | None = None,
    ) -> Self:
        """Read the record of a child: sixteen queries."""
        people = list(child.people.select_related("recorded_by", "recorded_for"))
        due = due_for(Child.objects.filter(pk=child.pk))
        merges = list(child.merges.standing().select_related("merged", "by"))
        return cls(child, day, kinds, entries_of(child), people, due, merges, steps, today)

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
            {
                "entry": entry,
                "held": entry.holds_on(self.day),
                "length": entry.length(self.day),
                "links": self._links(entry.steps, entry.row),
            }
            for entry in self._asked_for
            if entry.start_date <= self.day
        ]

    def _links(self, steps: Collection[str], row: int) -> list[dict]:
        return [
            {"kind": step, "row": row, "text": STEPS.get(step, CORRECT)}
            for step in steps
            if step in self.steps
        ]

    @property
    def episodes(self) -> list[dict]:
        """The missing episodes and the trafficking concerns that had begun by the day."""
        kinds = [(Kind.MISSING, "Missing episodes"), (Kind.TRAFFICKING, "Trafficking concerns")]
        begun = [entry for entry in self.chronology if entry.start_date <= self.day]
        return [
            {
                "title": title,
                "entries": [
                    {"entry": entry, "links": self._links(entry.steps, entry.row)}
                    for entry in begun
                    if entry.kind == kind
                ],
            }
            for kind, title in kinds
        ]

    @property
    def around(self) -> list[dict]:
        """The people around the child."""
        return [
            {
                "person": person,
                "attributed": attributed(person),
                "links": self._links(["correct-person"], person.pk),
            }
            for person in self.people
        ]

    @property
    def to_do(self) -> list[dict]:
        """What is to be done now, on whatever day the record is read, the most urgent first."""
        return [
            {
                "due": due,
                "overdue": due.is_overdue(self.today or self.day),
                "url": due.url if due.step in self.steps or not due.step else "",
            }
            for due in self.due
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
        estimated = ", estimated" if child.birth_is_estimated else ""
        return [
            ("Name", child.name),
            ("Reference", child.reference),
            ("Other names", child.aliases),
            ("Date of birth", f"{day_in_words(born)}{estimated}" if born else ""),
            ("Sex", child.get_sex_display()),
            ("Gender identity", child.gender_identity),
            ("Ethnicity", child.get_ethnicity_display()),
            ("Said by", child.get_ethnicity_source_display()),
            *([("Missing because", child.missing_because)] if child.missing_because else []),
            ("NHS number", f"{nhs[:3]} {nhs[3:6]} {nhs[6:]}".strip()),
            ("Unique pupil number", child.upn),
            ("Nationality", child.nationality),
            ("Disability", child.disability),
            ("Looked after", YES_OR_NO[child.looked_after]),
            ("Plan", child.get_plan_display()),
            ("School", child.school),
            ("First language", child.first_language),
            ("Police reference", child.police_reference),
            ("Social worker", child.worker.display_name if child.worker else ""),
            ("Team", str(child.team or "")),
        ]

"""The meetings behind the flags of the last months: invented minutes, signed off."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from agencies.models import Agency
from risk.demonstration.dice import Dice
from risk.models import AgendaItem, AgendaReason, Attendance, Child, Decision, Meeting

# From here on a decision stands behind each flag; the flags before it came from an import.
FIRST_DAY = date(2018, 7, 2)
SIGNED_AT = time(10, 30)
AT_THE_TABLE = {
    "CSC": "Sam Whitaker",
    "BPP": "Noor Hussain",
    "EH": "Alex Drake",
    "HIH": "Kim Sutcliffe",
    "TURN": "Pat Lumb",
    "YS": "Chris Dyson",
}

RATIONALES = {
    "high": [
        "Found with unknown adults twice this month; says little about where she stays.",
        "New phone and money that nobody can explain; missing overnight three times.",
        "Disclosed contact with an adult met online; immediate safety plan agreed.",
    ],
    "medium": [
        "Concerns remain, but there is a trusted adult and school attendance is better.",
        "Contact with older peers goes on; no disclosure, and the family works with us.",
        "Targeted online; account closed, and the child talks about it with the worker.",
    ],
    "low": [
        "Settled at home and in school; no further contact reported.",
        "Engages well; protective factors outweigh what is left of the concern.",
    ],
    "awaiting_assessment": ["Referred this week; an assessment is due within ten days."],
    "cautionary_six_months": ["Risk has gone; watched for six months before we close."],
    "potential_perpetrator": ["Reported to have brought younger peers to an address; police told."],
    "remove_flag": ["No concern left after the last review; agencies agree to close."],
}


class Minutes:
    """The invented minutes, written day by day as the flags that came of them are."""

    def __init__(self, chair: Any, agencies: dict[str, Agency]) -> None:
        self.chair = chair
        self.agencies = agencies
        self.meetings: dict[date, Meeting] = {}
        self.dice = Dice(20181001)

    def decided(self, child: Child, day: date, outcome: str) -> Decision | None:
        """The minute of a decision; None for a day before the minutes begin."""
        if day < FIRST_DAY:
            return None
        meeting = self.meetings.get(day) or self._meet(day)
        item = AgendaItem.objects.create(
            meeting=meeting, child=child, position=meeting.items.count(), presenter="Sam Whitaker"
        )
        AgendaReason.objects.create(item=item, kind=AgendaReason.Kind.ADDED)
        return Decision.objects.create(
            item=item,
            outcome=outcome,
            rationale=self.dice.one_of(RATIONALES[outcome]),
            recorded_by=self.chair,
        )

    def _meet(self, day: date) -> Meeting:
        signed = timezone.make_aware(datetime.combine(day, SIGNED_AT))
        meeting = Meeting.objects.create(
            day=day, circulated_at=signed, signed_off_at=signed, signed_off_by=self.chair
        )
        for code, name in AT_THE_TABLE.items():
            Attendance.objects.create(meeting=meeting, agency=self.agencies[code], name=name)
        self.meetings[day] = meeting
        return meeting

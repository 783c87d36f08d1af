"""One of everything that an address can name, about a child of each kind."""

from datetime import date
from typing import Any

from django.utils import timezone

from cse_portal.accounts.models import Role, Team, User
from risk.models import (
    Action,
    AgendaItem,
    Assessment,
    BrokenGlass,
    Child,
    Decision,
    IndicatorDomain,
    Meeting,
    ShutOut,
)
from risk.models.merges import Merge
from tests.factories import AgencyFactory, AllocationFactory, ChildFactory, UserFactory

DAY = date(2018, 10, 1)
OWN, OTHER, RESTRICTED, MISSING = "own", "other", "restricted", "missing"
KINDS = (OWN, OTHER, RESTRICTED, MISSING)
NUMBER = 9_999_999


class World:
    """Three children: of everybody's own team and agency, of another team, and a restricted one."""

    def __init__(self) -> None:
        self.agency = AgencyFactory(code="BLAST")
        self.somebody = UserFactory(role=Role.REPORT_READER, username="somebody")
        self.meeting = Meeting.objects.create(day=DAY, circulated_at=timezone.now())
        self.domain = IndicatorDomain.objects.create(name="Missing", position=1)
        own = ChildFactory(reference="OWN")
        AllocationFactory(child=own, agency=self.agency)
        other = ChildFactory(reference="OTHER", team=Team.objects.create(name="Another"))
        restricted = ChildFactory(reference="RESTRICTED", is_restricted=True)
        AllocationFactory(child=restricted, agency=self.agency)
        self.children = {OWN: own, OTHER: other, RESTRICTED: restricted}
        self.around = {kind: self._around(child) for kind, child in self.children.items()}

    def user(self, role: Role) -> User:
        """Somebody of a role, in the team and the agency of the own child."""
        return UserFactory(role=role, username=role.value, agency=self.agency)

    def _around(self, child: Child) -> dict[str, Any]:
        draft = Assessment.objects.create(child=child, author=self.somebody)
        item = AgendaItem.objects.create(meeting=self.meeting, child=child)
        before = Meeting.objects.get_or_create(
            day=date(2018, 9, 3),
            defaults={"signed_off_at": timezone.now(), "signed_off_by": self.somebody},
        )[0]
        signed = AgendaItem.objects.create(meeting=before, child=child)
        decision = Decision.objects.create(
            item=signed, outcome="low", rationale="So.", recorded_by=self.somebody
        )
        now = timezone.now()
        return {
            "assessment": draft.pk,
            "item": item.pk,
            "action": Action.objects.create(decision=decision, text="Visit", due_on=DAY).pk,
            "opening": BrokenGlass.objects.create(
                child=child, user=self.somebody, category="danger", reason="x" * 20, ends_at=now
            ).pk,
            "shut out": ShutOut.objects.create(child=child, user=self.somebody, reason="Aunt").pk,
            "agency": child.allocations.values_list("pk", flat=True).first() or NUMBER,
            "merge": Merge.objects.filter(survivor=child).values_list("pk", flat=True).first()
            or NUMBER,
        }

    def address(self, of: str, kind: str) -> dict[str, Any]:
        """What an address of a child of a kind, or of something about it, names."""
        child = self.children.get(kind)
        pk = child.pk if child else NUMBER
        found = self.around.get(kind, {})
        match of:
            case "child":
                return {"pk": pk}
            case "child note":
                return {"pk": pk, "kind": "note"}
            case "child agency":
                return {"pk": pk, "kind": "end-agency", "row": found.get("agency", NUMBER)}
            case "two children":
                return {"pk": pk, "other": self.children[OWN].pk + 1}
            case "merge":
                return {"pk": pk, "row": found.get("merge", NUMBER)}
            case "assessment":
                return {"pk": pk, "number": found.get("assessment", NUMBER)}
            case "shut out":
                return {"pk": pk, "row": found.get("shut out", NUMBER)}
            case "item":
                return {"day": DAY, "pk": found.get("item", NUMBER)}
        return {"pk": found.get(of, NUMBER)}

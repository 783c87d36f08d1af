"""A worker's own children by what is due for them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from risk.due import Due, due_for
from risk.models import Action, Child, RiskFlag


@dataclass(frozen=True)
class Work:
    """One child, with what is due for it."""

    child: Child
    today: date
    due: list[Due]
    worker: Any = None

    @property
    def flag(self) -> RiskFlag | None:
        return next(iter(self.child.flags_now), None)

    @property
    def items(self) -> list[dict[str, Any]]:
        return [
            {
                "due": due,
                "overdue": due.is_overdue(self.today),
                "url": due.url,
                "is_mine": due.action is not None and due.action.owner == self.worker,
            }
            for due in self.due
        ]

    def only(self, asked_for: Callable[[Due], bool]) -> "Work":
        """The same child, with what is asked for of what is due."""
        return replace(self, due=[due for due in self.due if asked_for(due)])


def work_of(worker: Any, today: date) -> list[Work]:
    """The children of a worker, and those for whom they have an action: six queries.

    What is due first comes first; children for whom nothing is due come last, by name.
    """
    acting = Action.objects.open().filter(owner=worker).values("decision__item__child")
    mine = Child.objects.visible_to(worker).standing().filter(Q(worker=worker) | Q(pk__in=acting))
    due: defaultdict[int, list[Due]] = defaultdict(list)
    for item in due_for(mine):
        due[item.child.pk].append(item)
    flags = Prefetch("flags", RiskFlag.objects.on(today), to_attr="flags_now")
    work = [Work(child, today, due[child.pk], worker) for child in mine.prefetch_related(flags)]
    return sorted(work, key=_urgency)


def _urgency(work: Work) -> tuple[bool, bool, date]:
    if not work.due:
        return True, True, date.max
    return False, not work.due[0].is_urgent, work.due[0].day

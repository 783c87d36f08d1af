"""Setting and removing flags."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cse_portal import spells
from cse_portal.audit.actions import record
from cse_portal.days import day_in_words
from risk.models import Child, Decision, RiskFlag


@transaction.atomic
def set_flag(
    *,
    child: Child,
    status: str,
    start_date: date,
    source: str,
    end_date: date | None = None,
    decision: Decision | None = None,
    by: Any = None,
    reason: str = "",
) -> RiskFlag:
    """Flag a child from a day; the flag that held until then ends on that day.

    A second flag on one day replaces the first, as a correction (counting rule 2).
    """
    spells.lock(child)
    flag = RiskFlag(
        child=child,
        status=status,
        start_date=start_date,
        end_date=end_date,
        source=source,
        decision=decision,
    )
    spells.begin(flag, RiskFlag.objects.filter(child=child), by=by, reason=reason)
    record("set_flag", by=by, of="child", subject=child.pk, flag=flag.pk, status=status)
    return flag


@transaction.atomic
def remove_flag(*, child: Child, on: date, by: Any = None, reason: str = "") -> RiskFlag:
    """End the flag that a child has: ``on`` is the first day without it."""
    spells.lock(child)
    flag = RiskFlag.objects.filter(child=child).on(on).first()
    if flag is None:
        raise ValidationError(f"There is no flag to remove on {day_in_words(on)}.", code="no_flag")
    spells.finish(flag, on=on, by=by, reason=reason)
    record("remove_flag", by=by, of="child", subject=child.pk, flag=flag.pk)
    return flag

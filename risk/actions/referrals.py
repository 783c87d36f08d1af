"""Referring a child whom nobody knew."""

from datetime import date
from typing import Any

from django.db import transaction

from risk.actions.around import refer
from risk.actions.children import record_child
from risk.models import Child, Referral


@transaction.atomic
def refer_new_child(*, who: dict[str, Any], by: Any, today: date, **facts: Any) -> Referral:
    """Record a child and refer it. ``who`` are the fields of the child."""
    return refer(child=record_child(by=by, **who), by=by, today=today, **facts)


def refer_child(
    *, known: Child | None, who: dict[str, Any], by: Any, today: date, **facts: Any
) -> Referral:
    """Refer a child that is on the record, or one that is not."""
    if known is not None:
        return refer(child=known, by=by, today=today, **facts)
    return refer_new_child(who=who, by=by, today=today, **facts)

"""Writing agencies and allocations."""

from datetime import date
from typing import Any

from django.db import transaction

from agencies.models import Agency, Allocation
from cse_portal import spells
from cse_portal.audit.actions import record
from cse_portal.history import write


@transaction.atomic
def record_agency(
    *, code: str, name: str, service: str, by: Any = None, reason: str = ""
) -> Agency:
    """Add an agency, or correct the one that has the code."""
    agency = Agency.objects.filter(code=code).first() or Agency(code=code)
    agency.name, agency.service = name, service
    write(agency, by=by, reason=reason)
    record("record_agency", by=by, of="agency", subject=agency.pk)
    return agency


@transaction.atomic
def allocate(
    *,
    child: Any,
    agency: Agency,
    start_date: date,
    is_key: bool = False,
    end_date: date | None = None,
    by: Any = None,
    reason: str = "",
) -> Allocation:
    """An agency starts to work with a child. A new key agency ends the old one on that day."""
    spells.lock(child)
    allocation = Allocation(
        child=child, agency=agency, is_key=is_key, start_date=start_date, end_date=end_date
    )
    held = Allocation.objects.filter(child=child)
    among = held.key() if is_key else held.filter(is_key=False, agency=agency)
    same = held.filter(agency=agency, start_date=start_date).first()
    if same is not None:
        reason = spells.replace(same, allocation, reason)
    spells.begin(allocation, among, by=by, reason=reason)
    record("allocate", by=by, of="child", subject=child.pk, allocation=allocation.pk)
    return allocation


@transaction.atomic
def end_allocation(
    *, allocation: Allocation, on: date, by: Any = None, reason: str = ""
) -> Allocation:
    """An agency no longer works with a child: ``on`` is the first day without it."""
    spells.lock(allocation.child)
    spells.finish(allocation, on=on, by=by, reason=reason)
    record(
        "end_allocation", by=by, of="child", subject=allocation.child_id, allocation=allocation.pk
    )
    return allocation

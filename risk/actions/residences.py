"""Writing where a child lives."""

from datetime import date
from typing import Any

from django.db import transaction

from cse_portal import spells
from cse_portal.audit.actions import record
from risk.models import Area, Child, Residence


@transaction.atomic
def move_home(
    *,
    child: Child,
    area: Area,
    start_date: date,
    end_date: date | None = None,
    address: str = "",
    postcode: str = "",
    placement_type: str = "",
    care_home: str = "",
    by: Any = None,
    reason: str = "",
) -> Residence:
    """A child lives in an area from a day on; the home it had until then ends on that day."""
    spells.lock(child)
    home = Residence(
        child=child,
        area=area,
        start_date=start_date,
        end_date=end_date,
        address=address,
        postcode=postcode,
        placement_type=placement_type,
        care_home=care_home,
    )
    spells.begin(home, Residence.objects.filter(child=child), by=by, reason=reason)
    record("move_home", by=by, of="child", subject=child.pk, residence=home.pk)
    return home

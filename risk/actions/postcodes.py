"""Writing where postcodes lie."""

from datetime import date
from typing import Any

from django.db import transaction

from cse_portal import spells
from cse_portal.audit.actions import record
from risk.models import Area, PostcodeArea


@transaction.atomic
def record_postcode(
    *,
    postcode: str,
    ward_code: str,
    area: Area,
    start_date: date,
    end_date: date | None = None,
    by: Any = None,
    reason: str = "",
) -> PostcodeArea:
    """A postcode lies in a ward and an area from a day on; where it lay before ends on that day.

    ValidationError where a later place of the postcode is already recorded.
    """
    place = PostcodeArea(
        postcode=postcode,
        ward_code=ward_code,
        area=area,
        start_date=start_date,
        end_date=end_date,
    )
    spells.begin(place, PostcodeArea.objects.filter(postcode=postcode), by=by, reason=reason)
    record("record_postcode", by=by, of="postcode", subject=place.pk)
    return place

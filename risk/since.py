"""What happened to a child since a day, so that an assessment leaves none of it out."""

from datetime import date, datetime, time

from django.db.models import Q
from django.utils.timezone import localdate, make_aware

from cse_portal.days import day_in_words
from risk.models import Child


def happened_since(child: Child, day: date) -> list[tuple[str, str]]:
    """What the record says of the time after a day, each with what it is about: five queries."""
    after = Q(start_date__gt=day)
    midnight = make_aware(datetime.combine(day, time.max))
    return [
        *(("Flag", _from(f.get_status_display(), f.start_date)) for f in child.flags.filter(after)),
        *(
            ("Home", _from(home.area.name, home.start_date))
            for home in child.residences.filter(after).select_related("area")
        ),
        *(
            ("Agency", _from(allocation.agency.name, allocation.start_date))
            for allocation in child.allocations.filter(after).select_related("agency")
        ),
        *(
            ("Missing", _from(episode.get_category_display(), localdate(episode.started_at)))
            for episode in child.missing_episodes.filter(started_at__gt=midnight)
        ),
        *(
            ("Referral", _from(referral.referrer or "Referral", referral.received_on))
            for referral in child.referrals.filter(received_on__gt=day)
        ),
    ]


def _from(what: str, day: date) -> str:
    return f"{what}, from {day_in_words(day)}"

"""What every page is told."""

import calendar
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cse_portal.days import day_in_words
from cse_portal.design.navigation import places_for


def site(request: HttpRequest) -> dict[str, Any]:
    """The authority, whether this is a demonstration and on which day, and the navigation."""
    day = settings.DEMO_TODAY
    return {
        "authority_name": settings.AUTHORITY_NAME,
        "demo": settings.DEMO,
        "demo_today": f"{calendar.day_name[day.weekday()]} {day_in_words(day)}" if day else "",
        "navigation": _navigation(request),
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return [
        {"title": place.title, "url": place.url, "current": place.holds(request)}
        for place in places_for(user)
    ]

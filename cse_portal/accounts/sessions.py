"""Sessions that end: after a while without a request, and after a working day in any case.

The database holds when a session ends for want of requests; when it began is in the session itself.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

BEGAN = "began"
# Written at most once a minute, not at every request: SESSION_COOKIE_AGE is that much coarser.
COARSENESS = 60


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with an end that no request puts off."""

    idle_for = 0.0

    def cycle_key(self) -> None:
        """Called at a sign-in, and when a password changes: only the first begins the session."""
        super().cycle_key()
        self.setdefault(BEGAN, int(time.time()))

    def load(self) -> dict[str, Any]:
        held = super().load()
        if time.time() - held.get(BEGAN, time.time()) < settings.SESSION_LONGEST:
            return held
        self.delete()
        self._session_key = None
        return {}

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()
        if row is not None:
            left = (row.expire_date - now()).total_seconds()
            self.idle_for = settings.SESSION_COOKIE_AGE - left
        return row


class IdleTime:
    """Puts off the end of a session at each request of a person.

    A page that asks for news by itself (JSON) is no sign that somebody sits before it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        is_signed_in = getattr(request, "user", None) and request.user.is_authenticated
        if is_signed_in and session.idle_for > COARSENESS and not _is_asked_by_a_script(request):
            session.modified = True
        return response


def _is_asked_by_a_script(request: HttpRequest) -> bool:
    return request.method == "GET" and request.headers.get("Accept") == "application/json"

"""Forms that save themselves while somebody types: what the page is told, and what is answered.

``assets/js/autosave.js`` does the rest, on any form that is opened with
``_components/autosave.html``. docs/assessments.md describes both sides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime

from cse_portal.days import day_in_words


@dataclass(frozen=True)
class Autosave:
    """One form that saves itself. ``name`` tells it from all others; ``version`` counts saves."""

    name: str
    url: str
    version: int
    user: Any

    @property
    def key(self) -> str:
        """The key to the copy that the browser keeps of what was typed.

        Only pages for this user hold it, and they are never stored: without signing in, nobody
        who opens the browser's files reads the copy.
        """
        return salted_hmac("cse_portal.autosave", str(self.user.pk), algorithm="sha256").hexdigest()


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, and not a person."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def state(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and the token with which to save: after a sign-in it is another one."""
    return JsonResponse({"user": request.user.pk, "token": get_token(request)})


def saved(*, version: int, at: datetime, unsaved: Mapping[str, list[str]]) -> JsonResponse:
    """Saved; ``unsaved`` says of which fields not, and why."""
    return JsonResponse({"version": version, "at": clock(at), "unsaved": unsaved})


def changed(
    *, form: forms.Form, version: int, by: str, at: datetime, closed: str = ""
) -> JsonResponse:
    """Not saved, because somebody else did: who and when, and what it says now.

    ``form`` holds what it says now. ``closed`` says why nothing more can be saved.
    """
    values = {name: texts for field in form for name, texts in as_posted(field).items()}
    said = {"version": version, "by": by, "at": clock(at), "values": values, "closed": closed}
    return JsonResponse(said, status=409)


def clock(at: datetime) -> str:
    """A time as the page shows it: 10:42:07."""
    return f"{localtime(at):%H:%M:%S}"


def moment(at: datetime) -> str:
    """A time with its day: 10:42:07 on 1 October 2018."""
    return f"{clock(at)} on {day_in_words(localtime(at).date())}"


def as_posted(field: BoundField) -> dict[str, list[str]]:
    """What a browser would post for a field as it stands, by the name of each box."""
    widget = field.field.widget.get_context(field.html_name, field.value(), {})["widget"]
    boxes = widget.get("subwidgets") or [widget]
    return {box["name"]: _texts(box["value"]) for box in boxes}


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(one) for one in values if one not in (None, "")]

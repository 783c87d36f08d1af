"""Who comes to the police pages (security: access)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from crime.extracts import LOADED_BY
from cse_portal.design.navigation import POLICE

View = Callable[..., HttpResponse]


def check_sees_offences(request: HttpRequest) -> None:
    """Refuse whoever does not work with offences."""
    if not POLICE.is_open_to(request.user):
        raise PermissionDenied


def may_load(request: HttpRequest) -> bool:
    """Whether the user loads, and takes back, the police's extracts."""
    return request.user.is_superuser or request.user.has_role(*LOADED_BY)


def for_police(view: View) -> View:
    """A page for those who work with offences."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_sees_offences(request)
        return view(request, *args, **kwargs)

    return asked

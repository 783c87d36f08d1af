"""The doors of views: who may come in, and who has to say once more who they are."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cse_portal.accounts.rules import RULES, may

__all__ = ["needs", "only_who_may", "reauthenticated"]

View = Callable[..., HttpResponse]


def only_who_may(*whats: str, hidden: bool = False) -> Callable[[View], View]:
    """A view for those who may do one of these (rules.RULES).

    For everybody else 403: a page that the role never has. ``hidden`` answers 404, for a page about
    an object whose existence is not to be told. The middleware of the log records both.
    """
    undeclared = set(whats) - set(RULES)
    if undeclared:
        raise KeyError(f"Not in RULES: {', '.join(undeclared)}")

    def door(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            needs(request, *whats, hidden=hidden)
            return view(request, *args, **kwargs)

        return opened

    return door


def needs(request: HttpRequest, *whats: str, hidden: bool = False) -> None:
    """The same inside of a view. Raises PermissionDenied, or Http404 where ``hidden``."""
    if not any(may(request.user, what) for what in whats):
        raise Http404 if hidden else PermissionDenied


def reauthenticated(view: View) -> View:
    """A view for somebody who gave their password or code again in the last minutes.

    The others are led to the page that asks for it, and from there back by GET: what a form held is
    not carried along, since it would lie in the session. Guard the page with the form as well.
    """

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if did_recently_reauthenticate(request):
            return view(request, *args, **kwargs)
        there = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('account_reauthenticate')}?{there}")

    return opened

"""What somebody has to do before anything opens: a password of their own, an authenticator."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

OPEN = {
    *("account_logout", "account_reauthenticate", "mfa_reauthenticate", "mfa_activate_totp"),
    *("mfa_view_recovery_codes", "accounts:sign_out", "accounts:change_password"),
    *("accessibility", "privacy", "cookies", "health", "ready", "robots", "favicon"),
}
HAS_TOTP = "has_totp"


class FirstSteps:
    """Leads whoever is signed in to the step that is missing, whatever they asked for.

    One setting, TOTP_REQUIRED, says whether everybody needs an authenticator. Whether somebody has
    one is asked once a session; taking it away ends the sessions.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if not request.user.is_authenticated or request.resolver_match.view_name in OPEN:
            return None
        step = _missing_step(request)
        return redirect(reverse(step)) if step else None


def _missing_step(request: HttpRequest) -> str:
    if request.user.password_is_temporary:
        return "accounts:change_password"
    if settings.TOTP_REQUIRED and not _has_totp(request):
        return "mfa_activate_totp"
    return ""


def _has_totp(request: HttpRequest) -> bool:
    if not request.session.get(HAS_TOTP):
        totp = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP)
        if not totp.exists():
            return False
        request.session[HAS_TOTP] = True
    return True

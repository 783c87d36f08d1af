"""How the site has django-allauth sign people in: what is logged, encrypted and not offered."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render

from cse_portal.accounts.models import User
from cse_portal.audit.actions import record
from cse_portal.encryption.keys import decrypt, encrypt

REFUSED = "The username and password do not match"


class AccountAdapter(DefaultAccountAdapter):
    """Signing in and out. Nobody signs up: a system administrator adds people."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": "There were too many attempts to sign in. Wait five minutes, "
        "then try again.",
        "incorrect_password": "This is not your password",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @transaction.atomic
    def login(self, request: HttpRequest, user: User) -> None:
        """The last step, for a password, a code and a provider alike. No row, no sign-in."""
        super().login(request, user)
        record("sign_in", by=user, of="user", subject=user.pk)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Which account was meant is in the log as its id; a name that nobody has as a hash."""
        username = credentials.get("username", "")
        found = User.objects.filter(username=username).values_list("pk", flat=True).first()
        record(
            "sign_in",
            of="user",
            subject=found or "",
            terms=username,
            denied=True,
            step="password",
        )

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not for the first authenticator: whoever has none has just signed in by password."""
        user = self.request.user if self.request else None
        if app == "allauth.mfa" and user and user.is_authenticated:
            return Authenticator.objects.filter(user=user).exists()
        return super().is_reauthentication_required(app=app, **kwargs)

    def add_message(self, *args: Any, **options: Any) -> None:
        """Our views say what was done."""

    def send_notification_mail(self, *args: Any, **options: Any) -> None:
        """Nothing of an account goes by e-mail."""


class MfaAdapter(DefaultMFAAdapter):
    """Authenticators, whose secrets lie in the database as ciphertext (FIELD_KEYS)."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is not right. Enter the one that the app shows now",
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def get_totp_label(self, user: User) -> str:
        return user.username

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **options: Any) -> None:
        """Nothing of an account goes by e-mail."""


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Sign-in through the authority's provider (OpenID Connect), to accounts that exist here."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The first time, the account is the active one with the provider's e-mail address."""
        if not sociallogin.is_existing:
            email = _vouched_for(sociallogin)
            users = list(User.objects.filter(email__iexact=email)) if email else []
            if len(users) == 1 and users[0].is_active:
                sociallogin.connect(request, users[0])
        if not (sociallogin.is_existing and sociallogin.user.is_active):
            record("sign_in", of="user", denied=True, step="provider")
            page = render(request, "socialaccount/authentication_error.html", status=403)
            raise ImmediateHttpResponse(page)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **options: Any) -> None:
        """Nothing of an account goes by e-mail."""


def _vouched_for(sociallogin: SocialLogin) -> str:
    """The e-mail address that the provider gives, unless it says itself that it is not verified."""
    told = sociallogin.account.extra_data
    claims = [told, *(part for part in told.values() if isinstance(part, dict))]
    doubted = any(part.get("email_verified") is False for part in claims)
    return "" if doubted else sociallogin.user.email

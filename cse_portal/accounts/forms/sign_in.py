"""The forms with which people sign in, prove who they are and change their password."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest

from cse_portal.accounts.adapters import REFUSED
from cse_portal.accounts.models import User
from cse_portal.audit.actions import record

DIGITS = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
WHICH_CODE = "The six digits that your authenticator app shows, or one of your recovery codes."
NO_CODE = {"required": "Enter the code"}
HOW_TO_CHOOSE = (
    "At least 15 characters. Three or four words that do not belong together are easy to "
    "remember and hard to guess."
)


class SignInForm(forms.Form):
    """Username and password. Which of them is wrong is not said: nobody learns who exists."""

    username = forms.CharField(
        widget=forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        max_length=150,
        error_messages={"required": "Enter your username"},
    )
    password = forms.CharField(
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        max_length=1000,
        error_messages={"required": "Enter your password"},
    )

    def __init__(self, *args: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request
        self.user: User | None = None

    @property
    def credentials(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("username", "password")}

    def clean(self) -> dict[str, Any]:
        """Throttled by address and by username; takes as long where there is no such user."""
        if not self.errors:
            self.user = get_adapter(self.request).authenticate(self.request, **self.credentials)
            if self.user is None:
                raise forms.ValidationError(REFUSED)
        return self.cleaned_data


class ReauthenticateForm(PasswordAgainForm):
    """The password once more, before a sensitive step."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password"},
    )


class _RecordsFailure:
    """A code that was not right is a row of the log."""

    user: User

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)  # type: ignore[misc]
        who = {"of": "user", "subject": self.user.pk}
        record("sign_in", **who, denied=True, step=str(authenticator.type))


class CodeForm(_RecordsFailure, mfa.AuthenticateForm):
    """The code of the authenticator app, or a recovery code, after the password."""

    code = forms.CharField(
        widget=forms.TextInput(DIGITS),
        help_text=WHICH_CODE,
        error_messages=NO_CODE,
    )


class CodeAgainForm(_RecordsFailure, mfa.ReauthenticateForm):
    """The code once more, before a sensitive step."""

    code = forms.CharField(
        widget=forms.TextInput(DIGITS),
        help_text=WHICH_CODE,
        error_messages=NO_CODE,
    )


class ActivateForm(ActivateTOTPForm):
    """The first code of a new authenticator app."""

    code = forms.CharField(
        widget=forms.TextInput(DIGITS),
        help_text="The six digits that the app shows now.",
        error_messages=NO_CODE,
    )

    def clean_code(self) -> str:
        code = super().clean_code()
        record("activate_totp", by=context.request.user, of="user", subject=self.user.pk)
        return code


class ChangePasswordForm(PasswordChangeForm):
    """The old password, and a new one twice."""

    error_messages = {
        "password_incorrect": "Enter your current password as it is now",
        "password_mismatch": "The two new passwords do not match",
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "old_password": ("Current password", "Enter your current password"),
            "new_password1": ("New password", "Enter a new password"),
            "new_password2": ("New password again", "Enter the new password again"),
        }
        for name, (label, missing) in words.items():
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = missing
            self.fields[name].help_text = ""
        self.fields["new_password1"].help_text = HOW_TO_CHOOSE

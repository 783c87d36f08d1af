"""The forms with which people sign in and change their password."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm


class SignInForm(AuthenticationForm):
    """Username and password. Which of them is wrong is not said: nobody learns who exists."""

    username = forms.CharField(
        widget=forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Enter your username"},
    )
    password = forms.CharField(
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password"},
    )
    error_messages = {"invalid_login": "The username and password do not match"}


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
        self.fields["new_password1"].help_text = (
            "At least 15 characters. Three or four words that do not belong together are easy to "
            "remember and hard to guess."
        )

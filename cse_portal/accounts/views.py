"""Signing in and out."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe

from cse_portal.accounts.demonstration import ACCOUNTS, PASSWORD
from cse_portal.accounts.forms import ChangePasswordForm, SignInForm


class SignIn(LoginView):
    """Username and password; afterwards the page that was asked for, else the home page."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Ends the session. Only a posted form does it, never a link."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        answer = super().post(request, *args, **kwargs)
        messages.success(request, "You are signed out.")
        return answer


class ChangePassword(PasswordChangeView):
    """A new password for the one who is signed in."""

    template_name = "accounts/change_password.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        messages.success(self.request, "Your password is changed.")
        return super().form_valid(form)


@require_safe
@login_not_required
def demonstration(request: HttpRequest) -> HttpResponse:
    """The accounts of the demonstration. On a real site there is no such page."""
    if not settings.DEMO:
        raise Http404
    return render(
        request, "accounts/demonstration.html", {"accounts": ACCOUNTS, "password": PASSWORD}
    )

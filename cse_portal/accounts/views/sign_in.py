"""Signing in and out, and one's own password."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.decorators import rate_limit
from allauth.socialaccount.adapter import get_adapter as get_provider_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView, PasswordChangeView, RedirectURLMixin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django.views.generic.edit import FormView

from cse_portal.accounts.actions import end_sessions
from cse_portal.accounts.demonstration import ACCOUNTS, PASSWORD
from cse_portal.accounts.forms.sign_in import ChangePasswordForm, SignInForm
from cse_portal.audit.actions import record


@method_decorator(login_not_required, name="dispatch")
@method_decorator(sensitive_post_parameters(), name="dispatch")
@method_decorator(rate_limit(action="login"), name="dispatch")
class SignIn(RedirectURLMixin, FormView):
    """Username and password, then the code; afterwards the page that was asked for, else home."""

    template_name = "accounts/sign_in.html"
    form_class = SignInForm

    def get_default_redirect_url(self) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        providers = get_provider_adapter().list_providers(self.request)
        there = {"next": self.get_redirect_url(), "providers": providers}
        return super().get_context_data(**context) | there

    def form_valid(self, form: SignInForm) -> HttpResponse:
        login = Login(user=form.user, redirect_url=self.get_success_url())
        named = {"username": form.user.username}
        try:
            return perform_password_login(self.request, named, login)
        except ImmediateHttpResponse as answer:
            return answer.response


class SignOut(LogoutView):
    """Ends the session. Only a posted form does it, never a link."""

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            record("sign_out", by=request.user, of="user", subject=request.user.pk)
        answer = super().post(request, *args, **kwargs)
        messages.success(request, "You are signed out.")
        return answer


class ChangePassword(PasswordChangeView):
    """A new password for the one who is signed in. Their other sessions end."""

    template_name = "accounts/change_password.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("home")

    @method_decorator(rate_limit(action="change_password"))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        form.user.password_is_temporary = False
        answer = super().form_valid(form)
        record("change_password", by=form.user, of="user", subject=form.user.pk)
        messages.success(self.request, "Your password is changed.")
        return answer


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Ends every session of the user, this one too."""
    end_sessions(user=request.user, by=request.user)
    request.session.flush()
    messages.success(request, "You are signed out everywhere.")
    return redirect("accounts:sign_in")


@require_safe
def has_authenticator(request: HttpRequest) -> HttpResponse:
    """Where allauth leads whoever has an authenticator already: it cannot be taken away here."""
    return redirect("mfa_index")


@require_safe
@login_not_required
def demonstration(request: HttpRequest) -> HttpResponse:
    """The accounts of the demonstration. On a real site there is no such page."""
    if not settings.DEMO:
        raise Http404
    return render(
        request, "accounts/demonstration.html", {"accounts": ACCOUNTS, "password": PASSWORD}
    )

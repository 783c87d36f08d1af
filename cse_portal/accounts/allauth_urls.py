"""The pages of django-allauth that the site has, under the names by which it finds them.

Signing up, resetting by e-mail and taking the authenticator away are not among them.
"""

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount.providers.openid_connect import views as provider
from allauth.socialaccount.views import login_cancelled, login_error
from allauth.usersessions.views import list_usersessions
from django.urls import path

from cse_portal.accounts.views import sign_in as views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-out/", views.SignOut.as_view(), name="account_logout"),
    path("again/", reauthenticate, name="account_reauthenticate"),
    path("again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("authenticator/", totp.activate_totp, name="mfa_activate_totp"),
    path("authenticator/set-up/", views.has_authenticator, name="mfa_deactivate_totp"),
    path("security/", mfa.index, name="mfa_index"),
    path("recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("sessions/", list_usersessions, name="usersessions_list"),
    path("provider/cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
    path("provider/error/", login_error, name="socialaccount_login_error"),
    path("provider/<str:provider_id>/", provider.login, name="openid_connect_login"),
    path("provider/<str:provider_id>/callback/", provider.callback, name="openid_connect_callback"),
]

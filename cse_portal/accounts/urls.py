"""Signing in and out, and the account of the one who is signed in."""

from django.urls import path

from cse_portal.accounts.views import sign_in as views

app_name = "accounts"

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
    path("sign-out/everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("password/", views.ChangePassword.as_view(), name="change_password"),
]

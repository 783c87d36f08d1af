from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cse_portal.accounts"
    label = "accounts"
    verbose_name = "Accounts"

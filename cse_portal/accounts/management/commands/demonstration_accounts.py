from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cse_portal.accounts.demonstration import PASSWORD, NotADemonstrationError, load


class Command(BaseCommand):
    help = "Add the accounts of the demonstration and print them: username, password, role."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            accounts = load()
        except NotADemonstrationError as problem:
            raise CommandError(str(problem)) from None
        width = max(len(account.username) for account in accounts)
        for account in accounts:
            self.stdout.write(f"{account.username:{width}}  {PASSWORD}  {account.role.label}")

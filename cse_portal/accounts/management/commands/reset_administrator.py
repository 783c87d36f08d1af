from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cse_portal.accounts.actions import reset_sign_in
from cse_portal.accounts.models import Role, User


class Command(BaseCommand):
    help = (
        "For the last system administrator, who lost password or telephone: prints a temporary"
        " password, and the authenticator app is set up anew. It is in the audit log."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        keepers = User.objects.filter(groups__name=Role.SYSTEM_ADMIN.value, is_active=True)
        user = keepers.filter(username=options["username"]).first()
        if user is None:
            name = options["username"]
            raise CommandError(f"{name} is no open account of a system administrator.")
        self.stdout.write(f"{user.username}  {reset_sign_in(user=user, by=None)}")

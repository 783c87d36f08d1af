from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cse_portal.accounts.actions import record_user, temporary_password
from cse_portal.accounts.models import Role, User


class Command(BaseCommand):
    help = (
        "Add the first system administrator, who adds everybody else on the page Users. Prints a"
        " temporary password, which is changed at the first sign-in. Refused where there is one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)
        parser.add_argument("--email", default="", help="For the authority's own sign-in.")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(groups__name=Role.SYSTEM_ADMIN.value, is_active=True).exists():
            raise CommandError(
                "There is a system administrator already. If nobody can sign in as one:"
                " manage.py reset_administrator USERNAME"
            )
        password = temporary_password()
        try:
            record_user(
                username=options["username"],
                role=Role.SYSTEM_ADMIN,
                password=password,
                first_name=options["first_name"],
                last_name=options["last_name"],
                email=options["email"],
                is_temporary=True,
            )
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from None
        self.stdout.write(f"{options['username']}  {password}")

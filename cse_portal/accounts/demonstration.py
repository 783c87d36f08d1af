"""The accounts of the demonstration: one for each kind of person who comes to the site."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from cse_portal.accounts.actions import record_user
from cse_portal.accounts.models import Role, User
from cse_portal.accounts.rules import what_may
from cse_portal.accounts.words import WORDS

# Everybody may know it: it opens invented people only, and only where DEMO is on.
PASSWORD = "demonstration-2018"  # noqa: S105


class NotADemonstrationError(Exception):
    """The demonstration accounts were asked for on a real site."""


@dataclass(frozen=True)
class Account:
    """Somebody invented, with a role, and what they come to do. The username is the role's word."""

    role: Role
    first_name: str
    last_name: str
    comes_to: str

    @property
    def username(self) -> str:
        return self.role.value

    @property
    def can(self) -> list[str]:
        """What their role may do, in words."""
        return [WORDS[what] for what in what_may(self.role)]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


ACCOUNTS = (
    Account(Role.MANAGER, "Morgan", "Ellis", "read the month-end report and answer for it"),
    Account(Role.CHAIR, "Charlie", "Okafor", "chair the morning meeting that decides on flags"),
    Account(Role.COORDINATOR, "Robin", "Hussain", "keep the records true and load extracts"),
    Account(Role.SOCIAL_WORKER, "Sam", "Whitaker", "see a child's flags, homes and agencies"),
    Account(Role.PARTNER_WORKER, "Alex", "Kaur", "see the children whom their agency works with"),
    Account(
        Role.POLICE_ANALYST, "Jo", "Bright", "bring what the police know, and see what is missing"
    ),
    Account(Role.REPORT_READER, "Pat", "Lindley", "read the month-end report"),
    Account(
        Role.SYSTEM_ADMIN, "Lee", "Parker", "give people accounts and roles, and take them away"
    ),
    Account(Role.AUDITOR, "Kim", "Rowe", "see who did and saw what, without seeing a child"),
)


@transaction.atomic
def load() -> list[Account]:
    """Add the accounts that are missing; run again, it changes nothing. Refused without DEMO."""
    if not settings.DEMO:
        raise NotADemonstrationError(
            "The demonstration accounts are for a demonstration: set DEMO=1."
        )
    known = set(User.objects.values_list("username", flat=True))
    for account in ACCOUNTS:
        if account.username not in known:
            record_user(
                username=account.username,
                role=account.role,
                password=PASSWORD,
                first_name=account.first_name,
                last_name=account.last_name,
            )
    return list(ACCOUNTS)

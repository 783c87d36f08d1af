"""Who may do what: the one list of what a role may do, and how far it sees.

``may(user, "sign_off")`` asks it; ``doors.only_who_may("sign_off")`` guards a view with it. Which
children somebody sees is a further question: ``scope_of`` says how wide, the record's queryset says
which rows. Being a superuser opens nothing.
"""

from enum import Enum
from typing import Any

from cse_portal.accounts.models import Role

__all__ = ["RULES", "Scope", "edit_scope_of", "may", "roles_that_may", "scope_of", "what_may"]

_MEETING = (Role.CHAIR, Role.COORDINATOR)
_WORKERS = (Role.SOCIAL_WORKER, Role.PARTNER_WORKER)
_SEE_CHILDREN = (*_MEETING, *_WORKERS, Role.POLICE_ANALYST, Role.MANAGER)

RULES: dict[str, tuple[Role, ...]] = {
    # Children: list, search, view. How far is in SCOPES.
    "see_children": _SEE_CHILDREN,
    "edit_children": (*_MEETING, Role.SOCIAL_WORKER),
    # Entries of one's own agency on a child that one sees.
    "add_to_children": (*_MEETING, *_WORKERS, Role.POLICE_ANALYST),
    "merge_records": _MEETING,
    "see_my_work": (Role.SOCIAL_WORKER,),
    "assess": (*_MEETING, *_WORKERS),
    # The morning meeting.
    "attend_meeting": _SEE_CHILDREN,
    "prepare_meeting": _MEETING,
    "sign_off": (Role.CHAIR,),
    # Offences and suspects; a social worker sees a summary of what is linked to their own children.
    "see_crime": (Role.CHAIR, Role.POLICE_ANALYST),
    "see_crime_summary": (Role.CHAIR, Role.POLICE_ANALYST, Role.SOCIAL_WORKER),
    # Reports: disclosure-controlled, internal with drill-through, publishing.
    "read_reports": (*_SEE_CHILDREN, Role.REPORT_READER),
    "read_internal_reports": (*_MEETING, Role.POLICE_ANALYST, Role.MANAGER),
    "propose_publication": (*_MEETING, Role.MANAGER),
    "publish": (Role.MANAGER,),
    # Extracts in, rows of people out.
    "import": (Role.COORDINATOR,),
    "import_crime": (Role.COORDINATOR, Role.POLICE_ANALYST),
    "export_people": _MEETING,
    "export_crime": (*_MEETING, Role.POLICE_ANALYST),
    # Restriction, break-glass and what is said of them.
    "restrict": (Role.CHAIR,),
    "propose_restriction": _MEETING,
    "break_glass": (Role.CHAIR, Role.SOCIAL_WORKER, Role.POLICE_ANALYST, Role.MANAGER),
    "see_who_looked": (Role.CHAIR, Role.MANAGER),
    # Running the site.
    "keep_users": (Role.SYSTEM_ADMIN,),
    "keep_code_lists": (Role.SYSTEM_ADMIN, Role.COORDINATOR),
    "read_audit_log": (Role.AUDITOR,),
}


class Scope(Enum):
    """Which unrestricted children a role sees (security: access)."""

    ALL = "all"
    TEAM = "team"  # their team's
    OWN = "own"  # with an open allocation to their agency
    MINE = "mine"  # allocated to them
    NONE = "none"


# From the widest to the narrowest: somebody with two roles has the wider.
SCOPES: dict[Role, Scope] = {
    Role.CHAIR: Scope.ALL,
    Role.COORDINATOR: Scope.ALL,
    Role.SOCIAL_WORKER: Scope.TEAM,
    Role.MANAGER: Scope.TEAM,
    Role.PARTNER_WORKER: Scope.OWN,
    Role.POLICE_ANALYST: Scope.OWN,
}
# A social worker changes what is theirs and their team's; who adds for an agency changes its own.
EDIT_SCOPES: dict[Role, Scope] = {
    Role.CHAIR: Scope.ALL,
    Role.COORDINATOR: Scope.ALL,
    Role.SOCIAL_WORKER: Scope.TEAM,
}


def may(user: Any, what: str) -> bool:
    """Whether one of the user's roles may do it. KeyError where nobody has declared ``what``."""
    allowed = {role.value for role in RULES[what]}
    return bool(user.is_authenticated and user.is_active and user.roles & allowed)


def what_may(role: Role) -> list[str]:
    """Everything that a role may do, in the order of RULES."""
    return [what for what, roles in RULES.items() if role in roles]


def roles_that_may(what: str) -> tuple[Role, ...]:
    return RULES[what]


def scope_of(user: Any) -> Scope:
    """How many of the unrestricted children the user sees."""
    return _widest(user, SCOPES)


def edit_scope_of(user: Any) -> Scope:
    """How many of the unrestricted children the user changes."""
    return _widest(user, EDIT_SCOPES)


def _widest(user: Any, scopes: dict[Role, Scope]) -> Scope:
    found = [scope for role, scope in scopes.items() if role.value in user.roles]
    return next((scope for scope in Scope if scope in found), Scope.NONE)

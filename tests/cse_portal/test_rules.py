"""What each role may do is the table of the security design, cell by cell."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from cse_portal.accounts.doors import only_who_may
from cse_portal.accounts.models import Role
from cse_portal.accounts.rules import RULES, Scope, edit_scope_of, may, scope_of, what_may
from cse_portal.accounts.words import WORDS
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

COLUMNS = [
    *(Role.CHAIR, Role.COORDINATOR, Role.SOCIAL_WORKER, Role.PARTNER_WORKER, Role.POLICE_ANALYST),
    *(Role.MANAGER, Role.REPORT_READER, Role.SYSTEM_ADMIN, Role.AUDITOR),
]
# In the order of the columns.
TABLE = {
    "see_children": "x x x x x x . . .",
    "edit_children": "x x x . . . . . .",
    "add_to_children": "x x x x x . . . .",
    "see_my_work": ". . x . . . . . .",
    "assess": "x x x x . . . . .",
    "attend_meeting": "x x x x x x . . .",
    "prepare_meeting": "x x . . . . . . .",
    "sign_off": "x . . . . . . . .",
    "see_crime": "x . . . x . . . .",
    "see_crime_summary": "x . x . x . . . .",
    "read_reports": "x x x x x x x . .",
    "read_internal_reports": "x x . . x x . . .",
    "propose_publication": "x x . . . x . . .",
    "publish": ". . . . . x . . .",
    "import": ". x . . . . . . .",
    "import_crime": ". x . . x . . . .",
    "export_people": "x x . . . . . . .",
    "export_crime": "x x . . x . . . .",
    "restrict": "x . . . . . . . .",
    "propose_restriction": "x x . . . . . . .",
    "break_glass": "x . x . x x . . .",
    "see_who_looked": "x . . . . x . . .",
    "keep_users": ". . . . . . . x .",
    "keep_code_lists": ". x . . . . . x .",
    "read_audit_log": ". . . . . . . . x",
}


def test_table_has_every_rule_and_every_role() -> None:
    assert set(TABLE) == set(RULES) == set(WORDS)
    assert set(COLUMNS) == set(Role)


@pytest.mark.parametrize("what", TABLE)
def test_rule(what: str) -> None:
    allowed = {role for role, cell in zip(COLUMNS, TABLE[what].split(), strict=True) if cell == "x"}
    assert {role for role in Role if may(UserFactory(role=role), what)} == allowed
    assert {role for role in Role if what in what_may(role)} == allowed


@pytest.mark.parametrize(
    ("role", "sees", "edits"),
    [
        (Role.CHAIR, Scope.ALL, Scope.ALL),
        (Role.COORDINATOR, Scope.ALL, Scope.ALL),
        (Role.SOCIAL_WORKER, Scope.TEAM, Scope.TEAM),
        (Role.PARTNER_WORKER, Scope.OWN, Scope.NONE),
        (Role.POLICE_ANALYST, Scope.OWN, Scope.NONE),
        (Role.MANAGER, Scope.TEAM, Scope.NONE),
        (Role.REPORT_READER, Scope.NONE, Scope.NONE),
        (Role.SYSTEM_ADMIN, Scope.NONE, Scope.NONE),
        (Role.AUDITOR, Scope.NONE, Scope.NONE),
        (None, Scope.NONE, Scope.NONE),
    ],
)
def test_scope(role: Role | None, sees: Scope, edits: Scope) -> None:
    user = UserFactory(role=role)
    assert (scope_of(user), edit_scope_of(user)) == (sees, edits)


def test_nobody_else_may_anything() -> None:
    strangers = [
        *(AnonymousUser(), UserFactory(), UserFactory(is_superuser=True, is_staff=True)),
        UserFactory(role=Role.CHAIR, is_active=False),
    ]
    assert not any(may(user, what) for user in strangers for what in RULES)


def test_rule_that_nobody_declared_is_an_error() -> None:
    with pytest.raises(KeyError):
        may(UserFactory(role=Role.CHAIR), "fly")
    with pytest.raises(KeyError):
        only_who_may("fly")


def test_door(rf) -> None:
    def view(request):
        return HttpResponse("in")

    request = rf.get("/")
    request.user = UserFactory(role=Role.CHAIR)
    assert only_who_may("sign_off")(view)(request).content == b"in"
    assert only_who_may("publish", "sign_off")(view)(request).content == b"in"
    with pytest.raises(PermissionDenied):
        only_who_may("publish")(view)(request)
    with pytest.raises(Http404):
        only_who_may("publish", hidden=True)(view)(request)

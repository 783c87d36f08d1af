"""Who sees which child: every role's scope, lists of names, shutting out, broken glass."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cse_portal.accounts.models import Role, Team, User
from cse_portal.audit.models import AuditEntry
from risk.actions.access import (
    break_glass,
    let_in,
    lift_restriction,
    name_readers,
    propose_restriction,
    restrict,
    review_glass,
    shut_out,
)
from risk.models import AgendaItem, Assessment, Attendance, BrokenGlass, Child, Meeting
from tests.factories import AgencyFactory, AllocationFactory, ChildFactory, UserFactory

pytestmark = pytest.mark.django_db
LONG = "The police ask for the address of this child tonight."
NO_ROLE_SEES = {Role.REPORT_READER, Role.SYSTEM_ADMIN, Role.AUDITOR}


@pytest.fixture
def north():
    return Team.objects.create(name="North")


@pytest.fixture
def blast():
    return AgencyFactory(code="BLAST", name="BLAST")


@pytest.fixture
def children(north, blast):
    """One child of each kind, by name."""
    worker = UserFactory(role=Role.SOCIAL_WORKER, team=north, username="sam")
    kinds = {
        "of the team": ChildFactory(team=north),
        "of another team": ChildFactory(team=Team.objects.create(name="South")),
        "of no team": ChildFactory(team=None),
        "mine": ChildFactory(team=None, worker=worker),
        "of the agency": ChildFactory(team=None),
        "once of the agency": ChildFactory(team=None),
    }
    AllocationFactory(child=kinds["of the agency"], agency=blast)
    AllocationFactory(child=kinds["once of the agency"], agency=blast, end_date=date(2018, 9, 1))
    return kinds


def _somebody(role, north, blast):
    if role == Role.SOCIAL_WORKER:
        return User.objects.get(username="sam")
    return UserFactory(role=role, team=north, agency=blast)


def _seen(children, user, door="visible_to"):
    pks = set(getattr(Child.objects.all(), door)(user).values_list("pk", flat=True))
    return {kind for kind, child in children.items() if child.pk in pks}


SEES = {
    Role.CHAIR: {
        "of the team",
        "of another team",
        "of no team",
        "mine",
        "of the agency",
        "once of the agency",
    },
    Role.SOCIAL_WORKER: {"of the team", "mine"},
    Role.PARTNER_WORKER: {"of the agency"},
    Role.POLICE_ANALYST: {"of the agency"},
    Role.MANAGER: {"of the team"},
    Role.REPORT_READER: set(),
    Role.SYSTEM_ADMIN: set(),
    Role.AUDITOR: set(),
}
SEES[Role.COORDINATOR] = SEES[Role.CHAIR]


@pytest.mark.parametrize("role", list(Role))
def test_scope_of_each_role(role, children, north, blast):
    assert _seen(children, _somebody(role, north, blast)) == SEES[role]


@pytest.mark.parametrize("role", list(Role))
def test_what_each_role_edits(role, children, north, blast):
    edits = set() if role == Role.MANAGER else SEES[role]
    assert _seen(children, _somebody(role, north, blast), "editable_by") == edits


def test_nobody_without_a_role_an_account_or_a_team_sees_anything(children):
    assert _seen(children, AnonymousUser()) == set()
    assert _seen(children, UserFactory()) == set()
    assert _seen(children, UserFactory(role=Role.MANAGER)) == set()
    assert _seen(children, UserFactory(role=Role.PARTNER_WORKER)) == set()
    assert _seen(children, UserFactory(role=Role.CHAIR, is_active=False)) == set()
    assert _seen(children, UserFactory(is_superuser=True)) == set()


def test_several_roles_see_what_each_of_them_sees(children, north, blast):
    user = UserFactory(role=Role.MANAGER, team=north, agency=blast)
    user.groups.create(name=Role.PARTNER_WORKER.value)
    assert _seen(children, user) == {"of the team", "of the agency"}


# At a meeting


@pytest.fixture
def meeting(children, blast):
    meeting = Meeting.objects.create(day=date(2018, 10, 1), circulated_at=timezone.now())
    AgendaItem.objects.create(meeting=meeting, child=children["of no team"])
    Attendance.objects.create(meeting=meeting, agency=blast)
    return meeting


def test_attendees_see_the_agenda_to_look_at_only(meeting, children, blast):
    partner = UserFactory(role=Role.PARTNER_WORKER, agency=blast)
    assert _seen(children, partner) == {"of the agency", "of no team"}
    assert _seen(children, partner, "editable_by") == {"of the agency"}


@pytest.mark.parametrize(
    "facts", [{"circulated_at": None}, {"signed_off_at": timezone.now()}], ids=["before", "after"]
)
def test_agenda_opens_nothing_before_circulation_and_after_sign_off(
    facts, meeting, children, blast
):
    Meeting.objects.filter(pk=meeting.pk).update(**facts)
    partner = UserFactory(role=Role.PARTNER_WORKER, agency=blast)
    assert _seen(children, partner) == {"of the agency"}


def test_agenda_opens_nothing_to_agencies_that_are_not_there(meeting, children):
    partner = UserFactory(role=Role.PARTNER_WORKER, agency=AgencyFactory())
    assert _seen(children, partner) == set()


def test_agenda_opens_no_restricted_record(meeting, children, blast):
    Child.objects.filter(pk=children["of no team"].pk).update(is_restricted=True)
    partner = UserFactory(role=Role.PARTNER_WORKER, agency=blast)
    assert _seen(children, partner) == {"of the agency"}


# Restricted records


@pytest.fixture
def chair():
    return UserFactory(role=Role.CHAIR)


@pytest.fixture
def coordinator():
    return UserFactory(role=Role.COORDINATOR)


def _restrict(child, chair, *readers):
    restriction = propose_restriction(child=child, reason="A relative works here.", by=chair)
    restrict(restriction=restriction, readers=readers, by=chair)
    return restriction


def test_restricted_record_is_seen_by_its_list_alone(children, chair, coordinator):
    other = UserFactory(role=Role.CHAIR)
    child = children["of no team"]
    _restrict(child, chair, coordinator)
    assert {_.pk for _ in (chair, coordinator, other) if child in Child.objects.visible_to(_)} == {
        chair.pk,
        coordinator.pk,
    }
    assert child not in Child.objects.editable_by(other)
    child.refresh_from_db()
    assert child.is_restricted
    assert child.history.first().history_user == chair


def test_a_name_on_the_list_opens_no_more_than_the_role(children, chair):
    manager = UserFactory(role=Role.MANAGER, team=Team.objects.get(name="North"))
    _restrict(children["of no team"], chair, manager)
    _restrict(children["of the team"], chair, manager)
    assert _seen(children, manager) == {"of the team"}


def test_proposal_closes_nothing_until_a_chair_confirms(children, chair, coordinator):
    child = children["of no team"]
    restriction = propose_restriction(child=child, reason="A relative.", by=coordinator)
    assert child in Child.objects.visible_to(UserFactory(role=Role.CHAIR))
    with pytest.raises(PermissionDenied):
        restrict(restriction=restriction, readers=[], by=coordinator)
    with pytest.raises(ValidationError, match="already"):
        propose_restriction(child=child, reason="Again.", by=coordinator)


def test_lifted_restriction_opens_the_record(children, chair):
    other = UserFactory(role=Role.CHAIR)
    child = children["of no team"]
    lift_restriction(restriction=_restrict(child, chair), reason="They have left.", by=chair)
    assert child in Child.objects.visible_to(other)
    assert not child.named_readers.exists()


def test_a_proposal_that_is_turned_down_changes_no_record(children, chair, coordinator):
    child = children["of no team"]
    before = child.history.count()
    restriction = propose_restriction(child=child, reason="A relative.", by=coordinator)
    lift_restriction(restriction=restriction, reason="It is another family.", by=chair)
    assert child.history.count() == before


def test_list_is_changed_by_a_chair_who_stays_on_it(children, chair, coordinator):
    child = children["of no team"]
    _restrict(child, chair, coordinator)
    second = UserFactory(role=Role.CHAIR)
    name_readers(child=child, readers=[second], by=chair)
    assert set(child.named_readers.values_list("user", flat=True)) == {chair.pk, second.pk}
    with pytest.raises(ValidationError, match="not restricted"):
        name_readers(child=children["mine"], readers=[], by=chair)


def test_restricting_keeps_what_others_wrote_meanwhile(children, chair):
    child = children["of no team"]
    restriction = propose_restriction(child=child, reason="A relative.", by=chair)
    Child.objects.filter(pk=child.pk).update(school="Hill School")
    restrict(restriction=restriction, readers=[], by=chair)
    assert Child.objects.get(pk=child.pk).school == "Hill School"


# Shut out


def test_who_is_shut_out_sees_nothing_whatever_their_role(children, chair, coordinator):
    child = children["of no team"]
    shut = shut_out(child=child, user=coordinator, reason="An aunt.", by=chair)
    assert child not in Child.objects.visible_to(coordinator)
    assert child not in Child.objects.editable_by(coordinator)
    let_in(shut=shut, reason="It was somebody else.", by=chair)
    assert child in Child.objects.visible_to(coordinator)


def test_who_is_shut_out_and_on_the_list_sees_nothing(children, chair, coordinator):
    child = children["of no team"]
    _restrict(child, chair, coordinator)
    shut_out(child=child, user=coordinator, reason="An aunt.", by=chair)
    assert child not in Child.objects.visible_to(coordinator)


def test_nobody_shuts_themselves_or_twice_out(children, chair, coordinator):
    child = children["of no team"]
    with pytest.raises(ValidationError, match="another chair"):
        shut_out(child=child, user=chair, reason="An aunt.", by=chair)
    shut_out(child=child, user=coordinator, reason="An aunt.", by=chair)
    with pytest.raises(ValidationError, match="already"):
        shut_out(child=child, user=coordinator, reason="An aunt.", by=chair)


# Broken glass


@pytest.fixture
def manager(north):
    return UserFactory(role=Role.MANAGER, team=north)


def _break(child, user):
    return break_glass(child=child, category="danger", reason=LONG, by=user)


def test_broken_glass_opens_one_record_to_look_at(children, manager):
    _break(children["of no team"], manager)
    assert _seen(children, manager) == {"of the team", "of no team"}
    assert _seen(children, manager, "editable_by") == set()


def test_broken_glass_opens_a_restricted_record_but_edits_none(children, chair):
    child = children["of no team"]
    _restrict(child, chair)
    other = UserFactory(role=Role.CHAIR)
    _break(child, other)
    assert child in Child.objects.visible_to(other)
    assert child not in Child.objects.editable_by(other)


def test_broken_glass_ends_after_four_hours(children, manager):
    glass = _break(children["of no team"], manager)
    assert glass.ends_at - glass.opened_at == timedelta(hours=4)
    BrokenGlass.objects.filter(pk=glass.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    assert _seen(children, manager) == {"of the team"}


def test_broken_glass_ends_with_the_session(children, manager, client):
    client.force_login(manager)
    manager.refresh_from_db()
    _break(children["of no team"], manager)
    assert "of no team" in _seen(children, manager)
    client.logout()
    client.force_login(manager)
    manager.refresh_from_db()
    assert _seen(children, manager) == {"of the team"}


def test_glass_is_no_way_in_for_who_is_shut_out(children, chair, manager):
    child = children["of no team"]
    shut_out(child=child, user=manager, reason="An aunt.", by=chair)
    with pytest.raises(PermissionDenied):
        _break(child, manager)


def test_shutting_out_ends_what_glass_opened(children, chair, manager):
    child = children["of no team"]
    _break(child, manager)
    shut_out(child=child, user=manager, reason="An aunt.", by=chair)
    assert child not in Child.objects.visible_to(manager)


@pytest.mark.parametrize("role", sorted({Role.COORDINATOR, Role.PARTNER_WORKER, *NO_ROLE_SEES}))
def test_roles_that_break_no_glass(role, children, north, blast):
    with pytest.raises(PermissionDenied):
        _break(children["of no team"], UserFactory(role=role, team=north, agency=blast))


def test_glass_asks_for_a_reason_of_twenty_characters(children, manager):
    child = children["of no team"]
    with pytest.raises(ValidationError) as refused:
        break_glass(child=child, category="danger", reason="x" * 19, by=manager)
    assert list(refused.value.message_dict) == ["reason"]
    break_glass(child=child, category="danger", reason="x" * 20, by=manager)
    with pytest.raises(ValidationError):
        break_glass(child=child, category="curious", reason=LONG, by=manager)


def test_glass_is_audited_and_reviewed_by_another_chair(children, chair, manager):
    glass = _break(children["of no team"], manager)
    entry = AuditEntry.objects.filter(action="break_glass").get()
    assert (entry.actor, entry.subject) == (manager, str(glass.child_id))
    assert list(BrokenGlass.objects.unreviewed()) == [glass]
    with pytest.raises(PermissionDenied):
        review_glass(glass=glass, note="Fine.", by=manager)
    review_glass(glass=glass, note="It was needed.", by=chair)
    assert list(BrokenGlass.objects.unreviewed()) == []
    with pytest.raises(ValidationError, match="meanwhile"):
        review_glass(glass=glass, note="Again.", by=chair)


def test_chair_does_not_review_their_own_glass(children, chair):
    glass = _break(children["of no team"], chair)
    with pytest.raises(ValidationError, match="Another chair"):
        review_glass(glass=glass, note="Fine.", by=chair)


# Rows about children


def test_rows_about_a_child_are_seen_with_the_child(children, manager):
    for child in children.values():
        Assessment.objects.create(child=child, author=manager)
    seen = Assessment.objects.visible_to(manager).values_list("child", flat=True)
    assert list(seen) == [children["of the team"].pk]
    assert not Assessment.objects.editable_by(manager).exists()


def test_door_asks_the_same_however_many_children(children, manager, django_assert_num_queries):
    for user in (manager, UserFactory(role=Role.CHAIR)):
        user.roles  # noqa: B018
        with django_assert_num_queries(1):
            list(Child.objects.visible_to(user))

"""The one door to rows about children: who sees which (security: access)."""

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from cse_portal.accounts.models import Role
from cse_portal.accounts.rules import may
from cse_portal.days import today
from cse_portal.spells import holds_on
from risk.models.access import BrokenGlass, NamedReader, ShutOut

ALL = (Role.CHAIR, Role.COORDINATOR)
TEAM = (Role.SOCIAL_WORKER, Role.MANAGER)
MINE = (Role.SOCIAL_WORKER,)
OWN = (Role.PARTNER_WORKER, Role.POLICE_ANALYST)
READERS = (*ALL, *TEAM, *OWN)
NOBODY = Q(pk__in=[])
EDITORS = (Role.CHAIR, Role.COORDINATOR, Role.SOCIAL_WORKER, *OWN)


class ChildrenByReader(models.QuerySet):
    """Children, as far as somebody may see or change them now, whatever day is looked at."""

    def visible_to(self, user: Any) -> Self:
        """Children whom the user may see: by role, at a meeting, or through broken glass.

        Nobody sees a record that they are shut out of; a restricted one only those on its list, as
        far as their role goes, and who broke its glass.
        """
        if not _is_active(user):
            return self.none()
        seen = self
        if not user.has_role(*ALL):
            by_role = self._in_scope(user, READERS)
            seen = self.filter(by_role | self._at_meeting(user) | self._through_glass(user))
        return seen._without_closed(user)

    def editable_by(self, user: Any) -> Self:
        """Children whose record the user may add to; their role says to what of it."""
        if not _is_active(user):
            return self.none()
        edited = self if user.has_role(*ALL) else self.filter(self._in_scope(user, EDITORS))
        # Broken glass opens a record to look at only.
        return edited._without_closed(user).exclude(self._through_glass(user) & self._unnamed(user))

    def breakable_by(self, user: Any) -> Self:
        """Children whose record the user may open in an emergency."""
        if not may(user, "break_glass"):
            return self.none()
        return self.exclude(pk__in=self._shut_to(user))

    def _in_scope(self, user: Any, roles: tuple[Role, ...]) -> Q:
        """What the user's roles among some open, of the roles that do not open all."""
        holds = [role for role in roles if user.has_role(role)]
        scope = NOBODY
        if user.team_id and set(holds) & set(TEAM):
            scope |= Q(team=user.team_id)
        if set(holds) & set(MINE):
            scope |= Q(worker=user.pk)
        if user.agency_id and set(holds) & set(OWN):
            scope |= Q(pk__in=self._children_of(user.agency_id))
        return scope

    def _children_of(self, agency: int) -> models.QuerySet:
        """The ids of children with whom an agency works today."""
        here = Q(allocations__agency=agency) & holds_on(today(), "allocations__")
        return self._anybody().filter(here).values("pk")

    def _at_meeting(self, user: Any) -> Q:
        """Children of agendas sent round and not signed, of meetings where the user's agency is."""
        if not (user.agency_id and user.has_role(*READERS)):
            return NOBODY
        agendas = self._anybody().filter(
            agenda_items__meeting__circulated_at__isnull=False,
            agenda_items__meeting__signed_off_at=None,
            agenda_items__meeting__attendances__agency=user.agency_id,
        )
        return Q(pk__in=agendas.values("pk"))

    def _through_glass(self, user: Any) -> Q:
        return Q(pk__in=BrokenGlass.objects.open_to(user).order_by().values("child"))

    def _without_closed(self, user: Any) -> Self:
        """Without the records that are closed to the user.

        The subqueries name no row of the list: a database asks them once, not for each child.
        """
        restricted = self._anybody().filter(is_restricted=True)
        opened = Q(pk__in=NamedReader.objects.filter(user=user.pk).values("child"))
        closed = restricted.exclude(opened | self._through_glass(user))
        return self.exclude(pk__in=closed.values("pk")).exclude(pk__in=self._shut_to(user))

    def _unnamed(self, user: Any) -> Q:
        named = NamedReader.objects.filter(user=user.pk).values("child")
        return Q(is_restricted=True) & ~Q(pk__in=named)

    def _shut_to(self, user: Any) -> models.QuerySet:
        return ShutOut.objects.filter(user=user.pk).values("child")

    def _anybody(self) -> models.QuerySet:
        return self.model._base_manager.order_by()


class OfChildren(models.QuerySet):
    """Rows about children, reached through the child: ``child_path`` is the way to it."""

    child_path = "child"

    def visible_to(self, user: Any) -> Self:
        """The rows about children whom the user may see."""
        return self.filter(**{f"{self.child_path}__in": self._children().visible_to(user)})

    def editable_by(self, user: Any) -> Self:
        """The rows about children whose record the user may change."""
        return self.filter(**{f"{self.child_path}__in": self._children().editable_by(user)})

    def _children(self) -> Any:
        return apps.get_model("risk", "Child").objects.order_by()


def _is_active(user: Any) -> bool:
    return bool(user and user.is_authenticated and user.is_active)

"""The doors of the pages about a child: what is not to be seen is as if missing."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from cse_portal.audit.viewing import viewed
from risk.models import Child

SAFE = ("GET", "HEAD")


def child_seen_by(request: HttpRequest, pk: int, *, merged: bool = False) -> Child:
    """The child of an address; 404 where it is missing or not for the user to see.

    That the page shows the child is told to the log. ``merged``: a record that was merged away too.
    """
    seen = Child.objects.visible_to(request.user).select_related("worker", "team", "merged_into")
    child = get_object_or_404(seen if merged else seen.standing(), pk=pk)
    if request.method in SAFE:
        viewed(request, "child", [child.pk])
    return child


def child_edited_by(request: HttpRequest, pk: int) -> Child:
    """The same, to write its record; 403 where the user may look at it only."""
    child = child_seen_by(request, pk)
    if not may_edit(request, child):
        raise PermissionDenied("You may look at this record, but not write it.")
    return child


def may_edit(request: HttpRequest, child: Child) -> bool:
    """Whether the user may write the record of a child whom they see."""
    return Child.objects.editable_by(request.user).filter(pk=child.pk).exists()

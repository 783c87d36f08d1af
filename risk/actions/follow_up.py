"""What was agreed, and whether it is done."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cse_portal.audit.actions import record
from risk.models import Action


@transaction.atomic
def finish_action(*, action: Action, on: date, by: Any, note: str = "") -> Action:
    """Say that an agreed action is done. ValidationError where somebody has said so already."""
    written = {"done_on": on, "done_by": by, "done_note": note.strip()[:300]}
    if not Action.objects.open().filter(pk=action.pk).update(**written):
        raise ValidationError("This action is done already, or not agreed yet.")
    record(
        "finish_action", by=by, of="child", subject=action.decision.item.child_id, agreed=action.pk
    )
    return Action.objects.get(pk=action.pk)


@transaction.atomic
def reopen_action(*, action: Action, by: Any) -> Action:
    """Take back that an action is done."""
    Action.objects.filter(pk=action.pk).update(done_on=None, done_by=None, done_note="")
    record(
        "reopen_action", by=by, of="child", subject=action.decision.item.child_id, agreed=action.pk
    )
    return Action.objects.get(pk=action.pk)

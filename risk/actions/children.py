"""Writing children."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cse_portal.audit.actions import record
from cse_portal.history import write
from cse_portal.spells import lock
from cse_portal.stale import refuse_if_changed
from risk.models import Child


@transaction.atomic
def record_child(*, by: Any = None, **facts: Any) -> Child:
    """Add a child. ``facts`` are the fields of the record; ValidationError names the wrong ones."""
    return _write(Child(**facts), "record_child", by=by, reason="")


@transaction.atomic
def correct_child(
    *, child: Child, reason: str, by: Any = None, seen: int | None = None, **facts: Any
) -> Child:
    """Mend what was wrong about a child, and say why.

    ``seen`` is the newest history entry that the writer saw: StaleError where there is a newer one.
    """
    lock(child)
    refuse_if_changed(child, seen)
    if not reason.strip():
        raise ValidationError({"reason": "Say why the record is corrected."})
    for name, value in facts.items():
        setattr(child, Child._meta.get_field(name).name, value)
    return _write(child, "correct_child", by=by, reason=reason)


def _write(child: Child, action: str, *, by: Any, reason: str) -> Child:
    child.index_for_search()
    write(child, by=by, reason=reason)
    record(action, by=by, of="child", subject=child.pk)
    return child

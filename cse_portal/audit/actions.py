"""Writing to the audit log."""

from typing import Any

from cse_portal.audit.models import AuditEntry


def record(action: str, *, by: Any = None, subject: object = "", **detail: Any) -> AuditEntry:
    """Write one row. ``by`` is a user, None for a command or task; ``detail`` is ids and counts."""
    actor = by if by is not None and by.is_authenticated else None
    return AuditEntry.objects.create(
        action=action, actor=actor, subject=str(subject), detail=detail
    )

"""Writing to the audit log."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import now

from cse_portal.audit.chain import hash_of, head
from cse_portal.audit.models import TERMS, AuditEntry, normal
from cse_portal.audit.requests import request_id
from cse_portal.encryption.keys import keyed_hash

# What all appends wait for on PostgreSQL, until the one before has been committed or undone.
LOCK = 0x617564697400

Outcome = AuditEntry.Outcome


def record(
    action: str,
    *,
    by: Any = None,
    subject: object = "",
    of: str = "",
    ids: Iterable[int] = (),
    why: str = "",
    terms: str = "",
    denied: bool = False,
    **detail: Any,
) -> AuditEntry:
    """Append one row, in the transaction of the caller: what is undone leaves no row.

    ``by`` is a user, None for a command or task. ``of`` with ``subject`` or ``ids`` says what it is
    about ("child", 12), ``why`` is the reason that was given, ``terms`` is what was searched for
    and is kept as a keyed hash, ``detail`` is ids and counts, never names. All appends wait for
    each other until the transaction ends, so let it be the last thing in one. Raises a
    DatabaseError where the row cannot be written.
    """
    actor = by if by is not None and by.is_authenticated else None
    columns = {
        "at": now(),
        "actor_id": actor.pk if actor else None,
        "role": role_of(actor) if actor else "",
        "action": action,
        "kind": of,
        "subject": str(subject),
        "ids": sorted(ids),
        "reason": why,
        "terms": terms and keyed_hash(normal(terms), purpose=TERMS),
        "outcome": str(Outcome.DENIED if denied else Outcome.OK),
        "request": request_id(),
        # As the database will give it back.
        "detail": json.loads(json.dumps(detail)),
    }
    return _append(columns)


def role_of(user: Any) -> str:
    """The roles of a user in one text: "chair", "manager superuser", or nothing."""
    return " ".join([*sorted(user.roles), *(["superuser"] if user.is_superuser else [])])


@transaction.atomic(savepoint=False)
def _append(columns: dict[str, Any]) -> AuditEntry:
    _wait_for_my_turn()
    last = head()
    columns |= {"id": last.number + 1, "previous": last.hash}
    return AuditEntry.objects.create(**columns, hash=hash_of(columns))


def _wait_for_my_turn() -> None:
    """SQLite needs nothing here: its transactions take the write lock as they begin."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

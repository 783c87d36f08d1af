"""Taking back an extract that should not have been loaded."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from crime.models import ExtractBatch, Offence, Suspect, SuspectLink
from cse_portal.audit.actions import record
from cse_portal.history import REASON_LENGTH
from cse_portal.imports.references import batches

ADDED = "+"
# Links go before what they link.
WRITTEN: tuple[Any, ...] = (SuspectLink, Suspect, Offence)


class NotReversibleError(Exception):
    """The extract cannot be taken back; the text says why, and what to do first."""


@transaction.atomic
def reverse_batch(*, batch: ExtractBatch, reason: str, by: Any = None) -> dict[str, int]:
    """Take back what an extract added and changed; tell how many rows were removed and restored.

    What it added goes, what it changed is again as it was before, and the history keeps both.
    NotReversibleError where it was taken back already, where a later extract or a person changed
    the same rows, or where suspects are linked to offences that would go.
    """
    batch = ExtractBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.reversed_at:
        raise NotReversibleError("This extract was taken back already.")
    if not reason.strip():
        raise NotReversibleError("Say why the extract is taken back.")
    for model in WRITTEN:
        _refuse_changed_since(model, batch)
    _refuse_linked(batch)
    told = {"by": by, "reason": f"Extract {batch.name} taken back: {reason}"[:REASON_LENGTH]}
    counts = {"removed": 0, "restored": 0}
    for model in WRITTEN:
        counts["restored"] += _restore(model, batch, **told)
        counts["removed"] += _remove(model, batch, **told)
    batch.reversed_at, batch.reversed_by, batch.reversal_reason = timezone.now(), by, reason
    batch.save()
    record("reverse_extract", by=by, subject=batch.kind, batch=batch.pk, **counts)
    return counts


def _written(model: Any, batch: ExtractBatch) -> models.QuerySet:
    """The history rows that the extract wrote."""
    return model.history.filter(batch=batch).order_by()


def _added(model: Any, batch: ExtractBatch) -> models.QuerySet:
    ids = _written(model, batch).filter(history_type=ADDED).values("id")
    return model.objects.filter(batch=batch, pk__in=ids)


def _refuse_changed_since(model: Any, batch: ExtractBatch) -> None:
    wrote = _written(model, batch)
    later = model.history.filter(id__in=wrote.values("id")).exclude(batch=batch)
    newest = wrote.aggregate(last=models.Max("history_id"))["last"]
    changed = later.filter(history_id__gt=newest).order_by("history_id").first() if newest else None
    if changed:
        what = f"The extract {changed.batch.name}" if changed.batch else "Somebody"
        raise NotReversibleError(
            f"{what} changed some of the same rows later. Take back the latest extract first."
        )


def _refuse_linked(batch: ExtractBatch) -> None:
    linked = SuspectLink.objects.filter(offence__in=_added(Offence, batch)).exclude(batch=batch)
    if linked.exists():
        raise NotReversibleError(
            "Suspects are linked to offences of this extract. Take back the extract of suspects "
            "first."
        )


def _restore(model: Any, batch: ExtractBatch, *, by: Any, reason: str) -> int:
    """Set the rows that the extract changed to what they were before it."""
    changed = model.objects.filter(batch=batch).exclude(pk__in=_added(model, batch).values("pk"))
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    restored = 0
    for rows in batches(changed.iterator()):
        before = _before(model, batch, rows)
        for row in rows:
            for field in fields:
                setattr(row, field.attname, getattr(before[row.pk], field.attname))
        names = [field.name for field in fields]
        told = {"default_user": by, "default_change_reason": reason}
        restored += bulk_update_with_history(rows, model, names, **told)
    return restored


def _before(model: Any, batch: ExtractBatch, rows: Iterable[Any]) -> dict[int, Any]:
    """The last history row of each before the extract wrote it."""
    first = _written(model, batch).filter(id__in=[row.pk for row in rows])
    wrote = dict(first.values_list("id").annotate(models.Min("history_id")))
    earlier = model.history.filter(id__in=list(wrote)).order_by("history_id")
    return {old.id: old for old in earlier if old.history_id < wrote[old.id]}


def _remove(model: Any, batch: ExtractBatch, *, by: Any, reason: str) -> int:
    """Remove what the extract added; the history keeps it, and that it went."""
    removed = 0
    for pks in batches(list(_added(model, batch).values_list("pk", flat=True))):
        for row in model.objects.filter(pk__in=pks):
            row._history_user, row._change_reason = by, reason
            row.delete()
            removed += 1
    return removed

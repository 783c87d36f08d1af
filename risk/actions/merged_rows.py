"""One row of a merge: written, and put back as it was.

What is remembered of a row are the numbers of its history entries, not what it said. Rows without
a history are remembered by the fields that moved, and by a fingerprint of what was left.
"""

import hashlib
from typing import Any

from django.apps import apps

from cse_portal.stale import newest_entry
from risk.corrections import what
from risk.merging import Change, values_of
from risk.models import AgendaItem, Child

Told = dict[str, Any]
GONE = "-"


def write_row(change: Change, *, by: Any, reason: str) -> Told:
    """Write one row; tells what is needed to put it back."""
    row = change.row
    told: Told = {"table": row._meta.label_lower, "pk": row.pk, "fields": sorted(change.values)}
    told["before"] = None if change.is_new else _before(change)
    if change.goes:
        _credit(row, by, reason).delete()
        row.pk = told["pk"]
    else:
        for name, value in change.values.items():
            setattr(row, name, value)
        _save(row, by=by, reason=reason)
    told["pk"] = row.pk
    told["after"] = _left(type(row), row.pk)
    return told


def changed_since(told: Told) -> str:
    """What is not any more as the merge left it, in words; empty where nothing is."""
    model, pk, after = apps.get_model(told["table"]), told["pk"], told["after"]
    row = model._base_manager.filter(pk=pk).first()
    if not _has_history(model):
        name = str(model._meta.verbose_name).capitalize()
        return "" if (_stamp(row) if row else "") == after["stamp"] else name
    left = model.history.get(history_id=after["history"])
    if left.history_type == GONE:
        return what(left) if row else ""
    # Other details of a child may be mended meanwhile: only those that the merge wrote count.
    names = told["fields"] if model is Child else [each.name for each in left.tracked_fields]
    attnames = [model._meta.get_field(name).attname for name in names]
    same = row and all(getattr(left, name) == getattr(row, name) for name in attnames)
    return "" if same else f"{what(left)} {row}" if model is Child else what(left)


def put_back(told: Told, *, by: Any, reason: str) -> None:
    """Make one row again what it was before the merge."""
    model, pk, before = apps.get_model(told["table"]), told["pk"], told["before"]
    if before is None:
        _credit(model.objects.get(pk=pk), by, reason).delete()
    elif "history" in before:
        _put_back_from_history(model, told, by=by, reason=reason)
    elif before["whole"]:
        model.objects.bulk_create([model(**before["values"])])
    else:
        model._base_manager.filter(pk=pk).update(**before["values"])


def _put_back_from_history(model: Any, told: Told, *, by: Any, reason: str) -> None:
    was = model.history.get(history_id=told["before"]["history"]).instance
    row: Any = Child.objects.get(pk=told["pk"]) if model is Child else was
    for name in told["fields"]:
        attname = model._meta.get_field(name).attname
        setattr(row, attname, getattr(was, attname))
    if model is Child:
        _save(row, by=by, reason=reason)
        return
    known, exactly = model._base_manager.filter(pk=row.pk), values_of(row)
    was_there = known.exists()
    row.skip_history_when_saving = True
    row.save()
    # A row that is written anew would tell that it was recorded now.
    known.update(**exactly)
    credit = {"default_user": by, "default_change_reason": reason}
    model.history.bulk_history_create([known.get()], update=was_there, **credit)


def _save(row: Any, *, by: Any, reason: str) -> None:
    if isinstance(row, Child):
        row.index_for_search()
    if _has_history(type(row)):
        _credit(row, by, reason).save()
    else:
        values = {name: value for name, value in values_of(row).items() if name != "id"}
        # Past the clocks that some rows set whenever they are saved.
        type(row)._base_manager.filter(pk=row.pk).update(**values)


def _credit(row: Any, by: Any, reason: str) -> Any:
    """Say in the history of a row who did it and why."""
    row._history_user, row._change_reason = by, reason
    return row


def _has_history(model: Any) -> bool:
    return hasattr(model, "history")


def _before(change: Change) -> dict[str, Any]:
    row = change.row
    if _has_history(type(row)):
        if not newest_entry(row):
            row.save()
        return {"history": newest_entry(row)}
    values = values_of(row)
    if not change.goes:
        values = {
            attname: values[attname]
            for attname in (row._meta.get_field(name).attname for name in change.values)
        }
    return {"values": values, "whole": change.goes}


def _left(model: Any, pk: int) -> dict[str, Any]:
    """How a row is left: the number of its newest history entry, or a fingerprint."""
    if _has_history(model):
        return {"history": newest_entry(model(pk=pk))}
    row = model._base_manager.filter(pk=pk).first()
    return {"stamp": _stamp(row) if row else ""}


def _stamp(row: Any) -> str:
    said: Any = sorted(values_of(row).items())
    if isinstance(row, AgendaItem):
        # Its place on the agenda may change; what was decided about it may not.
        minutes = list(row.decisions.values_list("pk", "version"))
        said = (row.child_id, row.meeting_id, row.meeting.signed_off_at, minutes)
    return hashlib.sha256(repr(said).encode()).hexdigest()

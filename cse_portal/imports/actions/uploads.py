"""What a person does with an upload: hand in a file, have it checked again, confirm, discard it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cse_portal.audit.actions import record
from cse_portal.imports.actions.extracts import sha256
from cse_portal.imports.extracts import kinds
from cse_portal.imports.models import State, Upload, UploadQuerySet, WrongCell


def receive(
    *, kind: str, name: str, content: bytes, by: Any, extracted_on: date | None = None
) -> Upload:
    """Keep a file, to be checked. The same file handed in again while it is open is one upload.

    ``extracted_on``: the day on which the other system made it, where that is kept.
    """
    known = {"by": by, "kind": kind, "sha256": sha256(content)}
    kept: dict[str, Any] = {"name": name, "size": len(content), "content": content}
    kept["extracted_on"] = extracted_on
    with transaction.atomic():
        upload, is_new = Upload.objects.open().get_or_create(**known, defaults=kept)
        if not is_new and not _ask(upload, Upload.objects.open(), State.CHECKING, **kept):
            return upload
        record("upload_extract", by=by, subject=kind, upload=upload.pk, sha256=upload.sha256)
    return upload


def check_again(upload: Upload) -> bool:
    """Have an upload checked again, say because the record has changed. False: not now."""
    readable = Upload.objects.open().filter(unreadable="")
    return _ask(upload, readable, State.CHECKING, sets_aside=False)


def set_aside(upload: Upload) -> bool:
    """Have the wrong rows left out, and the rest previewed. False: not now, or not of this kind."""
    if not kinds()[upload.kind].sets_rows_aside:
        return False
    wrong = Upload.objects.filter(state=State.REFUSED, unreadable="")
    return _ask(upload, wrong, State.CHECKING, sets_aside=True)


def confirm(upload: Upload, fingerprint: str) -> bool:
    """Have an upload imported, if it still does what was previewed. False: it does not, or not now.

    ``fingerprint`` is that of the preview which the person saw. Confirming twice imports once.
    """
    previewed = Upload.objects.filter(Q(state=State.READY) | Q(state=State.WRITING))
    return _ask(upload, previewed.filter(fingerprint=fingerprint), State.WRITING)


def _ask(upload: Upload, those: UploadQuerySet, state: State, **fields: Any) -> bool:
    """Hand an upload over to the site, if it is one of those and nobody works on it."""
    fields |= {"claim": None, "heard_at": timezone.now(), "has_changed": False}
    fields |= {"rows_read": 0, "is_read": False}
    return bool(those.idle().filter(pk=upload.pk).update(state=state, **fields))


@transaction.atomic
def discard(upload: Upload, *, by: Any = None) -> bool:
    """Forget a file and all that was told of its rows. False: it is being worked on, or done."""
    forgotten = {"content": b"", "preview": {}, "unreadable": "", "claim": None}
    still_open = Upload.objects.open().idle().filter(pk=upload.pk)
    if not still_open.update(state=State.DISCARDED, **forgotten):
        return False
    WrongCell.objects.filter(upload=upload).delete()
    record("discard_upload", by=by, subject=upload.kind, upload=upload.pk)
    return True


def discard_left_over() -> int:
    """Forget the files that have been open for more than a day; tell how many."""
    return sum(discard(upload) for upload in Upload.objects.left_over())

"""What the site does with an upload, in a task or in the request: check it, import it."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from time import monotonic
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cse_portal.audit.actions import record
from cse_portal.imports.actions.extracts import RacedError, refused, write
from cse_portal.imports.checking import Contents, RowError
from cse_portal.imports.extracts import kinds
from cse_portal.imports.limits import UnreadableError
from cse_portal.imports.models import ColumnName, State, Upload, WrongCell
from cse_portal.imports.planning import Plan, RefusedError, read_extract
from cse_portal.imports.previews import preview_of
from cse_portal.imports.readers import readers_go_on

SECONDS_BETWEEN_SIGNS = 1
ROWS_BETWEEN_LOOKS = 500
IN_A_BATCH = 2_000


class LostError(Exception):
    """Somebody else has taken the upload over, or it was discarded: what we do is not wanted."""


def work_on(pk: int) -> bool:
    """Do what an upload waits for. False: nothing, or somebody else does it already."""
    claim = uuid.uuid4()
    waiting = Upload.objects.waiting().filter(pk=pk)
    if not waiting.update(claim=claim, heard_at=timezone.now()):
        return False
    work = _Work(Upload.objects.get(pk=pk), claim)
    try:
        work.do()
    except LostError:
        return False
    except Exception:
        # Whatever it was, the person is told now that it has stopped.
        work.give_up()
        raise
    return True


class _Work:
    """The work on an upload under one claim."""

    def __init__(self, upload: Upload, claim: uuid.UUID) -> None:
        self.upload = upload
        self.claim = claim
        self.extract = kinds()[upload.kind]
        self.is_confirmed = upload.state == State.WRITING
        self.told = {"by": upload.by, "upload": upload.pk, "sha256": upload.sha256}

    def do(self) -> None:
        try:
            content, names = bytes(self.upload.content), ColumnName.objects.names_for(self.extract)
            contents = read_extract(self.extract, content, self._progress, names)
            if not (self.is_confirmed and self._write(contents)):
                self._preview(contents)
        except UnreadableError as error:
            self._refuse(error, unreadable=str(error), content=b"")
        except RefusedError as error:
            self._refuse(error)

    def give_up(self) -> None:
        self._ours().update(heard_at=timezone.now() - timedelta(days=1))

    def _preview(self, contents: Contents) -> None:
        plan = Plan(contents, sets_aside=self.upload.sets_aside)
        aside = plan.rows_aside
        preview = {"fingerprint": plan.fingerprint, "preview": preview_of(plan), **plan.counts}
        with transaction.atomic():
            self._finish(State.READY, has_changed=self.is_confirmed, aside=aside, **preview)
            self._tell_wrong(plan.aside)
            record("check_extract", subject=self.extract.kind, **plan.counts, **self.told)

    def _write(self, contents: Contents) -> bool:
        """Import what was previewed. False where the record has changed: then it is another."""
        expected = self.upload.fingerprint
        try:
            with readers_go_on(), transaction.atomic():
                plan = write(contents, name=self.upload.name, expected=expected, **self._how)
                if plan.fingerprint != expected:
                    return False
                aside = plan.rows_aside
                self._finish(State.DONE, content=b"", preview={}, aside=aside, **plan.counts)
        except (IntegrityError, RacedError):
            return False
        return True

    def _refuse(self, error: UnreadableError | RefusedError, **fields: Any) -> None:
        with transaction.atomic():
            self._finish(State.REFUSED, has_changed=self.is_confirmed, **fields)
            self._tell_wrong(getattr(error, "errors", ()))
            refused(self.extract, error, **self.told)

    @property
    def _how(self) -> dict[str, Any]:
        days = {"extracted_on": self.upload.extracted_on}
        return {**self.told, **days, "sets_aside": self.upload.sets_aside}

    def _tell_wrong(self, errors: Iterable[RowError]) -> None:
        wrong = (
            WrongCell(upload=self.upload, line=each.line, column=each.column, reason=each.reason)
            for each in errors
        )
        WrongCell.objects.bulk_create(wrong, batch_size=IN_A_BATCH)

    def _finish(self, state: State, **fields: Any) -> None:
        """Leave the upload to its person; LostError where it is not ours any more."""
        if not self._ours().update(state=state, claim=None, **({"unreadable": ""} | fields)):
            raise LostError
        WrongCell.objects.filter(upload=self.upload).delete()

    def _progress(self, rows: Iterable[Any], doing: str) -> Iterator[Any]:
        """The rows as they come; once a second the upload tells how many there were."""
        count, heard = 0, monotonic()
        for count, row in enumerate(rows, start=1):
            yield row
            if count % ROWS_BETWEEN_LOOKS == 0 and monotonic() - heard > SECONDS_BETWEEN_SIGNS:
                heard = monotonic()
                self._tell(rows_read=count)
        self._tell(rows_read=count, is_read=True)

    def _tell(self, **fields: Any) -> None:
        if not self._ours().update(heard_at=timezone.now(), **fields):
            raise LostError

    def _ours(self) -> Any:
        return Upload.objects.filter(pk=self.upload.pk, claim=self.claim)

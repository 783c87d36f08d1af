"""The work on an upload: done once, by whoever claims it first, and given up without a trace."""

import threading
import time
from datetime import timedelta
from itertools import count

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from agencies.models import Agency
from cse_portal.accounts.models import Role
from cse_portal.audit.models import AuditEntry
from cse_portal.imports import readers
from cse_portal.imports.actions import uploads, work
from cse_portal.imports.actions.work import work_on
from cse_portal.imports.models import State, Upload, WrongCell
from cse_portal.imports.steps import StepPlan
from cse_portal.imports.tasks import discard_left_over_uploads, work_on_upload
from risk.models import RiskFlag
from tests.cse_portal.extract_files import as_csv
from tests.factories import ChildFactory, RiskFlagFactory, UserFactory

pytestmark = pytest.mark.django_db

HEADER = "code,name,service"
TWO = as_csv(HEADER, "CAMHS,Mental health,Helps", "YOT,Youth team,Works")
FLAGS = as_csv("child_id,status,start_date,end_date", "C1,high,2018-01-01,")
LONG_AGO = timedelta(hours=1)


@pytest.fixture
def coordinator():
    return UserFactory(role=Role.COORDINATOR)


@pytest.fixture
def upload(coordinator):
    """Handed in, and nobody has begun with it."""
    return uploads.receive(kind="agencies", name="a.csv", content=TWO, by=coordinator)


def fresh(upload):
    return Upload.objects.get(pk=upload.pk)


def confirmed(upload):
    """Checked and confirmed, and nobody has begun to import it."""
    work_on(upload.pk)
    assert uploads.confirm(upload, fresh(upload).fingerprint)
    return upload


def test_work_is_done_once(upload):
    assert [work_on(upload.pk), work_on(upload.pk)] == [True, False]
    assert fresh(upload).state == State.READY
    assert AuditEntry.objects.filter(action="check_extract").count() == 1


def test_work_that_somebody_has_claimed_is_left(upload):
    Upload.objects.update(claim="12345678123456781234567812345678")
    assert not work_on(upload.pk)
    assert fresh(upload).state == State.CHECKING


@pytest.mark.parametrize("state", [State.CHECKING, State.WRITING])
def test_work_that_was_given_up_is_taken_over(upload, state):
    if state == State.WRITING:
        confirmed(upload)
    Upload.objects.update(
        claim="12345678123456781234567812345678", heard_at=timezone.now() - LONG_AGO
    )
    assert work_on(upload.pk)
    assert fresh(upload).state == {"checking": State.READY, "writing": State.DONE}[state]


def test_task_does_the_work(upload):
    assert work_on_upload(upload.pk)
    assert fresh(upload).state == State.READY


def test_task_for_an_upload_that_is_gone():
    assert not work_on_upload(404)


@pytest.fixture
def taken_over(monkeypatch):
    """Somebody else claims the upload while the first is at work on it."""

    def progress(self, rows, doing):
        yield from rows
        Upload.objects.update(claim="12345678123456781234567812345678")

    monkeypatch.setattr(work._Work, "_progress", progress)


def test_check_that_was_taken_over_tells_nothing(upload, taken_over):
    assert not work_on(upload.pk)
    found = fresh(upload)
    assert (found.state, found.preview, found.fingerprint) == (State.CHECKING, {}, "")


def test_import_that_was_taken_over_writes_nothing(upload, request):
    confirmed(upload)
    request.getfixturevalue("taken_over")
    assert not work_on(upload.pk)
    assert (fresh(upload).state, Agency.objects.count()) == (State.WRITING, 0)
    assert AuditEntry.objects.filter(action="import_extract").count() == 0


def test_failure_in_the_middle_is_shown_as_stopped(upload, monkeypatch):
    confirmed(upload)
    monkeypatch.setattr(StepPlan, "write", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        work_on(upload.pk)
    assert fresh(upload).is_stopped
    assert Agency.objects.count() == 0
    monkeypatch.undo()
    assert work_on(upload.pk)
    assert (fresh(upload).state, Agency.objects.count()) == (State.DONE, 2)


def test_failure_after_writing_takes_all_back(upload, monkeypatch):
    confirmed(upload)
    monkeypatch.setattr(work._Work, "_finish", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        work_on(upload.pk)
    assert (Agency.objects.count(), Agency.history.count()) == (0, 0)
    assert AuditEntry.objects.filter(action="import_extract").count() == 0


def test_race_that_the_database_refuses_is_previewed_again(upload, monkeypatch):
    confirmed(upload)

    def refuse(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(StepPlan, "write", refuse)
    assert work_on(upload.pk)
    found = fresh(upload)
    assert (found.state, found.has_changed, found.added) == (State.READY, True, 2)


def test_checking_again_forgets_that_it_had_changed(upload, monkeypatch):
    confirmed(upload)
    Agency.objects.create(code="YOT", name="Another", service="x")
    work_on(upload.pk)
    assert fresh(upload).has_changed
    assert uploads.check_again(upload)
    work_on(upload.pk)
    found = fresh(upload)
    assert (found.state, found.has_changed, found.corrected) == (State.READY, False, 1)


def test_progress_is_told_once_a_second(upload, monkeypatch):
    ticks = count()
    monkeypatch.setattr(work, "monotonic", lambda: next(ticks))
    monkeypatch.setattr(work, "ROWS_BETWEEN_LOOKS", 1)
    told = []
    original = work._Work._tell

    def tell(self, **fields):
        told.append(fields)
        original(self, **fields)

    monkeypatch.setattr(work._Work, "_tell", tell)
    monkeypatch.setattr(work, "SECONDS_BETWEEN_SIGNS", 0)
    work_on(upload.pk)
    assert told == [{"rows_read": 1}, {"rows_read": 2}, {"rows_read": 2, "is_read": True}]
    assert (fresh(upload).rows_read, fresh(upload).is_read) == (2, True)


def test_work_is_written_down(upload, coordinator):
    confirmed(upload)
    work_on(upload.pk)
    known = {"upload": upload.pk, "sha256": upload.sha256}
    counts = {"added": 2, "corrected": 0, "unchanged": 0}
    told = AuditEntry.objects.values_list("action", "actor", "subject", "detail").order_by("pk")
    assert list(told) == [
        ("upload_extract", coordinator.pk, "agencies", known),
        ("check_extract", coordinator.pk, "agencies", known | counts),
        ("import_extract", coordinator.pk, "agencies", known | counts),
    ]


def test_refusal_is_written_down(coordinator):
    upload = uploads.receive(kind="flags", name="f.csv", content=FLAGS, by=coordinator)
    work_on(upload.pk)
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.subject) == ("import_extract_refused", "flags")
    assert entry.detail == {"errors": 1, "upload": upload.pk, "sha256": upload.sha256}


# What is left over


@pytest.mark.parametrize(("hours", "left"), [(23, 1), (25, 0)])
def test_uploads_are_forgotten_after_a_day(coordinator, hours, left):
    upload = uploads.receive(kind="flags", name="f.csv", content=FLAGS, by=coordinator)
    work_on(upload.pk)
    Upload.objects.update(at=timezone.now() - timedelta(hours=hours))
    assert discard_left_over_uploads() == 1 - left
    assert WrongCell.objects.count() == left
    found = fresh(upload)
    assert bytes(found.content) == (FLAGS if left else b"")
    assert found.state == (State.REFUSED if left else State.DISCARDED)


def test_upload_at_work_is_not_forgotten(upload):
    Upload.objects.update(at=timezone.now() - timedelta(days=2))
    assert discard_left_over_uploads() == 0
    Upload.objects.update(heard_at=timezone.now() - LONG_AGO)
    assert discard_left_over_uploads() == 1


def test_imported_upload_stays_in_the_list(upload):
    confirmed(upload)
    work_on(upload.pk)
    Upload.objects.update(at=timezone.now() - timedelta(days=2))
    assert discard_left_over_uploads() == 0
    assert fresh(upload).state == State.DONE


def test_content_is_not_read_for_a_list(upload):
    assert "content" in Upload.objects.get(pk=upload.pk).get_deferred_fields()


# At the same time


def at_once(*calls):
    """Run the calls in threads of their own, all at the same moment; what each returned."""
    gate = threading.Barrier(len(calls))
    results = [None] * len(calls)

    def run(place, call):
        gate.wait()
        try:
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_hand_in_one_upload(coordinator):
    def receive():
        return uploads.receive(kind="agencies", name="a.csv", content=TWO, by=coordinator).pk

    assert len(set(at_once(*[receive] * 10))) == 1
    assert Upload.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_import_once(upload):
    work_on(upload.pk)
    fingerprint = fresh(upload).fingerprint

    def confirm():
        asked = uploads.confirm(upload, fingerprint)
        return asked, work_on(upload.pk)

    results = at_once(*[confirm] * 10)
    assert sum(asked for asked, _ in results) == 1
    assert sum(done for _, done in results) == 1
    assert (Agency.objects.count(), Agency.history.count()) == (2, 2)
    assert AuditEntry.objects.filter(action="import_extract").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_import_waits_for_who_edits_the_same_child(coordinator):
    child = ChildFactory(reference="C1")
    upload = uploads.receive(kind="flags", name="f.csv", content=FLAGS, by=coordinator)
    confirmed(upload)
    edited, held = threading.Event(), threading.Event()

    def edit():
        with transaction.atomic():
            type(child).objects.select_for_update().get(pk=child.pk)
            RiskFlagFactory(child=child, status="low")
            edited.set()
            held.wait(1)
        return "edited"

    def load():
        edited.wait()
        return work_on(upload.pk)

    started = time.monotonic()
    assert at_once(edit, load) == ["edited", True]
    assert time.monotonic() - started >= 1
    # What was previewed was a new flag; now it would be a correction, so it is shown again.
    found = fresh(upload)
    assert (found.state, found.has_changed, found.corrected) == (State.READY, True, 1)
    assert RiskFlag.objects.get().status == "low"


@pytest.mark.django_db(transaction=True)
def test_pages_are_read_while_a_long_file_is_written(coordinator, monkeypatch):
    rows = (f"A{n:05},Agency {n:05},{'Helps ' * 50}" for n in range(12_000))
    upload = uploads.receive(
        kind="agencies", name="a.csv", content=as_csv(HEADER, *rows), by=coordinator
    )
    confirmed(upload)
    written, read = threading.Event(), threading.Event()
    original = work._Work._finish

    def finish(self, state, **fields):
        written.set()
        assert read.wait(30)
        original(self, state, **fields)

    def look():
        assert written.wait(60)
        started = time.monotonic()
        state = fresh(upload).state
        read.set()
        return state, time.monotonic() - started < 5

    monkeypatch.setattr(work._Work, "_finish", finish)
    assert at_once(lambda: work_on(upload.pk), look) == [True, (State.WRITING, True)]
    assert Agency.objects.count() == 12_000


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_cache_is_as_it_was_afterwards():
    def spill():
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA cache_spill").fetchone()[0]

    before = spill()
    with readers.readers_go_on(), readers.readers_go_on():
        assert spill() == 0
    assert (spill(), before > 0) == (before, True)

"""Who works on an upload: the request, or a worker; and what happens where there is none."""

import os
import subprocess
import time
import uuid

import pytest
from celery import Celery

from cse_portal.accounts.models import Role
from cse_portal.imports import queue
from cse_portal.imports.actions import uploads
from cse_portal.imports.actions.work import work_on
from cse_portal.imports.models import State, Upload
from tests.cse_portal.extract_files import as_csv, as_xlsx
from tests.factories import UserFactory
from tests.reports.test_tasks import database_url, start_worker, wait_for

pytestmark = pytest.mark.django_db

HEADER = "code,name,service"
SHORT = [HEADER, "YOT,Youth team,Works"]
LONG = [HEADER, *(f"A{n},Agency,Helps" for n in range(queue.MOST_LINES_HERE))]


def upload_of(content):
    by = UserFactory(role=Role.COORDINATOR)
    return uploads.receive(kind="agencies", name="a.csv", content=content, by=by)


def state_of(upload):
    return Upload.objects.get(pk=upload.pk).state


@pytest.fixture
def sent(monkeypatch):
    """The uploads that are sent to the queue; nobody takes them."""
    messages = []
    monkeypatch.setattr(queue, "SECONDS_TO_BEGIN", 0.3)
    monkeypatch.setattr(
        queue.app, "send_task", lambda name, args, **how: messages.append((name, args, how))
    )
    return messages


def test_short_file_is_worked_on_in_the_request(sent):
    upload = upload_of(as_csv(*SHORT))
    queue.hand_over(upload)
    assert (state_of(upload), sent) == (State.READY, [])


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_long_file_is_sent_to_a_worker(sent, monkeypatch, write):
    monkeypatch.setattr(queue, "MOST_WORKBOOK_HERE", 10_000)
    upload = upload_of(write(*LONG))
    monkeypatch.setattr(queue, "_is_begun", lambda upload: True)
    queue.hand_over(upload)
    assert state_of(upload) == State.CHECKING
    assert sent == [("cse_portal.imports.tasks.work_on_upload", [upload.pk], queue.AT_ONCE)]


def test_long_file_is_worked_on_here_where_no_worker_begins(sent):
    upload = upload_of(as_csv(*LONG))
    started = time.monotonic()
    queue.hand_over(upload)
    assert time.monotonic() - started >= queue.SECONDS_TO_BEGIN
    assert (state_of(upload), len(sent)) == (State.READY, 1)
    # The worker comes late: there is nothing left to do.
    assert not work_on(upload.pk)


def test_worker_that_has_begun_is_not_waited_for(monkeypatch):
    upload = upload_of(as_csv(*LONG))
    begin = {"claim": uuid.uuid4()}
    monkeypatch.setattr(queue.app, "send_task", lambda *a, **k: Upload.objects.update(**begin))
    started = time.monotonic()
    queue.hand_over(upload)
    assert time.monotonic() - started < queue.SECONDS_TO_BEGIN
    assert state_of(upload) == State.CHECKING


def test_long_file_is_worked_on_here_at_once_where_the_queue_is_down(monkeypatch):
    down = Celery(broker="redis://127.0.0.1:1/0", set_as_current=False)
    monkeypatch.setattr(queue, "app", down)
    upload = upload_of(as_csv(*LONG))
    started = time.monotonic()
    queue.hand_over(upload)
    assert state_of(upload) == State.READY
    assert time.monotonic() - started < 5


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_real_worker_checks_and_imports(monkeypatch, settings):
    """The message goes through Redis to a worker that is a process of its own."""
    prefix = f"test-{uuid.uuid4()}."
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DEMO": "1",
        "REDIS_PREFIX": prefix,
    }
    here = Celery(broker=environment["REDIS_URL"], set_as_current=False)
    here.conf.broker_transport_options = {"global_keyprefix": prefix}
    monkeypatch.setattr(queue, "app", here)
    monkeypatch.setattr(queue, "SECONDS_TO_BEGIN", 30)
    worker = start_worker(environment, "imports")
    try:
        upload = upload_of(as_csv(*LONG))
        queue.hand_over(upload)
        wait_for(lambda: state_of(upload) == State.READY)
        upload = Upload.objects.get(pk=upload.pk)
        assert uploads.confirm(upload, upload.fingerprint)
        queue.hand_over(upload)
        wait_for(lambda: state_of(upload) == State.DONE)
    finally:
        worker.terminate()
        try:
            worker.wait(30)
        except subprocess.TimeoutExpired:
            worker.kill()

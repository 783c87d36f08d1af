"""Real workers on a real broker take what is due, once, however often they are told to."""

import os
import subprocess
import sys
import time
import uuid
from urllib.parse import quote

import pytest
from celery import Celery
from django.db import connection

from reports.models import Member, Snapshot
from tests.factories import RiskFlagFactory

TASK = "reports.tasks.take_due_snapshots"
MONTHS = ["2018-01-31", "2018-02-28", "2018-03-31"]


def database_url():
    """The address of the test database, for another process."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    login = quote(known["USER"] or "", safe="")
    if known["PASSWORD"]:
        login += ":" + quote(known["PASSWORD"], safe="")
    host = quote(known["HOST"] or "", safe="")
    port = f":{known['PORT']}" if known["PORT"] else ""
    return f"postgres://{login}{'@' if login else ''}{host}{port}/{known['NAME']}"


def start_worker(environment, name, *options):
    command = "-m celery -A cse_portal worker --pool=threads -c 4 --without-mingle --without-gossip"
    return subprocess.Popen(
        [sys.executable, *command.split(), "-n", f"{name}@test", *options],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_for(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "the workers did not do it in time"
        time.sleep(0.2)


@pytest.fixture
def environment(transactional_db):
    """What a worker needs to live beside this test: its database, its own queue, its day."""
    return os.environ | {
        "DATABASE_URL": database_url(),
        "DEMO": "1",
        "DEMO_TODAY": "2018-04-02",
        "FIRST_MONTH_END": "2018-01",
        "REDIS_PREFIX": f"test-{uuid.uuid4()}.",
    }


def send(environment, times):
    """Send the same message many times, from another process as beat does."""
    code = f"from cse_portal.celery import app\nfor _ in range({times}): app.send_task({TASK!r})\n"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)


@pytest.mark.redis
def test_twenty_messages_to_two_workers_leave_one_snapshot_a_month(environment):
    for _ in range(3):
        RiskFlagFactory()
    send(environment, 20)
    workers = [start_worker(environment, name) for name in ("one", "two")]
    try:
        wait_for(lambda: Snapshot.objects.count() == len(MONTHS))
        wait_for(lambda: not waiting(environment))
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(30)
    assert [str(s.month_end) for s in Snapshot.objects.all()] == MONTHS
    assert Member.objects.count() == 3 * len(MONTHS)


def waiting(environment):
    """How many messages no worker has taken yet."""
    with Celery(broker=environment["REDIS_URL"]).connection_or_acquire() as link:
        return link.default_channel.client.llen(f"{environment['REDIS_PREFIX']}celery")


def test_worker_with_its_beat_takes_what_is_due_without_redis(environment, tmp_path):
    """The filesystem transport and the schedule alone, as on a bare machine: nobody sends."""
    RiskFlagFactory()
    kept = {name: value for name, value in environment.items() if name != "REDIS_URL"}
    bare = kept | {"VAR_DIR": str(tmp_path), "DUE_CHECK_SECONDS": "1"}
    worker = start_worker(bare, "bare", "--beat")
    try:
        wait_for(lambda: Snapshot.objects.count() == len(MONTHS))
    finally:
        worker.terminate()
        worker.wait(30)
    assert [str(s.month_end) for s in Snapshot.objects.all()] == MONTHS

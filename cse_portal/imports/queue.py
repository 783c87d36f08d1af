"""Handing an upload over to a worker. No page depends on the queue: without it, the page works."""

import time

from kombu.exceptions import OperationalError

from cse_portal.celery import app
from cse_portal.imports.actions.work import work_on
from cse_portal.imports.models import Upload

TASK = "cse_portal.imports.tasks.work_on_upload"
# A file that is longer than either is no work for a request.
MOST_LINES_HERE = 3_000
MOST_WORKBOOK_HERE = 150_000
SECONDS_TO_BEGIN = 3.0
SECONDS_BETWEEN_LOOKS = 0.1
# Without a policy, kombu tries again for six seconds, even where retry is off.
AT_ONCE = {"retry": True, "retry_policy": {"max_retries": 0}}


def hand_over(upload: Upload) -> None:
    """Have an upload worked on: a short one here and now, a long one by a worker.

    Where the queue cannot be reached, or no worker has begun after some seconds, here too.
    """
    is_begun = is_long(upload) and _is_sent(upload) and _is_begun(upload)
    if not is_begun:
        work_on(upload.pk)


def is_long(upload: Upload) -> bool:
    """Whether a file takes longer than a page should."""
    content = bytes(upload.content)
    if content.startswith(b"PK"):
        return len(content) > MOST_WORKBOOK_HERE
    return content.count(b"\n") > MOST_LINES_HERE


def _is_sent(upload: Upload) -> bool:
    try:
        app.send_task(TASK, [upload.pk], **AT_ONCE)
    except (OperationalError, OSError):
        return False
    return True


def _is_begun(upload: Upload) -> bool:
    """Whether somebody begins within a few seconds."""
    until = time.monotonic() + SECONDS_TO_BEGIN
    while time.monotonic() < until:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        if not Upload.objects.waiting().filter(pk=upload.pk).exists():
            return True
    return False

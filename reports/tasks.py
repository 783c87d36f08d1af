"""What the schedule runs."""

from celery import shared_task

from cse_portal.days import today
from reports.actions.snapshots import due_months, freeze_month
from reports.demonstration import publish_editions


@shared_task
def take_due_snapshots() -> list[str]:
    """Take every month end that is due and missing, oldest first; tell which were taken."""
    day = today()
    return [str(month) for month in due_months(day) if freeze_month(month, today=day)[1]]


@shared_task
def publish_demonstration_editions() -> list[str]:
    """Publish the two editions of 2018, once, where this is the demonstration."""
    return [str(edition) for edition in publish_editions(today())]

"""What the schedule runs."""

from celery import shared_task

from cse_portal.days import today
from reports.actions.snapshots import due_months, freeze_month


@shared_task
def take_due_snapshots() -> list[str]:
    """Take every month end that is due and missing, oldest first; tell which were taken."""
    day = today()
    return [str(month) for month in due_months(day) if freeze_month(month, today=day)[1]]

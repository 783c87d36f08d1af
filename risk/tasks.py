"""What the schedule runs."""

from celery import shared_task

from cse_portal.days import today
from risk.actions.agendas import build_agenda


@shared_task
def build_todays_agenda() -> int:
    """Put what is due on today's agenda; tells how many children are on it, 0 without a meeting.

    Asked every few minutes: whoever comes to the meeting finds it built, and a beat that was dead,
    late or doubled changes nothing.
    """
    meeting = build_agenda(today())
    return meeting.items.count() if meeting else 0

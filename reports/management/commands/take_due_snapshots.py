from django.core.management.base import BaseCommand

from cse_portal.days import today
from reports.actions.snapshots import due_months, freeze_month
from reports.management.months import told


class Command(BaseCommand):
    help = "Take every month end that is due and missing, oldest first. The schedule runs the same."

    def handle(self, **options):
        day = today()
        months = due_months(day)
        for month in months:
            self.stdout.write(told(*freeze_month(month, today=day)))
        if not months:
            self.stdout.write("No month end is due.")

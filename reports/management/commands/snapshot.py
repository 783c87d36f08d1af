from django.core.management.base import BaseCommand, CommandError

from cse_portal.days import today
from reports.actions.snapshots import NotTakenError, freeze_month
from reports.management.months import read_months, told


class Command(BaseCommand):
    help = "Take every month end of a range that is missing. What was taken is left as it is."

    def add_arguments(self, parser):
        parser.add_argument("first", help="the first month, like 2018-01")
        parser.add_argument("last", nargs="?", help="the last month (else the first)")

    def handle(self, *, first, last, **options):
        try:
            for month in read_months(first, last or first):
                self.stdout.write(told(*freeze_month(month, today=today())))
        except NotTakenError as error:
            raise CommandError(str(error)) from None

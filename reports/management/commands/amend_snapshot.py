from django.core.management.base import BaseCommand, CommandError

from cse_portal.days import today
from reports.actions.snapshots import NotTakenError, amend_month
from reports.management.months import read_month, told


class Command(BaseCommand):
    help = "Count a month end again from the records as they are now, as a new version."

    def add_arguments(self, parser):
        parser.add_argument("month", help="the month, like 2018-03")
        parser.add_argument("--reason", required=True, help="why it is counted again")

    def handle(self, *, month, reason, **options):
        try:
            snapshot = amend_month(read_month(month), reason=reason, today=today())
            self.stdout.write(told(snapshot, True))
        except NotTakenError as error:
            raise CommandError(str(error)) from None

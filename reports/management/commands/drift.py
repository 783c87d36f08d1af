from django.core.management.base import BaseCommand, CommandError

from cse_portal.audit.actions import record
from reports.actions.snapshots import newest
from reports.drift import drift, lines
from reports.management.months import read_month
from risk.models import Child


class Command(BaseCommand):
    help = (
        "Compare a frozen month end with the records as they are now: one line a changed cell, "
        "with the children and causes. Exit code 1 where there is drift."
    )

    def add_arguments(self, parser):
        parser.add_argument("month", help="the month, like 2018-03")

    def handle(self, *, month, **options):
        asked = read_month(month)
        snapshot = newest(asked)
        if snapshot is None:
            raise CommandError(
                f"The month end of {asked.name} was never taken. Take it with: "
                f"python manage.py snapshot {asked}"
            )
        found = drift(snapshot)
        children = Child.objects.filter(pk__in=found.children)
        for line in lines(found, dict(children.values_list("pk", "reference"))):
            self.stdout.write(line)
        record("drift", subject=asked, snapshot=snapshot.pk, cells=len(found.cells))
        if found.cells:
            raise SystemExit(1)

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cse_portal.days import today
from reports.demonstration import publish_editions


class Command(BaseCommand):
    help = (
        "Publish the two editions of the demonstration, once the month ends of 2018 are taken: the "
        "first counts all six statuses, the second three. The schedule does the same."
    )

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("The demonstration is published under DEMO only: set DEMO=1.")
        made = publish_editions(today())
        for edition in made:
            self.stdout.write(f"Published: {edition}")
        if not made:
            self.stdout.write("Nothing to do: published already, or its month ends are not taken.")

from django.core.management.base import BaseCommand

from risk.actions.domains import seed_domains


class Command(BaseCommand):
    help = "Write the assessment's domains to begin with, where the authority has none yet."

    def handle(self, **options):
        number = seed_domains()
        self.stdout.write(
            f"Written: {number} domains" if number else "There are domains already: nothing changed"
        )

from django.conf import settings
from django.core.management.base import BaseCommand

from reports.dictionary import as_markdown

PLACE = settings.BASE_DIR / "docs" / "data-dictionary.md"


class Command(BaseCommand):
    help = "Write docs/data-dictionary.md from the models and the dimensions."

    def handle(self, **options):
        PLACE.write_text(as_markdown(), encoding="utf-8")
        self.stdout.write(f"Written: docs/{PLACE.name}")

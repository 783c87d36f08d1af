from django.conf import settings
from django.core.management.base import BaseCommand

from cse_portal.imports.describing import as_markdown

PLACE = settings.BASE_DIR / "docs" / "imports.md"
FROM_HERE = "do not edit what follows by hand.\n"


class Command(BaseCommand):
    help = "Write the kinds and columns of extracts into docs/imports.md."

    def handle(self, **options):
        PLACE.write_text(renewed(PLACE.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(f"Written: docs/{PLACE.name}")


def renewed(page):
    """The page with its last part as the declarations say now."""
    before, mark, _ = page.partition(FROM_HERE)
    return f"{before}{mark}\n{as_markdown()}"

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cse_portal.audit.actions import record
from cse_portal.encryption.keys import UnreadableError
from cse_portal.encryption.rotation import encrypted_models, rotate, rotate_authenticators


class Command(BaseCommand):
    help = (
        "Encrypt anew, under the first of FIELD_KEYS, what an older key encrypted. Put the new key"
        " first, restart the site, run this, and only then take the old key away."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        total = rotate_authenticators()
        self.stderr.write(f"authenticators: {total} rotated")
        for model in encrypted_models():
            total += self._rotate(model)
        record("rotate_keys", rows=total)
        self.stdout.write(f"{total} rows are under the newest key now; the others were already.")

    def _rotate(self, model: Any) -> int:
        name, rotated = model._meta.verbose_name_plural, 0
        try:
            for progress in rotate(model):
                rotated = progress.rotated
                self.stderr.write(f"{name}: {progress.looked_at} looked at, {rotated} rotated")
        except UnreadableError as problem:
            raise CommandError(f"{name}: {problem}") from None
        return rotated

import hashlib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from tqdm import tqdm

from cse_portal.audit.actions import record
from cse_portal.imports.extracts import kinds
from cse_portal.imports.loading import RefusedError, load
from cse_portal.imports.reading import MEGABYTE, MOST_BYTES, UnreadableError


class Command(BaseCommand):
    help = "Load an extract, CSV or XLSX: all of it, or nothing where a row is wrong."

    def add_arguments(self, parser):
        parser.add_argument("kind", metavar="KIND", help=f"one of {', '.join(kinds())}")
        parser.add_argument("file", metavar="FILE", type=Path, help="the file")
        parser.add_argument(
            "--dry-run", action="store_true", help="tell what it would do, and write nothing"
        )

    def handle(self, *, kind, file, dry_run, **options):
        extract = kinds().get(kind)
        if extract is None:
            raise CommandError(f"There is no kind {kind!r}: choose from {', '.join(kinds())}.")
        content = self._content(file)
        told = {"sha256": hashlib.sha256(content).hexdigest(), "dry_run": dry_run}
        try:
            outcome = load(
                extract, content, name=file.name, dry_run=dry_run, progress=self._progress
            )
        except RefusedError as error:
            record("import_extract_refused", subject=kind, errors=len(error.errors), **told)
            raise CommandError(self._refusal(error, file)) from None
        except UnreadableError as error:
            record("import_extract_refused", subject=kind, errors=1, **told)
            raise CommandError(f"{file.name}: {error}") from None
        except IntegrityError:
            raise CommandError(
                "Somebody changed the same records meanwhile: nothing was written. Load it again."
            ) from None
        counts = {n: getattr(outcome, n) for n in ("added", "corrected", "unchanged")}
        record("import_extract", subject=kind, **counts, **told)
        self.stdout.write(f"{kind}: {outcome}{' (dry run: nothing written)' * dry_run}")

    def _content(self, file):
        try:
            if file.stat().st_size > MOST_BYTES:
                raise CommandError(
                    f"{file.name} is larger than {MOST_BYTES // MEGABYTE} MB: split it."
                )
            return file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None

    def _progress(self, lines):
        # Silent where nobody watches: `disable=None` shows it on a terminal only.
        return tqdm(lines, desc="Rows", unit=" rows", disable=None, delay=1)

    def _refusal(self, error, file):
        count = len(error.errors)
        lines = "\n".join(str(each) for each in error.errors)
        return (
            f"{file.name} was refused and nothing was written: {count} "
            f"error{'s' * (count != 1)}.\n{lines}"
        )

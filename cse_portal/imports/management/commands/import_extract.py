from argparse import ArgumentTypeError
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from cse_portal.days import today
from cse_portal.imports.actions.extracts import RacedError, import_extract
from cse_portal.imports.columns import day
from cse_portal.imports.extracts import kinds
from cse_portal.imports.limits import MOST_BYTES, UnreadableError
from cse_portal.imports.planning import RefusedError


class Command(BaseCommand):
    help = "Load an extract, CSV or XLSX: all of it, or nothing where a row is wrong."

    def add_arguments(self, parser):
        parser.add_argument("kind", metavar="KIND", help=f"one of {', '.join(kinds())}")
        parser.add_argument("file", metavar="FILE", type=Path, help="the file")
        parser.add_argument(
            "--dry-run", action="store_true", help="tell what it would do, and write nothing"
        )
        parser.add_argument(
            "--extracted-on",
            metavar="DATE",
            type=self._day,
            help="the day on which the other system made it, like 2018-09-03 (else today); kept "
            "with offences and suspects",
        )

    def handle(self, *, kind, file, dry_run, extracted_on, **options):
        extract = kinds().get(kind)
        if extract is None:
            raise CommandError(f"There is no kind {kind!r}: choose from {', '.join(kinds())}.")
        name = self._printable(file.name)
        content = self._content(file)
        try:
            plan = import_extract(
                extract=extract,
                content=content,
                name=name,
                dry_run=dry_run,
                progress=self._progress,
                extracted_on=extracted_on or today(),
            )
        except RefusedError as error:
            raise CommandError(self._refusal(error, name)) from None
        except (UnreadableError, RacedError) as error:
            raise CommandError(f"{name}: {error}") from None
        except KeyboardInterrupt:
            raise CommandError("Interrupted: nothing was written.") from None
        self.stdout.write(f"{kind}: {plan}{' (dry run: nothing written)' * dry_run}")

    def _day(self, text):
        try:
            return day(text)
        except ValueError as error:
            raise ArgumentTypeError(str(error)) from None

    def _content(self, file):
        try:
            # One byte more than is taken, so that a longer file is refused without reading it all.
            with file.open("rb") as opened:
                return opened.read(MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(
                f"{self._printable(str(file))} cannot be read: {error.strerror}."
            ) from None

    def _progress(self, rows, doing):
        # Silent where nobody watches: `disable=None` shows it on a terminal only.
        return tqdm(rows, desc=doing, unit=" rows", disable=None, delay=1, leave=False)

    def _printable(self, name):
        return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)

    def _refusal(self, error, name):
        count = len(error.errors)
        lines = "\n".join(map(str, error.errors))
        return (
            f"{name} was refused and nothing was written: {count:,} error{'s' * (count != 1)}.\n"
            f"{lines}"
        )

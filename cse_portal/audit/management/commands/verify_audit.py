from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cse_portal.audit.chain import EMPTY, Head, find_tampering, head


class Command(BaseCommand):
    help = (
        "Check every row of the audit log. Exit code 1, and the place, where one was changed,"
        " deleted, added or moved; that the last ones were cut off shows against an exported head."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--export-head", metavar="FILE", help="Keep it outside the database.")
        parser.add_argument("--against", metavar="FILE", help="A head that was exported before.")

    def handle(self, *args: Any, **options: Any) -> None:
        against = self._read(options["against"]) if options["against"] else EMPTY
        if found := find_tampering(against):
            raise CommandError(f"The audit log was tampered with at {found}.")
        last = head()
        if options["export_head"]:
            self._write(options["export_head"], last)
        self.stdout.write(f"The audit log is whole: {last.number} rows, head {last.hash}")

    def _read(self, name: str) -> Head:
        try:
            return Head.from_text(Path(name).read_text())
        except (OSError, ValueError) as problem:
            raise CommandError(f"{name}: {problem}") from None

    def _write(self, name: str, last: Head) -> None:
        try:
            Path(name).write_text(last.as_text())
        except OSError as problem:
            raise CommandError(f"{name}: {problem}") from None

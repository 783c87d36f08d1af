from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from crime.figures.periods import WrongDaysError
from cse_portal.audit.actions import record
from reports.disclosure.suppression import NotSafeError
from reports.figures.scale import MonthMissingError, ScaleReport
from reports.management.crime_days import add_crime_arguments, crime_days
from reports.management.months import read_months
from reports.publication.command import AUDIENCES, FORMATS, written
from reports.publication.page import NoPdfError
from risk.models import Status


class Command(BaseCommand):
    help = "Write the scale-of-CSE report of some months, from their frozen month ends."

    def add_arguments(self, parser):
        parser.add_argument("first", help="the first month, like 2018-01")
        parser.add_argument("last", nargs="?", help="the last month (else the first)")
        parser.add_argument("--format", choices=FORMATS, default="json")
        parser.add_argument(
            "--statuses",
            default=",".join(Status.at_risk()),
            help=f"the statuses that are counted, of {', '.join(Status.values)}",
        )
        parser.add_argument(
            "--audience",
            choices=AUDIENCES,
            default="internal",
            help="who it is for; a public report hides small counts (docs/disclosure.md)",
        )
        parser.add_argument(
            "--output", metavar="FILE", help="where to write (else standard output)"
        )

        add_crime_arguments(parser)

    def handle(self, *, first, last, format, audience, statuses, output, **options):
        months = read_months(first, last or first)
        counted = self._statuses(statuses)
        try:
            made = written(ScaleReport(months, counted, crime_days(options)), format, audience)
        except (MonthMissingError, WrongDaysError, NotSafeError, NoPdfError) as error:
            raise CommandError(str(error)) from None
        self._write(made, output)
        record(
            "report",
            subject=f"{months[0]} to {months[-1]}",
            format=format,
            audience=audience,
            statuses=list(counted),
        )

    def _statuses(self, text):
        wanted = [status.strip() for status in text.split(",") if status.strip()]
        unknown = [status for status in wanted if status not in Status.values]
        if unknown or not wanted:
            named = f"{unknown[0]!r} is not a status" if unknown else "No status is given"
            raise CommandError(f"{named}: choose from {', '.join(Status.values)}.")
        return [status for status in Status.values if status in wanted]

    def _write(self, made, output):
        if not output and isinstance(made, bytes):
            # Pages and pictures are no text: past the text layer of standard output.
            getattr(self.stdout, "_out", self.stdout).buffer.write(made)
            return
        if not output:
            self.stdout.write(made, ending="")
            return
        try:
            Path(output).write_bytes(made.encode() if isinstance(made, str) else made)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from None

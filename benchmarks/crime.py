"""Loading offences against a bare bulk insert of the same rows and their history rows."""

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from benchmarks.leftovers import Leftovers
from benchmarks.timing import Result, compare
from crime.models import BatchCount, ExtractBatch, Offence, RowAside, Suspect, SuspectLink
from cse_portal.imports.actions.extracts import import_extract
from cse_portal.imports.extracts import kinds
from risk.models import Area

AT_ONCE = 2_000
# Twice as many offences as children, up to the most rows that a file may have.
MOST_ROWS = 200_000
BARS = {MOST_ROWS: 3.0}
FIRST_DAY = date(2010, 1, 1)
COLUMNS = (
    *("occurrence_number", "recorded_on", "committed_from", "committed_to", "offence_type"),
    *("npt_area", "status", "outcome_code", "outcome_qualifier", "outcome_on", "cyber"),
)


def measure(size: int) -> Iterator[Result]:
    """The import of offences into an empty table."""
    rows = 2 * size
    if rows > MOST_ROWS:
        return
    with TemporaryDirectory() as folder:
        file = Path(folder) / "offences.csv"
        offences = list(invented(rows))
        write(file, offences)
        written = (BatchCount, RowAside, SuspectLink, Suspect, Offence.history.model, Offence)
        leftovers = Leftovers(*written, ExtractBatch)
        times = compare(loading(file), inserting(offences), between=leftovers.clear)
        yield Result("import of offences", rows, *times, "bare bulk insert", BARS.get(rows))


def invented(number: int) -> Iterator[tuple]:
    """So many offences over ten years, a third of them filed; every tenth has no area."""
    areas = sorted(Area.objects.values_list("code", flat=True))
    for n in range(number):
        recorded_on = FIRST_DAY + timedelta(days=n % 3650)
        committed_from = recorded_on - timedelta(days=n % 900)
        is_filed = n % 3 == 0
        yield (
            *(f"B{n:07}", recorded_on, committed_from, None, "Sexual assault"),
            *(areas[n % len(areas)] if n % 10 else None, "filed" if is_filed else "new"),
            *(("15", "Police") if is_filed else ("", "")),
            *(
                recorded_on + timedelta(days=n % 200) if is_filed else None,
                "cyber" if n % 5 else "",
            ),
        )


def write(file: Path, offences: list[tuple]) -> None:
    """The offences as an extract."""
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        writer.writerows(offences)


def loading(file: Path) -> Callable[[], None]:
    """Load the file as the command does."""

    def load() -> None:
        import_extract(extract=kinds()["offences"], content=file.read_bytes(), name=file.name)

    return load


def inserting(offences: list[tuple]) -> Callable[[], None]:
    """Insert the rows and their history rows: nothing is read, checked or compared."""
    areas = dict(Area.objects.values_list("code", "pk"))

    def made() -> Iterator[Offence]:
        for row in offences:
            values = dict(zip(COLUMNS, row, strict=True))
            offence = Offence(npt_area_id=areas.get(values.pop("npt_area")), **values)
            offence.judge_timing()
            yield offence

    def insert() -> None:
        with transaction.atomic():
            stored = Offence.objects.bulk_create(made(), batch_size=AT_ONCE)
            Offence.history.bulk_history_create(stored, batch_size=AT_ONCE)

    return insert

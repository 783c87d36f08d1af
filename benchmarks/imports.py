"""Loading an extract against a bare bulk insert of the same rows and their history rows."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from benchmarks.extracts import rows_of, write
from benchmarks.leftovers import Leftovers
from benchmarks.population import InventedChild, children
from benchmarks.timing import Result, compare
from cse_portal.imports.actions.extracts import import_extract
from cse_portal.imports.extracts import kinds
from risk.models import Child, RiskFlag
from risk.sounds import folded, sound_of

AT_ONCE = 2_000
BARS = {100_000: 3.0}
MOST_ROWS = 100_000
FIRST = 50_000_000  # beyond any child that is there already

Ids = dict[str, int]


def measure(size: int) -> Iterator[Result]:
    """``size`` rows of each kind about children who are new; an extract of a million is too big."""
    if size > MOST_ROWS:
        return
    with TemporaryDirectory() as folder:
        for kind, table in TABLES.items():
            file = Path(folder) / f"{kind}.csv"
            rows = list(islice(rows_of(kind, new_children(size)), size))
            write(file, kind, rows)
            leftovers = Leftovers(table.history.model, table)
            ours, theirs = loading(kind, file), inserting(kind, rows)
            times = compare(ours, theirs, between=leftovers.clear)
            yield Result(f"import of {kind}", size, *times, "bare bulk insert", BARS.get(size))
            if kind == "children":
                ours()  # for the flags


def new_children(count: int) -> Iterator[InventedChild]:
    return children(count, first=FIRST)


def loading(kind: str, file: Path) -> Callable[[], None]:
    """Load the file as the command does."""

    def load() -> None:
        import_extract(extract=kinds()[kind], content=file.read_bytes(), name=file.name)

    return load


def inserting(kind: str, rows: list[tuple]) -> Callable[[], None]:
    """Insert the rows and their history rows: nothing is read, checked or compared."""
    table, made = TABLES[kind], MADE[kind]
    known = Child.objects.filter(reference__gte=f"B{FIRST}")
    ids = dict(known.values_list("reference", "pk"))

    def insert() -> None:
        with transaction.atomic():
            stored = table.objects.bulk_create(made(rows, ids), batch_size=AT_ONCE)
            table.history.bulk_history_create(stored, batch_size=AT_ONCE)

    return insert


def _children(rows: list[tuple], ids: Ids) -> Iterator[Child]:
    for reference, given_name, family_name, born, sex, ethnicity in rows:
        yield Child(
            reference=reference,
            given_name=given_name,
            family_name=family_name,
            date_of_birth=born,
            sex=sex,
            ethnicity=ethnicity,
            search_text=folded(f"{given_name} {family_name} {reference}"),
            sounds=sound_of(f"{given_name} {family_name}"),
        )


def _flags(rows: list[tuple], ids: Ids) -> Iterator[RiskFlag]:
    for reference, status, start, end in rows:
        days = {"start_date": start, "end_date": end}
        yield RiskFlag(child_id=ids[reference], status=status, source="import", **days)


TABLES = {"children": Child, "flags": RiskFlag}
MADE = {"children": _children, "flags": _flags}

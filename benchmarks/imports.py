"""Loading an extract against a bare bulk insert of the same rows and their history rows."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

from cse_portal.imports.loading import load
from django.db import transaction

from benchmarks.timing import Result, compare
from cse_portal.imports.extracts import kinds
from risk.models import Child, RiskFlag

BATCH = 2000
BARS = {100_000: 3.0}
LATER = date(2030, 1, 1)


def measure(size: int) -> list[Result]:
    """``size`` further flags and children of the population."""
    if size > 100_000:
        return []
    return [_compared("flags", size, *_flags(size)), _compared("children", size, *_children(size))]


def _compared(kind: str, size: int, content: bytes, bare: Callable[[], None]) -> Result:
    def ours() -> None:
        load(kinds()[kind], content, name="bench.csv")

    times = compare(_rolled_back(ours), _rolled_back(bare), runs=3)
    return Result(f"import of {kind}", size, *times, "bare bulk_create", BARS.get(size))


def _flags(size: int) -> tuple[bytes, Callable[[], None]]:
    # The population's last flags are open, so these children are new.
    Child.objects.bulk_create(
        (
            Child(reference=f"N{n}", given_name="New", family_name="Child", search_text=f"n{n}")
            for n in range(size)
        ),
        batch_size=BATCH,
    )
    ids = dict(Child.objects.filter(reference__startswith="N").values_list("reference", "pk"))
    starts = [LATER + timedelta(days=n % 300) for n in range(size)]
    rows = [(f"N{n}", "low", starts[n].isoformat(), "") for n in range(size)]

    def bare() -> None:
        flags = RiskFlag.objects.bulk_create(
            (
                RiskFlag(child_id=ids[f"N{n}"], status="low", start_date=starts[n], source="import")
                for n in range(size)
            ),
            batch_size=BATCH,
        )
        RiskFlag.history.bulk_history_create(flags, batch_size=BATCH)

    return _csv("child_id status start_date end_date", rows), bare


def _children(size: int) -> tuple[bytes, Callable[[], None]]:
    rows = [(f"M{n}", "Ann", f"Example{n}", "2003-05-17", "F", "WBRI") for n in range(size)]

    def bare() -> None:
        children = Child.objects.bulk_create(
            (
                Child(
                    reference=f"M{n}",
                    given_name="Ann",
                    family_name=f"Example{n}",
                    date_of_birth=date(2003, 5, 17),
                    sex="F",
                    ethnicity="WBRI",
                    search_text=f"ann example{n} m{n}",
                )
                for n in range(size)
            ),
            batch_size=BATCH,
        )
        Child.history.bulk_history_create(children, batch_size=BATCH)

    return _csv("child_id given_name family_name date_of_birth gender ethnicity", rows), bare


def _csv(columns: str, rows: list[tuple]) -> bytes:
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(columns.split())
    writer.writerows(rows)
    return lines.getvalue().encode()


def _rolled_back(work: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)

    return run

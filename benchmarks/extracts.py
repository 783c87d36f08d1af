"""A population as the extracts that import_extract reads.

By hand: ``python -m benchmarks.extracts FOLDER CHILDREN`` writes them all.
"""

import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.population import AGENCIES, AREAS, InventedChild, children

COLUMNS = {
    "agencies": "code,name,service",
    "areas": "code,name,year,under_18_population",
    "children": "child_id,given_name,family_name,date_of_birth,gender,ethnicity",
    "flags": "child_id,status,start_date,end_date",
    "residences": "child_id,area,start_date,end_date",
    "allocations": "child_id,agency,is_key,start_date,end_date",
}


def rows_of(kind: str, invented: Iterable[InventedChild]) -> Iterator[tuple]:
    """The rows of an extract of a kind, about these children."""
    for c in invented:
        match kind:
            case "children":
                names = (c.reference, c.given_name, c.family_name)
                yield (*names, c.date_of_birth, c.sex, c.ethnicity)
            case "flags":
                yield from ((c.reference, *spell) for spell in c.flags)
            case "residences":
                yield from ((c.reference, *spell) for spell in c.homes)
            case "allocations":
                for is_key, spells in ((True, c.key_agencies), (False, c.other_agencies)):
                    yield from ((c.reference, a, is_key, *days) for a, *days in spells)


def write(file: Path, kind: str, rows: Iterable[tuple]) -> None:
    """Write the rows as an extract, one after the other."""
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS[kind].split(","))
        writer.writerows(map(_cells, rows))


def _cells(row: tuple) -> list[object]:
    """As an extract has them: ISO dates, true and false, and empty for what is not there."""
    return [str(value).lower() if isinstance(value, bool) else value for value in row]


def write_all(folder: Path, count: int) -> None:
    """Every extract of a population, in one folder."""
    folder.mkdir(parents=True, exist_ok=True)
    agencies = ((code, f"The agency {code}", "Works with children.") for code in AGENCIES)
    areas = ((a, a.title(), *((None, None) if a == "OOA" else (2017, 20_000))) for a in AREAS)
    write(folder / "agencies.csv", "agencies", agencies)
    write(folder / "areas.csv", "areas", areas)
    for kind in ("children", "flags", "residences", "allocations"):
        write(folder / f"{kind}.csv", kind, rows_of(kind, children(count)))


if __name__ == "__main__":
    write_all(Path(sys.argv[1]), int(sys.argv[2]))

"""Writing a population into an empty database: streamed, with COPY on PostgreSQL."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.core.management.color import no_style
from django.db import connection, transaction

from agencies.models import Agency, Allocation
from benchmarks.population import AGENCIES, AREAS, InventedChild, children
from risk.models import Area, AreaPopulation, Child, Residence, RiskFlag
from risk.models.children import folded

AT_ONCE = 20_000


def hurry() -> None:
    """Let SQLite lose an unfinished database: it would be thrown away anyhow."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000"):
                cursor.execute(f"PRAGMA {pragma}")


def load(count: int) -> None:
    """Write so many children with their spells, and let the database look at what it holds."""
    areas, agencies = _places()
    invented = children(count)
    while some := list(islice(invented, AT_ONCE)):
        with transaction.atomic():
            _write(some, areas, agencies)
    with connection.cursor() as cursor:
        # The children came with their ids, so who adds one must begin after them.
        for statement in connection.ops.sequence_reset_sql(no_style(), [Child]):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _places() -> tuple[dict[str, int], dict[str, int]]:
    for code in AREAS:
        area = Area.objects.create(code=code, name=code.title())
        if not area.is_out_of_area:
            AreaPopulation.objects.create(area=area, year=2017, under_18_population=20_000)
    for code in AGENCIES:
        name = f"The agency {code}"
        Agency.objects.create(code=code, name=name, service="Works with children.")
    return (
        dict(Area.objects.values_list("code", "pk")),
        dict(Agency.objects.values_list("code", "pk")),
    )


def _write(some: list[InventedChild], areas: dict[str, int], agencies: dict[str, int]) -> None:
    """Write some children; the key of one is its number, counted from one."""
    _insert(
        Child,
        "id reference given_name family_name date_of_birth sex ethnicity nhs_number upn "
        "nationality disability search_text",
        map(_child, some),
    )
    _insert(
        RiskFlag,
        "child_id status start_date end_date source",
        ((c.number + 1, *spell, "import") for c in some for spell in c.flags),
    )
    _insert(
        Residence,
        "child_id area_id start_date end_date postcode placement_type",
        ((c.number + 1, areas[a], *days, "", "") for c in some for a, *days in c.homes),
    )
    for is_key, spells in (
        (True, lambda c: c.key_agencies),
        (False, lambda c: c.other_agencies),
    ):
        _insert(
            Allocation,
            "child_id agency_id start_date end_date is_key",
            ((c.number + 1, agencies[a], *days, is_key) for c in some for a, *days in spells(c)),
        )


def _child(c: InventedChild) -> tuple:
    names = (c.reference, c.given_name, c.family_name)
    search = folded(f"{c.given_name} {c.family_name} {c.reference}")
    return (c.number + 1, *names, c.date_of_birth, c.sex, c.ethnicity, "", "", "", "", search)


def _insert(model: type, columns: str, rows: Iterable[tuple]) -> None:
    table, names = model._meta.db_table, ", ".join(columns.split())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns.split()))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", _plain(rows))


def _plain(rows: Iterable[tuple]) -> Iterator[tuple]:
    """Dates as SQLite keeps them."""
    for row in rows:
        yield tuple(value.isoformat() if hasattr(value, "isoformat") else value for value in row)

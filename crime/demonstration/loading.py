"""Loading the invented offences and suspects: as extracts, the way in which the police's come."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from crime.demonstration.offences import (
    EXTRACT,
    FIRST_EXTRACT,
    InventedOffence,
    as_first_extracted,
    draw_offences,
)
from crime.demonstration.suspects import InventedLink, draw_suspects
from crime.models import ExtractBatch
from cse_portal.accounts.models import Role, User
from cse_portal.imports.actions.extracts import import_extract
from cse_portal.imports.extracts import kinds
from risk.demonstration.dice import Dice

SEED = 2017


def is_loaded() -> bool:
    """Whether any extract of the police was loaded."""
    return ExtractBatch.objects.exists()


def load(children: Sequence[str]) -> str:
    """Load three extracts; ``children`` are the references to which offences may be linked.

    Tells what was loaded. Call it in the transaction of the demonstration.
    """
    dice = Dice(SEED)
    offences = draw_offences(children, dice)
    links = draw_suspects(offences, dice)
    _import("offences", as_first_extracted(offences), FIRST_EXTRACT)
    _import("offences", offences, EXTRACT)
    _import("suspects", links, EXTRACT)
    people = len({link.suspect_id for link in links})
    return f"{len(offences)} invented offences and {people} invented suspects"


def _import(kind: str, rows: Sequence[InventedOffence] | Sequence[InventedLink], day: date) -> None:
    """One extract, as the police analyst would load it."""
    import_extract(
        extract=kinds()[kind],
        content=_as_csv(rows),
        name=f"{kind}-{day}.csv",
        by=User.objects.filter(username=Role.POLICE_ANALYST).first(),
        extracted_on=day,
    )


def _as_csv(rows: Sequence[Any]) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, [field.name for field in fields(rows[0])])
    writer.writeheader()
    writer.writerows(asdict(row) for row in rows)
    return written.getvalue().encode()

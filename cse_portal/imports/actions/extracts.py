"""Loading an extract: all of it, or nothing where a row is wrong (design 6)."""

import hashlib
from datetime import date
from typing import Any

from django.db import IntegrityError, OperationalError, transaction

from cse_portal.audit.actions import record
from cse_portal.imports.checking import Contents
from cse_portal.imports.extracts import Extract
from cse_portal.imports.limits import UnreadableError
from cse_portal.imports.planning import Plan, RefusedError, quietly, read_extract
from cse_portal.imports.readers import readers_go_on
from cse_portal.imports.steps import Progress

DEADLOCK = "40P01"


class RacedError(Exception):
    """The same records were changed by somebody else while the file was written."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody changed the same records meanwhile, so nothing was written: load it again."
        )


def import_extract(
    *,
    extract: Extract,
    content: bytes,
    name: str,
    by: Any = None,
    dry_run: bool = False,
    progress: Progress = quietly,
    extracted_on: date | None = None,
) -> Plan:
    """Load a file, or with ``dry_run`` tell what it would do; ``name`` is the file's.

    ``extracted_on``: the day on which the other system made it, where that is kept.

    Raises UnreadableError, RefusedError or RacedError, and then nothing is written but the audit
    log, which tells of refused files too.
    """
    told: dict[str, Any] = {"sha256": sha256(content), "dry_run": dry_run}
    try:
        contents = read_extract(extract, content, progress)
        if not dry_run:
            days = {"extracted_on": extracted_on}
            return write(contents, name=name, by=by, progress=progress, **days, **told)
        plan = Plan(contents)
    except (UnreadableError, RefusedError, RacedError) as error:
        refused(extract, error, by=by, **told)
        raise
    record("import_extract", by=by, subject=extract.kind, **plan.counts, **told)
    return plan


def write(
    contents: Contents,
    *,
    name: str,
    by: Any,
    progress: Progress = quietly,
    expected: str | None = None,
    extracted_on: date | None = None,
    sha256: str = "",
    sets_aside: bool = False,
    **told: Any,
) -> Plan:
    """Judge what was read beside the record, and write it in the same transaction.

    With ``sets_aside`` it leaves out the rows that are wrong, where the extract keeps such rows.
    With ``expected``, the fingerprint of a plan, it writes only what that plan told; a plan with
    another fingerprint comes back unwritten. Raises RefusedError or RacedError.
    """
    try:
        with readers_go_on(), transaction.atomic():
            plan = Plan(contents, sets_aside=sets_aside)
            if expected in (None, plan.fingerprint):
                days = {"extracted_on": extracted_on}
                plan.write(name=name, by=by, progress=progress, sha256=sha256, **days)
                told |= {"sha256": sha256, **plan.counts}
                if sets_aside:
                    told["aside"] = plan.rows_aside
                record("import_extract", by=by, subject=contents.extract.kind, **told)
            return plan
    except (IntegrityError, OperationalError) as error:
        if isinstance(error, IntegrityError) or _is_deadlock(error):
            raise RacedError from error
        raise


def _is_deadlock(error: OperationalError) -> bool:
    """Whether PostgreSQL ended one of two transactions that waited for each other."""
    return getattr(error.__cause__, "sqlstate", "") == DEADLOCK


def refused(extract: Extract, error: Exception, *, by: Any, **told: Any) -> None:
    """Tell the audit log of a file that was refused, and in how many places it is wrong."""
    errors = len(error.errors) if isinstance(error, RefusedError) else 1
    record("import_extract_refused", by=by, subject=extract.kind, errors=errors, **told)


def sha256(content: bytes) -> str:
    """By what a file is known in the audit log."""
    return hashlib.sha256(content).hexdigest()

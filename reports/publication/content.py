"""The content of a report: every figure and every word of it, as plain values.

It has the keys of the JSON contract (design 6), and on top: ``counted`` (statuses, and the version
of each month end), ``bands`` (ages as pages show them), ``words`` (title, what it stands on, and
what each table is called and counts).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings

from reports import narrative
from reports.dimensions import DIMENSIONS
from reports.disclosure.suppression import Earlier, Suppression, suppress
from reports.exports import json_format
from reports.figures.bands import in_bands
from reports.figures.scale import ScaleReport, Table
from reports.periods import Period
from risk import definitions
from risk.models import Status

# Movement and agencies at work tie month ends together child by child, which no sum tells of.
INTERNAL_ONLY = ("movement", "time_on_flag", "agencies")
# The keys under which the content holds what the dimensions outside the contract count.
OTHER_TABLES = {"time_on_flag": "time_on_flag", "agency": "agencies"}


def internal_content(report: ScaleReport) -> dict[str, Any]:
    """The whole content of a report, with nothing hidden."""
    said = json_format.content(report)
    said["counted"] = {
        "statuses": [str(status) for status in report.statuses],
        "versions": {str(s.month): s.version for s in report.snapshots},
    }
    said["bands"] = {"age": _bands(report.table("age"))}
    said["words"] = _words(report)
    return plain(said)


def public_content(
    report: ScaleReport, earlier: Sequence[Earlier] = ()
) -> tuple[dict[str, Any], Suppression]:
    """The content that the public may see, and what was hidden of it.

    Raises NotSafeError where a small count can be worked out whatever is hidden.
    """
    found = suppress(
        without_internal(internal_content(report)),
        largest=settings.DISCLOSURE_THRESHOLD,
        earlier=earlier,
    )
    return found.public, found


def without_internal(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content without the tables that only an internal edition has."""
    left = {key: value for key, value in content.items() if key not in INTERNAL_ONLY}
    crime = left.get("crime")
    if crime and "basis" in crime:
        left["crime"] = {**crime, "basis": _public_basis(crime["basis"])}
    return left


def _public_basis(basis: Mapping[str, Any]) -> dict[str, Any]:
    """The days that the crime half stands on; names of files and single revisions stay inside."""
    extracts = basis.get("extracts") or {}
    return {
        "periods": basis.get("periods"),
        "extracts": {kind: found and found.get("day") for kind, found in extracts.items()},
    }


def plain(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content as it comes back from being stored as JSON."""
    return json.loads(json.dumps(content, ensure_ascii=False, default=json_format._number))


def _bands(table: Table) -> list[dict[str, Any]]:
    """A row for each band, with the codes that it puts together; none where ages have none."""
    if table.dimension.bands is None:
        return []
    labels = table.dimension.bands()
    return [
        {
            "code": row.code,
            "label": row.label,
            "codes": [r.code for r in table.rows if labels.get(r.code, r.label) == row.label],
            "counts": row.counts,
            "percent": row.percent,
        }
        for row in in_bands(table).rows
    ]


def _words(report: ScaleReport) -> dict[str, Any]:
    months = report.months
    period = Period(months[0], months[-1], tuple(Status(status) for status in report.statuses))
    statuses = dict(definitions.of_statuses())
    return {
        "authority": settings.AUTHORITY_NAME,
        "title": f"Scale of CSE in {settings.AUTHORITY_NAME}, {period.name}",
        "period": period.name,
        "as_of": narrative.as_of(period, report.snapshots),
        "counted": narrative.counted(report.statuses),
        "tables": {
            OTHER_TABLES.get(dimension.key, dimension.key): {
                "title": dimension.label,
                "definition": dimension.definition,
            }
            for dimension in DIMENSIONS
        },
        "definitions": [
            asdict(one)
            for one in (definitions.EXPLOITATION, *(statuses[code] for code in report.statuses))
        ],
    }

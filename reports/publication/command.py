"""What the command writes: a report for an audience, in a format."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from reports.exports.csv_format import as_csv
from reports.exports.json_format import as_json
from reports.figures.scale import ScaleReport
from reports.publication import formats
from reports.publication.content import internal_content, public_content

AUDIENCES = ("internal", "public")
FORMATS = tuple(formats.FORMATS)
OF_THE_CONTRACT = {"json": as_json, "csv": as_csv}
_one_at_a_time = threading.Lock()


def written(report: ScaleReport, format: str, audience: str) -> str | bytes:
    """The report as a file of the format; text where the format is text.

    Raises NotSafeError where a public one cannot be made safe, NoPdfError where no PDF can be made.
    """
    if audience == "internal":
        if format in OF_THE_CONTRACT:
            return OF_THE_CONTRACT[format](report)
        return formats.FORMATS[format].make(internal_content(report))
    with solver_kept_quiet():
        content, _ = public_content(report)
    return formats.FORMATS[format].make(content)


@contextmanager
def solver_kept_quiet() -> Iterator[None]:
    """Keep what the solver prints by itself out of standard output, where the report goes."""
    with _one_at_a_time:
        sys.stdout.flush()
        kept = os.dup(1)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 1)
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)
            os.close(nowhere)

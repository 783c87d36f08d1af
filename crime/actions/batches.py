"""Keeping what was loaded when: a batch for each extract, and taking one back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth

from crime.models import BatchCount, ExtractBatch, Offence, RowAside
from cse_portal.imports.extracts import Source
from cse_portal.imports.references import batches


@contextmanager
def keep_batch(source: Source) -> Iterator[Mapping[str, Any]]:
    """The batch of an extract that is being written; what it gives is set on every row.

    The same file again, when nothing has changed since, makes no second batch.
    """
    if _is_known(source):
        yield {}
        return
    batch = ExtractBatch.objects.create(
        kind=source.kind,
        name=source.name,
        sha256=source.sha256,
        extracted_on=source.extracted_on,
        loaded_by=source.by,
        aside=len(source.aside),
        **source.counts,
    )
    _keep_aside(batch, source)
    yield {"batch": batch}
    count_offences(batch)


def _keep_aside(batch: ExtractBatch, source: Source) -> None:
    """Keep the rows that are set aside; those of earlier extracts that came right are mended."""
    waiting = RowAside.objects.waiting().filter(batch__kind=source.kind)
    if waiting.exists():
        keys = source.keys() | {row.key for row in source.aside}
        mended = [pk for pk, key in waiting.values_list("pk", "key") if key in keys]
        for some in batches(mended):
            RowAside.objects.filter(pk__in=some).update(mended_at=batch.loaded_at)
    RowAside.objects.bulk_create(
        RowAside(batch=batch, line=row.line, key=row.key, cells=row.cells, reasons=row.reasons)
        for row in source.aside
    )


def _is_known(source: Source) -> bool:
    changes = source.counts["added"] + source.counts["corrected"]
    newest = ExtractBatch.objects.standing().of(source.kind).first()
    return not changes and newest is not None and newest.sha256 == source.sha256


def count_offences(batch: ExtractBatch) -> None:
    """Keep how many offences there are now, so that a later extract can be set beside it."""
    counted = (
        Offence.objects.order_by()
        .annotate(month=TruncMonth("recorded_on"))
        .values_list("month", "timing")
        .annotate(Count("pk"))
    )
    BatchCount.objects.bulk_create(
        BatchCount(batch=batch, month=month, timing=timing, count=count)
        for month, timing, count in counted
    )

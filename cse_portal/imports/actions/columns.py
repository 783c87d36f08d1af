"""Keeping what another system calls our columns."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cse_portal.audit.actions import record
from cse_portal.imports.extracts import Extract
from cse_portal.imports.models import ColumnName


@transaction.atomic
def name_columns(*, extract: Extract, names: Mapping[str, str], by: Any = None) -> None:
    """Set what files of a kind call our columns; those before are forgotten. "" is passed over."""
    ColumnName.objects.filter(kind=extract.kind).delete()
    ColumnName.objects.bulk_create(
        ColumnName(kind=extract.kind, theirs=theirs, ours=ours) for theirs, ours in names.items()
    )
    record("name_columns", by=by, subject=extract.kind, names=len(names))

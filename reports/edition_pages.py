"""An edition as a page of the site: its tables with links to the children behind each figure."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from reports.models import Edition
from reports.publication.document import DataTable
from reports.publication.page import context_of, shown

CHILDREN = ("risk_level", "age", "gender", "ethnicity", "key_agency", "area")
WITH_CHILDREN = (*CHILDREN, "time_on_flag", "agencies")


def page_of(edition: Edition, content: Mapping[str, Any]) -> dict[str, Any]:
    """What the template of an edition is told, from its content alone."""
    context = context_of(content)
    leads = edition.is_published and not edition.is_public
    for part in context["parts"]:
        part["lines"] = list(_lines(edition, content, part["table"], leads=leads))
    return {"said": context, "content": content}


def _lines(
    edition: Edition, content: Mapping[str, Any], table: DataTable, *, leads: bool
) -> Iterator[list[dict[str, str]]]:
    """The rows of a table; a count leads to its list of children."""
    months = content["months"]
    for n, row in enumerate(table.rows):
        cells = [{"text": shown(cell), "url": ""} for cell in row]
        if leads and table.key in WITH_CHILDREN:
            for cell, month in zip(cells[1:], months, strict=False):
                cell["url"] = _address(edition, table.key, table.codes[n], month)
        yield cells


def _address(edition: Edition, table: str, code: str, month: str) -> str:
    query = urlencode({"table": table, "code": code, "month": month})
    return f"{reverse('editions:children', args=[edition.pk])}?{query}"

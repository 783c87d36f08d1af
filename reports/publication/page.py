"""The document as one HTML page that needs nothing else, and as a tagged PDF made of it."""

import logging
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from reports.publication import drawing
from reports.publication.document import (
    NOT_APPLICABLE,
    DataTable,
    average_age,
    month_name,
    symbols,
    tables,
)
from reports.publication.text import as_html

STYLE = Path(__file__).with_name("paper.css")
# Sections that stand before the figures; the others stand after them.
OPENING = ("introduction", "context", "approach")
NO_PANGO = (
    "A PDF needs the libraries libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0 of the "
    "system, which are not there. Take --format html, or a Word document."
)


class NoPdfError(Exception):
    """The machine cannot make a PDF; the text says what is missing and what to take instead."""


def document_page(content: Mapping[str, Any]) -> str:
    """The whole document as an HTML page; the same content makes the same bytes."""
    return render_to_string("reports/publication/document.html", context_of(content))


def context_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the templates of a document are told."""
    words, edition = content["words"], content.get("edition") or {}
    sections = [
        {**section, "html": as_html(section["text"])}
        for section in edition.get("sections", [])
        if section["text"].strip()
    ]
    largest = content.get("threshold", settings.DISCLOSURE_THRESHOLD)
    commentary = edition.get("commentary", {})
    return {
        "title": edition.get("title") or words["title"],
        "author": edition.get("author") or words["authority"],
        "edition": edition.get("line", ""),
        "as_of": words["as_of"],
        "last_month": month_name(content["months"][-1]),
        "last_total": shown(content["totals"][-1]),
        "average_age": average_age(content),
        "opening": [s for s in sections if s["key"] in OPENING],
        "closing": [s for s in sections if s["key"] not in OPENING],
        "parts": [_part(t, commentary.get(t.key, ""), largest) for t in tables(content)],
        "changes": edition.get("changes", []),
        "definitions": words["definitions"],
        "style": mark_safe(STYLE.read_text()),  # noqa: S308 (our own file)
    }


def _part(table: DataTable, commentary: str, largest: int) -> dict[str, Any]:
    chart = drawing.as_svg(table) if table.chart else ""
    encoded = b64encode(chart.encode()).decode()
    return {
        "table": table,
        "rows": [[shown(cell) for cell in row] for row in table.rows],
        "footer": [
            *[shown(cell) for cell in table.footer],
            *[""] * (len(table.columns) - len(table.footer) if table.footer else 0),
        ],
        "commentary": as_html(commentary) if commentary.strip() else "",
        "chart": f"data:image/svg+xml;base64,{encoded}" if chart else "",
        "chart_title": f"Chart of {drawing.title(table)}" if chart else "",
        "alternative": drawing.alternative(table) if chart else "",
        "symbols": list(symbols(table, largest)),
    }


def shown(cell: Any) -> str:
    """A cell as people read it: 36,352; 8.0; [c]; and [z] where there is nothing."""
    if cell is None:
        return NOT_APPLICABLE
    return f"{cell:,}" if isinstance(cell, int | float) else str(cell)


def document_pdf(content: Mapping[str, Any]) -> bytes:
    """The document as a tagged PDF (PDF/UA-1). NoPdfError where the machine cannot make one."""
    return pdf_of(document_page(content))


def pdf_of(page: str) -> bytes:
    """A page as a tagged PDF; the same page makes the same bytes. It fetches nothing."""
    # Of its many steps only what goes wrong is worth a line.
    logging.getLogger("weasyprint.progress").propagate = False
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError:
        raise NoPdfError(NO_PANGO) from None
    fetcher = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    page_of = HTML(string=page, url_fetcher=fetcher)
    return page_of.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=b"cse-portal")

"""The document as Word: headings, a table with a heading row for each section, charts with text."""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from reports.publication import drawing
from reports.publication.archives import still
from reports.publication.document import DataTable
from reports.publication.page import context_of
from reports.publication.text import as_paragraphs

MADE = datetime(2018, 1, 1)  # noqa: DTZ001 (a fixed date: the same content, the same bytes)


def document_docx(content: Mapping[str, Any]) -> bytes:
    """The whole document as Word."""
    context = context_of(content)
    book = Document()
    _set_up(book, context)
    book.add_heading(context["title"], 0)
    for line in (context["edition"], context["as_of"]):
        if line:
            book.add_paragraph(line)
    for section in context["opening"]:
        _add_text(book, section["title"], section["text"])
    book.add_heading("Key figures", 1)
    book.add_paragraph(
        f"Children counted at the end of {context['last_month']}: {context['last_total']}. "
        f"Average age: {context['average_age']}."
    )
    commentary = (content.get("edition") or {}).get("commentary", {})
    for part in context["parts"]:
        _add_table(book, part, commentary.get(part["table"].key, ""))
    for section in context["closing"]:
        _add_text(book, section["title"], section["text"])
    book.add_heading("Annex: definitions", 1)
    for one in context["definitions"]:
        book.add_heading(one["term"], 2)
        book.add_paragraph(one["text"])
        book.add_paragraph(one["source"])
    written = io.BytesIO()
    book.save(written)
    return still(written.getvalue())


def _set_up(book: Any, context: Mapping[str, Any]) -> None:
    about = book.core_properties
    about.title, about.author, about.language = context["title"], context["author"], "en-GB"
    about.created = about.modified = MADE
    page = book.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    page.left_margin = page.right_margin = Cm(1.5)
    book.styles["Normal"].font.name = "Arial"
    book.styles["Normal"].font.size = Pt(10)


def _add_text(book: Any, title: str, text: str) -> None:
    book.add_heading(title, 1)
    _add_paragraphs(book, text)


def _add_paragraphs(book: Any, text: str) -> None:
    for kind, words in as_paragraphs(text):
        if kind == "h":
            book.add_heading(words, 2)
        else:
            book.add_paragraph(words, style="List Bullet" if kind == "li" else None)


def _add_table(book: Any, part: Mapping[str, Any], commentary: str) -> None:
    table: DataTable = part["table"]
    book.add_heading(table.title, 1)
    _add_paragraphs(book, commentary)
    if table.chart:
        picture = book.add_picture(io.BytesIO(drawing.as_png(table)), width=Cm(20))
        picture._inline.docPr.set("descr", drawing.alternative(table))
    book.add_paragraph(table.caption, style="Caption")
    rows = [*part["rows"], *([part["footer"]] if part["footer"] else [])]
    grid = book.add_table(1 + len(rows), len(table.columns), style="Light List Accent 1")
    for n, row in enumerate([table.columns, *rows]):
        for cell, text in zip(grid.rows[n].cells, row, strict=True):
            cell.text = str(text)
    _repeat_heading(grid.rows[0])
    book.add_paragraph(" ".join([table.definition, *part["symbols"]]))


def _repeat_heading(row: Any) -> None:
    """Mark a row as the heading of its table, repeated on every page and read out as such."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)

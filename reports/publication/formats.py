"""Every format in which a report is handed out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.publication import figures, page, sheets, word


@dataclass(frozen=True)
class Format:
    """A format by its file's ending: how it is made, its media type and what people call it."""

    name: str
    label: str
    media_type: str
    make: Callable[[Mapping[str, Any]], str | bytes]

    def bytes_of(self, content: Mapping[str, Any]) -> bytes:
        made = self.make(content)
        return made.encode() if isinstance(made, str) else made


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    one.name: one
    for one in (
        Format("pdf", "PDF", "application/pdf", page.document_pdf),
        Format("docx", "Word", f"{OFFICE}.wordprocessingml.document", word.document_docx),
        Format("xlsx", "Excel", f"{OFFICE}.spreadsheetml.sheet", sheets.document_xlsx),
        Format("ods", "ODS", "application/vnd.oasis.opendocument.spreadsheet", sheets.document_ods),
        Format("html", "Web page", "text/html; charset=utf-8", page.document_page),
        Format("csv", "CSV", "text/csv; charset=utf-8", figures.document_csv),
        Format("zip", "CSV with its description", "application/zip", figures.document_zip),
        Format("json", "JSON", "application/json", figures.document_json),
    )
}

"""The minutes as a Word document that screen readers can read: headings, header rows, language."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as Doc
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from cse_portal.autosave import moment
from cse_portal.days import completed_months, day_in_words, months_in_words
from risk.brief import AgendaLine
from risk.models import Attendance, Decision, Meeting

NOT_SIGNED = "Draft. These minutes are not signed: nothing in them has taken effect."


def document_of(
    meeting: Meeting, lines: Sequence[AgendaLine], attendances: Iterable[Attendance]
) -> bytes:
    """The minutes of a meeting, a heading for each child."""
    title = f"Minutes of the morning meeting of {day_in_words(meeting.day)}"
    document = _empty(title)
    document.add_heading(title, level=0)
    document.add_paragraph(_signature(meeting))
    _write_attendance(document, list(attendances))
    for line in lines:
        _write_child(document, line, meeting)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _empty(title: str) -> Doc:
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = "CSE Portal"
    document.core_properties.language = "en-GB"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    for style in document.styles:
        if style.type == 1 and style.name.startswith(("Heading", "Title")):
            style.font.name = "Arial"
            # Word's own theme font would win over the name.
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    return document


def _signature(meeting: Meeting) -> str:
    if not meeting.is_signed_off:
        return NOT_SIGNED
    who = meeting.signed_off_by.display_name
    return f"Signed by {who} at {moment(meeting.signed_off_at)}."


def _write_attendance(document: Doc, attendances: list[Attendance]) -> None:
    document.add_heading("Present", level=1)
    if not attendances:
        document.add_paragraph("Nobody is recorded.")
        return
    rows = [(attendance.agency.name, attendance.name) for attendance in attendances]
    _write_table(document, ("Agency", "Name"), rows)


def _write_child(document: Doc, line: AgendaLine, meeting: Meeting) -> None:
    child = line.child
    document.add_heading(f"{line.number}. {child.name}, {child.reference}", level=1)
    born = child.date_of_birth
    age = months_in_words(completed_months(born, meeting.day)) if born else "not recorded"
    reasons = ", ".join(reason.in_words for reason in line.item.reasons.all())
    flag = line.flag.get_status_display() if line.flag else "No flag"
    document.add_paragraph(f"Age: {age}. On the agenda for: {reasons}. Flag before: {flag}.")
    if line.item.presenter:
        document.add_paragraph(f"Presented by {line.item.presenter}.")
    if not line.minutes:
        document.add_paragraph("Nothing is decided.")
    for minute in line.minutes:
        _write_minute(document, minute)
    if line.review_on:
        document.add_paragraph(f"Review on {day_in_words(line.review_on)}.")


def _write_minute(document: Doc, minute: Decision) -> None:
    if minute.correction_reason:
        document.add_heading(f"Correction of {moment(minute.recorded_at)}", level=2)
        document.add_paragraph(f"Reason for the correction: {minute.correction_reason}")
    decided = document.add_paragraph("Decision: ")
    decided.add_run(minute.get_outcome_display() or "none yet").bold = True
    if minute.rationale:
        document.add_paragraph(f"Reasons: {minute.rationale}")
    for dissent in minute.dissents.all():
        said = f": {dissent.text}" if dissent.text else "."
        document.add_paragraph(f"{dissent.agency.name} disagreed{said}")
    actions = [
        (action.text, action.owner_in_words or "Nobody named", day_in_words(action.due_on))
        for action in minute.actions.all()
    ]
    if actions:
        _write_table(document, ("Action", "Who", "Due"), actions)


def _write_table(document: Doc, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(header), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    # Marked as the header, it is read out with each cell and repeated on each page.
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph()

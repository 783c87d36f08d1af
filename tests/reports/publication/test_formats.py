"""Every format holds the same figures, is accessible, and starts no formula."""

import csv
import io
import json
import zipfile

import openpyxl
import pytest
from django.core.management import call_command
from docx import Document
from odf.opendocument import load
from odf.table import Table, TableCell
from pypdf import PdfReader

from cse_portal.days import Month
from reports.figures.scale import ScaleReport
from reports.publication import page
from reports.publication.content import internal_content, public_content
from reports.publication.document import tables
from reports.publication.drawing import as_png, as_svg, bars
from reports.publication.formats import FORMATS
from tests.factories import AgencyFactory
from tests.reports.children import at_risk, freeze
from tests.reports.publication.machine import MAKEABLE, needs_pango

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_of_october", "three_months")]
MONTHS = [Month(2018, 1), Month(2018, 2)]


@pytest.fixture
def three_months():
    """Two month ends of ten girls and three boys; an agency's name that would be a formula."""
    agency = AgencyFactory(code="CSC", name='=HYPERLINK("x")')
    for n in range(13):
        at_risk(agency=agency, sex="F" if n < 10 else "M")
    freeze("2018-01", "2018-02")


@pytest.fixture
def content():
    return internal_content(ScaleReport(MONTHS))


@pytest.fixture
def public():
    return public_content(ScaleReport(MONTHS))[0]


def made(content, name):
    return FORMATS[name].bytes_of(content)


def test_workbook_has_a_table_a_sheet_and_notes(content):
    book = openpyxl.load_workbook(io.BytesIO(made(content, "xlsx")))
    assert book.sheetnames[:4] == ["Notes", "Risk level", "Age", "Gender"]
    sheet = book["Gender"]
    assert len(sheet.tables) == 1
    found = [[cell.value for cell in row] for row in sheet[sheet.tables["table_gender"].ref]]
    assert found == [
        ["Gender", "Jan 2018", "Feb 2018", "Percent"],
        ["Female", 10, 10, 76.9],
        ["Male", 3, 3, 23.1],
        ["Total", 13, 13, None],
    ]


def every_text(book):
    return [c for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if c]


def test_no_cell_starts_a_formula(content):
    cells = every_text(openpyxl.load_workbook(io.BytesIO(made(content, "xlsx"))))
    assert '\'=HYPERLINK("x")' in cells
    ods = load(io.BytesIO(made(content, "ods")))
    cells += [str(cell) for cell in ods.getElementsByType(TableCell)]
    cells += [c for row in csv.reader(io.StringIO(made(content, "csv").decode())) for c in row]
    assert [c for c in cells if isinstance(c, str) and c.startswith(("=", "+", "-", "@"))] == []
    assert not any(c.getAttribute("formula") for c in ods.getElementsByType(TableCell))


def test_ods_has_the_sheets_of_the_workbook(content):
    ods = load(io.BytesIO(made(content, "ods")))
    names = [sheet.getAttribute("name") for sheet in ods.getElementsByType(Table)]
    assert names == openpyxl.load_workbook(io.BytesIO(made(content, "xlsx"))).sheetnames


def test_word_marks_headings_and_heading_rows(content):
    book = Document(io.BytesIO(made(content, "docx")))
    assert (book.core_properties.language, book.core_properties.title) == (
        "en-GB",
        "Scale of CSE in Bradford, January to February 2018",
    )
    headings = [p.text for p in book.paragraphs if p.style.name == "Heading 1"]
    assert headings[:4] == ["Key figures", "Risk level", "Age", "Gender"]
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in book.tables)
    pictures = book.element.xpath("//wp:docPr/@descr")
    assert "Bar chart. Gender: percent of the period. Female 76.9%; Male 23.1%." in pictures


@needs_pango
def test_pdf_is_tagged_and_named(content):
    """What PDF/UA asks for and a program can see without veraPDF."""
    reader = PdfReader(io.BytesIO(made(content, "pdf")))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-GB", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata.title == "Scale of CSE in Bradford, January to February 2018"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    found = list(elements(root["/StructTreeRoot"]))
    kinds = [str(one["/S"]) for one in found]
    for kind in ("/H1", "/H2", "/Table", "/Caption", "/TH", "/TD", "/Figure", "/L", "/Link"):
        assert kind in kinds, kind
    assert all(one.get("/Alt") for one in found if one["/S"] == "/Figure")
    names = {str(one["/ID"]) for one in found if one["/S"] == "/TH"}
    heads = [headers_of(one) for one in found if one["/S"] == "/TD"]
    # Every figure names the headings of its row and of its column.
    assert heads and all(len(some) == 2 and some <= names for some in heads)
    assert reader.outline


def elements(node):
    """Every structure element below a node."""
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if hasattr(child, "get") and "/S" in child:
            yield child
            yield from elements(child)


def headers_of(element):
    return {str(name) for name in element["/A"].get_object().get("/Headers", [])}


def test_pdf_without_its_libraries_says_what_to_take(content, monkeypatch):
    import builtins

    true_import = builtins.__import__

    def without_pango(name, *arguments, **more):
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return true_import(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(page.NoPdfError, match=r"libpango-1\.0-0.*Take --format html"):
        made(content, "pdf")


@pytest.mark.parametrize("name", MAKEABLE)
def test_same_content_makes_the_same_bytes(content, name):
    assert made(content, name) == made(json.loads(json.dumps(content)), name)


def test_csv_comes_with_its_description(content):
    with zipfile.ZipFile(io.BytesIO(made(content, "zip"))) as archive:
        about = json.loads(archive.read("figures.csv-metadata.json"))
        first = archive.read(about["url"]).decode().splitlines()[0]
    assert [column["name"] for column in about["tableSchema"]["columns"]] == first.split(",")


def test_public_hides_in_every_format(public):
    assert public["tables"]["gender"][0]["counts"] == ["[c]", "[c]"]
    assert not {"movement", "time_on_flag", "agencies"} & set(public)
    said = {
        "html": made(public, "html").decode(),
        "csv": made(public, "csv").decode(),
        "docx": "".join(
            cell.text
            for table in Document(io.BytesIO(made(public, "docx"))).tables
            for row in table.rows
            for cell in row.cells
        ),
    }
    assert "76.9" not in "".join(said.values())
    assert "gender,M,Male,count,2018-01,[c]" in said["csv"]
    assert (
        "[c] confidential: a number of 1 to 5, or one that would give such a number" in said["html"]
    )
    cells = every_text(openpyxl.load_workbook(io.BytesIO(made(public, "xlsx"))))
    assert "[c]" in cells and 76.9 not in cells


def test_charts_show_the_symbol_for_what_is_hidden(public):
    (gender,) = (table for table in tables(public) if table.key == "gender")
    assert [(bar.figure, bar.length) for bar in bars(gender)] == [("[c]", None), ("[c]", None)]
    assert "<title>Gender: percent of the period</title>" in as_svg(gender)
    assert as_png(gender).startswith(b"\x89PNG")


def test_command_writes_a_public_report(tmp_path):
    out = io.StringIO()
    call_command("report", "2018-01", "2018-02", "--audience", "public", stdout=out)
    said = json.loads(out.getvalue())
    assert said["tables"]["gender"][1] == {
        "code": "M", "label": "Male", "counts": ["[c]", "[c]"], "percent": "[c]"
    }  # fmt: skip
    assert said["totals"] == [13, 13]
    file = tmp_path / "report.xlsx"
    call_command("report", "2018-01", "--format", "xlsx", "--output", str(file))
    assert openpyxl.load_workbook(file).sheetnames[0] == "Notes"

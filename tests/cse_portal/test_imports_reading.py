"""Reading files: CSV and XLSX to the same lines of text."""

import io
from datetime import date, datetime

import pytest
import xlsxwriter

from cse_portal.imports import reading, workbooks
from cse_portal.imports.limits import UnreadableError
from cse_portal.imports.reading import read
from tests.cse_portal.extract_files import SHEET, as_csv, as_xlsx, sheet_of, workbook_with


def lines_of(content):
    header, lines = read(content)
    return [(1, header), *((line.number, line.cells) for line in lines)]


def reason(content):
    with pytest.raises(UnreadableError) as raised:
        lines_of(content)
    return str(raised.value)


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_csv_and_xlsx_are_read_alike(write):
    rows = [("code", "name"), (" A ", "O'Neill, Zoë"), ("=Ann", ""), ("", ""), ("B", "two\nlines")]
    lines = lines_of(write(*rows))
    assert [cells for _, cells in lines] == [
        ["code", "name"],
        ["A", "O'Neill, Zoë"],
        ["=Ann", ""],
        ["B", "two\nlines"],
    ]


def test_cells_of_a_workbook_that_are_no_text():
    rows = [("a", "b", "c", "d", "e"), (date(2018, 9, 3), True, 12, 9434765919.0, 1.5)]
    assert lines_of(as_xlsx(*rows))[1] == (2, ["2018-09-03", "true", "12", "9434765919", "1.5"])


def test_date_cell_with_a_time_keeps_it():
    cell = datetime(2018, 9, 3, 14, 30)  # noqa: DTZ001 - a sheet knows no zone
    assert lines_of(as_xlsx(["a"], [cell]))[1] == (2, ["2018-09-03 14:30:00"])


def test_byte_order_mark_is_no_part_of_the_header():
    assert lines_of(b"\xef\xbb\xbfcode\nA\n") == [(1, ["code"]), (2, ["A"])]


def test_line_is_where_a_row_begins():
    content = b'code,name\r\nA,"two\r\nlines"\r\n\r\nB,one\rC,mac\n'
    assert lines_of(content) == [
        (1, ["code", "name"]),
        (2, ["A", "two\r\nlines"]),
        (5, ["B", "one"]),
        (6, ["C", "mac"]),
    ]


def test_row_of_a_sheet_is_known_by_its_number():
    rows = '<row r="7"><c r="B7" t="inlineStr"><is><t>x</t></is></c></row>'
    assert lines_of(workbook_with({SHEET: sheet_of(rows)}))[1] == (7, ["", "x", ""])


def test_first_sheet_is_read(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "two.xlsx") as book:
        book.add_worksheet("first").write(0, 0, "code")
        book.add_worksheet("second").write(0, 0, "other")
    assert lines_of((tmp_path / "two.xlsx").read_bytes()) == [(1, ["code"])]


def test_formula_gives_its_value_and_none_without():
    with_value = "<row><c><f>1+1</f><v>2</v></c></row>"
    empty_text = '<row><c><v>1</v></c><c t="str"><f>""</f><v></v></c></row>'
    without = "<row><c><f>1+1</f></c></row><row><c><f>1+1</f><v></v></c></row>"
    error = '<row><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    lines = lines_of(workbook_with({SHEET: sheet_of(with_value + empty_text + without + error)}))
    no_value = "the cell has a formula without a value: let the workbook calculate, and save it"
    assert [cells[:2] for _, cells in lines[1:]] == [
        ["2", ""],
        ["1", ""],
        [no_value, ""],
        [no_value, ""],
        ["the cell holds an error, #DIV/0!", ""],
    ]


def test_kind_of_file_is_told_by_content(monkeypatch):
    monkeypatch.setattr(reading.workbooks, "rows", lambda content: iter([(1, ["of a workbook"])]))
    assert read(b"PK\x03\x04")[0] == ["of a workbook"]
    assert read(b"code\n")[0] == ["code"]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b",,\n", as_xlsx()])
def test_empty_file(content):
    assert reason(content) == "The file is empty: it needs a header row with the column names."


def test_quotation_mark_in_the_wrong_place():
    assert reason(b'code,name\nA,B\nC,"D"E\n') == "Line 3 is not CSV: ',' expected after '\"'."


def test_quotation_mark_that_is_not_closed():
    assert reason(b'code,name\nA,"B\nC,D\n') == "Line 2 is not CSV: unexpected end of data."


def test_limits_are_counted_while_reading(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    assert len(lines_of(b"code\nA\n\nB\n")) == 3
    assert reason(b"code\nA\nB\nC\n") == "The file has more than 2 rows: split it."
    monkeypatch.setattr(reading, "MOST_LINES", 3)
    assert reason(b"code\n\n\n\nA\n") == "The file has more than 3 lines: split it."


def test_columns_are_counted():
    assert len(lines_of(b",".join([b"x"] * 200))[0][1]) == 200
    assert reason(b",".join([b"x"] * 201)) == "Line 1 has more than 200 columns."
    assert reason(as_xlsx("a", ["x"] * 201)) == "Line 2 has more than 200 columns."


def test_cells_of_a_workbook_that_are_only_formatted_do_not_count():
    name = '<c t="inlineStr"><is><t>x</t></is></c>'
    rows = f'<row r="2">{name * 3}<c s="1"/><c s="1"/></row><row r="3"><c s="1"/></row>'
    assert lines_of(workbook_with({SHEET: sheet_of(rows)}))[1:] == [(2, ["x", "x", "x"])]


def test_sheet_keeps_nothing_of_its_rows():
    sheet = workbooks._Sheet(io.BytesIO(sheet_of('<row ht="20" customHeight="1"/>' * 3)), [])
    assert len(list(sheet.parse())) == 4
    assert sheet.row_dimensions == {}

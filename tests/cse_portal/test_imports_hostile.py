"""Files that are broken, or made to break us: each is refused in one line, early and small."""

import os
import subprocess
import sys
import zipfile
from itertools import pairwise

import pytest
from django.conf import settings

from cse_portal.imports.limits import UnreadableError
from cse_portal.imports.reading import read
from tests.cse_portal.extract_files import MAIN, SHEET, as_csv, as_xlsx, sheet_of, workbook_with

HEADER = b"code,name,service\n"
SAVE_ALONE = "Save the sheet alone, as XLSX or as CSV UTF-8, and split it if it is long."
BILLION_LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {after} "{f"&{one};" * 10}">' for one, after in pairwise("abcdefghi"))
    + "]>"
)


def far_away():
    return workbook_with({SHEET: sheet_of('<row r="9"><c r="XFD9"><v>1</v></c></row>')})


def zip_bomb():
    return workbook_with({"xl/media/image1.png": bytes(100_000_000)})


def billion_laughs(encoding="utf-8"):
    rows = '<row><c t="inlineStr"><is><t>&i;</t></is></c></row>'
    return workbook_with({SHEET: sheet_of(rows, BILLION_LAUGHS, encoding)})


def many_rows():
    return workbook_with({SHEET: sheet_of("<row/>" * 5_000_000)})


def many_cells():
    return workbook_with({SHEET: sheet_of(f"<row>{'<c/>' * 10_000_000}</row>")})


def many_strings():
    strings = f'<sst xmlns="{MAIN}">{"<si><t>x</t></si>" * 5_000_000}</sst>'
    return workbook_with({"xl/sharedStrings.xml": strings.encode()})


def strings_without_cells():
    strings = f'<sst xmlns="{MAIN}">{"<si><t>code</t></si>" * 200_000}</sst>'
    return workbook_with({"xl/sharedStrings.xml": strings.encode()})


def many_styles():
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 10_000_000}</cellXfs></styleSheet>'
    return workbook_with({"xl/styles.xml": styles.encode()})


def long_format():
    formats = f'<numFmts><numFmt numFmtId="164" formatCode="{"[" * 300}"/></numFmts>'
    styles = f'<styleSheet xmlns="{MAIN}">{formats}</styleSheet>'
    return workbook_with({"xl/styles.xml": styles.encode()})


def long_text():
    rows = f'<row><c t="inlineStr"><is><t>{"x" * 90_000_000}</t></is></c></row>'
    return workbook_with({SHEET: sheet_of(rows)})


def long_tag():
    return workbook_with({SHEET: sheet_of(f'<row a="{"x" * 90_000_000}"/>')})


def many_attributes():
    attributes = " ".join(f"a{number}=''" for number in range(31))
    return workbook_with({SHEET: sheet_of(f"<row {attributes}/>")})


def many_parts():
    return workbook_with({f"part{number}": b"x" for number in range(2_000)})


FILES = {
    "NUL": (
        HEADER + b"A,B\0,C\n",
        "Line 2 has a NUL character: save the file as CSV UTF-8.",
    ),
    "UTF-16": (
        as_csv("code,name").decode().encode("utf-16"),
        "The file is UTF-16: save it as CSV UTF-8.",
    ),
    "UTF-16 without mark": (
        as_csv("code,name").decode().encode("utf-16-le"),
        "Line 1 has a NUL character: save the file as CSV UTF-8.",
    ),
    "CP1252": (
        HEADER + b"A,B,C\r\nD,Zo\xeb,F\r\n",
        "Line 3 is not UTF-8 (byte 30 of the file is 0xEB): save the file as CSV UTF-8.",
    ),
    "old Excel": (
        b"\xd0\xcf\x11\xe0" + bytes(100),
        "This is an old Excel workbook, or one with a password: save it as XLSX without a "
        "password, or as CSV UTF-8.",
    ),
    "too large": (
        lambda: HEADER + b"A,B,C\n" * 4_166_664,
        "The file is larger than 25 MB: split it.",
    ),
    "too many rows": (
        lambda: HEADER + b"A,B,C\n" * 200_001,
        "The file has more than 200,000 rows: split it.",
    ),
    "only newlines": (
        lambda: HEADER + b"\n" * 20_000_000,
        "The file has more than 1,048,576 lines: split it.",
    ),
    "only commas": (
        lambda: HEADER + b"," * 20_000_000,
        "Line 2 has more than 1,000,000 characters. Perhaps a quotation mark is not closed.",
    ),
    "one row over many lines": (
        lambda: HEADER + b'"\n",' * 5_000_000,
        "Line 2 has more than 1,000,000 characters. Perhaps a quotation mark is not closed.",
    ),
    "one long field": (
        lambda: HEADER + b'"' + b"x\n" * 10_000_000,
        "Line 2 is not CSV: field larger than field limit (131072).",
    ),
    "a zip that is no workbook": (
        b"PK\x05\x06" + bytes(18),
        "This is neither an XLSX workbook nor a CSV file.",
    ),
    "truncated": (as_xlsx("code")[:2_000], "The workbook is damaged: save it as XLSX again."),
    "broken XML": (
        workbook_with({SHEET: b"<worksheet><sheetData>"}),
        "The workbook is damaged: save it as XLSX again.",
    ),
    "another packing": (
        workbook_with({}, zipfile.ZIP_LZMA),
        "The workbook is packed in a way that no spreadsheet uses.",
    ),
    "sparse": (far_away, "Line 9 has more than 200 columns."),
    "zip bomb": (zip_bomb, "The workbook unpacks to more than 100 MB: split it."),
    "entity bomb": (
        billion_laughs,
        "The workbook declares XML entities, which no spreadsheet does.",
    ),
    "entity bomb in UTF-16": (
        lambda: billion_laughs("utf-16"),
        "The workbook declares XML entities, which no spreadsheet does.",
    ),
    "many rows": (many_rows, f"The workbook has more than 200,000 rows. {SAVE_ALONE}"),
    "many cells": (
        many_cells,
        f"The workbook has more than 20,000 formats or other parts beside its rows. {SAVE_ALONE}",
    ),
    "many strings": (
        many_strings,
        f"The workbook has more than 1,000,000 different texts. {SAVE_ALONE}",
    ),
    "strings without cells": (
        strings_without_cells,
        "The workbook has more texts than cells: save it as XLSX again.",
    ),
    "many styles": (
        many_styles,
        f"The workbook has more than 20,000 formats or other parts beside its rows. {SAVE_ALONE}",
    ),
    "long format": (
        long_format,
        f"The workbook has more than 255 characters in a format. {SAVE_ALONE}",
    ),
    "long text": (
        long_text,
        f"The workbook has more than 1,000,000 characters in one text. {SAVE_ALONE}",
    ),
    "long tag": (
        long_tag,
        f"The workbook has more than 1,000,000 characters in one text. {SAVE_ALONE}",
    ),
    "many attributes": (
        many_attributes,
        f"The workbook has more than 30 attributes in one place. {SAVE_ALONE}",
    ),
    "many parts": (many_parts, f"The workbook has more than 2,000 parts. {SAVE_ALONE}"),
}


@pytest.mark.parametrize("name", FILES)
def test_hostile_file_is_refused_in_one_line(name):
    content, expected = FILES[name]
    with pytest.raises(UnreadableError) as raised:
        _, lines = read(content() if callable(content) else content)
        for _ in lines:
            pass
    assert str(raised.value) == expected


# Those that would take the most time or memory, each in a process of its own.
HEAVY = ["only newlines", "only commas", "zip bomb", "entity bomb", "many strings", "many rows"]


# What the process itself has used; what it inherits from us when it is born does not count.
RUN = """
import re, runpy, sys, time
try:
    runpy.run_path("manage.py", run_name="__main__")
finally:
    # Of the processor, not of the clock: a busy machine must not fail what it only delays.
    print(time.process_time())
    print(re.search(r"VmHWM:\\s+([0-9]+) kB", open("/proc/self/status").read())[1])
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A database of its own for the processes, which refuse the file in the audit log too."""
    address = f"sqlite:///{tmp_path_factory.mktemp('hostile')}/site.sqlite3"
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    environment = {**os.environ, "DATABASE_URL": address}
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
    return environment


@pytest.mark.parametrize("name", HEAVY)
def test_hostile_file_takes_little_time_and_memory(name, database, tmp_path):
    content, expected = FILES[name]
    (tmp_path / "hostile").write_bytes(content())
    command = [sys.executable, "-c", RUN, "import_extract", "agencies", tmp_path / "hostile"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=database, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, f"CommandError: hostile: {expected}\n")
    seconds, kilobytes = done.stdout.split()
    assert float(seconds) < 10
    assert int(kilobytes) / 1024 < 300

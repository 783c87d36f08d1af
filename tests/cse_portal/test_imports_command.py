"""``manage.py import_extract``: what it prints, where, and with which exit code."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cse_portal.audit.models import AuditEntry
from risk.models import Child, RiskFlag
from tests.cse_portal.extract_files import as_csv, as_xlsx
from tests.factories import ChildFactory

CHILDREN = "child_id,given_name,family_name,date_of_birth,gender,ethnicity"
FLAGS = "child_id,status,start_date,end_date"


@pytest.fixture
def run(tmp_path):
    """Runs the command on a file with this content, and gives back what it prints."""

    def run_on(kind, content, *options, name="file.csv"):
        (tmp_path / name).write_bytes(content)
        out = StringIO()
        call_command("import_extract", kind, str(tmp_path / name), *options, stdout=out)
        return out.getvalue()

    return run_on


@pytest.mark.django_db
def test_counts_are_printed(run):
    children = as_csv(CHILDREN, "C1,Ann,Example,,,", "C2,Bea,Example,,,")
    assert run("children", children) == "children: 2 added, 0 corrected, 0 unchanged\n"
    assert run("children", children) == "children: 0 added, 0 corrected, 2 unchanged\n"
    mended = as_xlsx(CHILDREN, "C1,Anne,Example,,,", "C3,Cleo,Example,,,")
    assert run("children", mended) == "children: 1 added, 1 corrected, 0 unchanged\n"


@pytest.mark.django_db
def test_dry_run_says_so_and_writes_nothing(run):
    content = as_csv(CHILDREN, "C1,Ann,Example,,,")
    assert run("children", content, "--dry-run") == (
        "children: 1 added, 0 corrected, 0 unchanged (dry run: nothing written)\n"
    )
    assert Child.objects.count() == 0


@pytest.mark.django_db
def test_history_names_the_file_and_no_folder(run):
    run("children", as_csv(CHILDREN, "C1,Ann,Example,,,"), name="September 2018.csv")
    assert Child.history.get().history_change_reason == "Extract September 2018.csv"


@pytest.mark.django_db
def test_long_name_of_a_file_is_cut_in_the_history(run):
    name = f"{'x' * 150}.csv"
    run("children", as_csv(CHILDREN, "C1,Ann,Example,,,"), name=name)
    assert Child.history.get().history_change_reason == f"Extract {name}"[:100]


@pytest.mark.django_db
def test_bad_rows_are_told_line_by_line(run):
    ChildFactory(reference="C1")
    with pytest.raises(CommandError) as raised:
        run("flags", as_csv(FLAGS, "C1,high,29/02/2023,", "C9,low,2018-01-01,"), name="flags.csv")
    assert str(raised.value).splitlines() == [
        "flags.csv was refused and nothing was written: 2 errors.",
        "line 2, column start_date: '29/02/2023' is not a date: write it like 2018-09-03",
        'line 3, column child_id: There is no child "C9": load the children first',
    ]
    assert RiskFlag.objects.count() == 0


HEADERS = {
    "unknown": (
        f"{FLAGS},colour",
        'Unknown column "colour". The columns of flags are: '
        "child_id, status, start_date, end_date.",
    ),
    "unknown ones": (
        "child_id,a,b,b",
        'Unknown columns "a", "b". The columns of flags are: '
        "child_id, status, start_date, end_date.",
    ),
    "many unknown": (
        ",".join(f"x{number}" for number in range(12)),
        'Unknown columns "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9" and 2 '
        "more. The columns of flags are: child_id, status, start_date, end_date.",
    ),
    "without name": (
        f"{FLAGS},",
        'Unknown column "". The columns of flags are: child_id, status, start_date, end_date.',
    ),
    "missing": (
        "child_id,start_date",
        'Missing columns "status", "end_date". The columns of flags are: '
        "child_id, status, start_date, end_date.",
    ),
    "repeated": (
        f"{FLAGS},status",
        'Repeated column "status". The columns of flags are: '
        "child_id, status, start_date, end_date.",
    ),
    "other letters": (
        "Child_ID,status,start_date,end_date",
        'Unknown column "Child_ID". The columns of flags are: '
        "child_id, status, start_date, end_date.",
    ),
    "other separator": (
        FLAGS.replace(",", ";"),
        'Unknown column "child_id;status;start_date;end_date". The columns of flags are: '
        "child_id, status, start_date, end_date. The columns must be separated by commas.",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", HEADERS)
def test_wrong_header_is_told_by_name(name, run):
    header, reason = HEADERS[name]
    with pytest.raises(CommandError) as raised:
        run("flags", as_csv([*header.split(",")]))
    assert str(raised.value) == f"file.csv: {reason}"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.detail["errors"]) == ("import_extract_refused", 1)


@pytest.mark.django_db
def test_columns_that_may_be_missing_are_told_in_brackets(run):
    with pytest.raises(CommandError, match=r"end_date, \[postcode\], \[placement_type\]\.$"):
        run("residences", b"child_id\n")


def test_unknown_kind():
    with pytest.raises(CommandError) as raised:
        call_command("import_extract", "lost_property", "file.csv")
    assert str(raised.value) == (
        "There is no kind 'lost_property': choose from agencies, areas, children, "
        "allocations, postcodes, flags, residences, missing_episodes."
    )


def test_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError) as raised:
        call_command("import_extract", "flags", str(tmp_path / "none.csv"))
    assert str(raised.value) == f"{tmp_path}/none.csv cannot be read: No such file or directory."


def test_folder_is_no_file(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        call_command("import_extract", "flags", str(tmp_path))


def test_process_ends_with_1_and_says_why_on_standard_error(tmp_path):
    (tmp_path / "agencies.csv").write_bytes(as_csv("code,name,service", "A,,C", "B,B,"))
    command = [sys.executable, "manage.py"]
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3"}

    def run(*arguments):
        return subprocess.run(
            [*command, *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    run("migrate", "--verbosity=0")
    refused = run("import_extract", "agencies", f"{tmp_path}/agencies.csv")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "CommandError: agencies.csv was refused and nothing was written: 2 errors.\n"
        "line 2, column name: it is empty\n"
        "line 3, column service: it is empty\n"
    )
    (tmp_path / "agencies.csv").write_bytes(as_csv("code,name,service", "A,B,C"))
    taken = run("import_extract", "agencies", f"{tmp_path}/agencies.csv")
    assert (taken.returncode, taken.stdout, taken.stderr) == (
        0,
        "agencies: 1 added, 0 corrected, 0 unchanged\n",
        "",
    )

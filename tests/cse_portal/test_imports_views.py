"""The pages of an upload: who comes in, what they show, and that what was shown is imported."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency
from cse_portal.accounts.models import Role, User
from cse_portal.audit.models import AuditEntry
from cse_portal.imports import limits, views
from cse_portal.imports.extracts import kinds
from cse_portal.imports.models import State, Upload, WrongCell
from risk.models import Child
from tests.cse_portal.extract_files import SHEET, as_csv, as_xlsx, sheet_of, workbook_with
from tests.factories import AgencyFactory, ChildFactory, UserFactory

pytestmark = pytest.mark.django_db

HEADER = "code,name,service"
TWO = as_csv(HEADER, "CAMHS,Mental health,Helps", "YOT,Youth team,Works")


@pytest.fixture
def coordinator(client: Client) -> User:
    user = UserFactory(role=Role.COORDINATOR)
    client.force_login(user)
    return user


def send(client: Client, content: bytes, *, kind: str = "agencies", name: str = "a.csv"):
    """Upload a file, and read the page to which that leads."""
    file = io.BytesIO(content)
    file.name = name
    return client.post("/imports/", {"kind": kind, "file": file}, follow=True)


def newest() -> Upload:
    return Upload.objects.first()


def confirm(client: Client, upload: Upload, fingerprint: str | None = None):
    shown = upload.fingerprint if fingerprint is None else fingerprint
    return client.post(f"/imports/{upload.pk}/confirm/", {"fingerprint": shown}, follow=True)


def rows_of(page, caption: str) -> list[list[str]]:
    """The cells of a table of a page."""
    found = re.search(rf'aria-label="{caption}".*?</table>', page.content.decode(), re.S)
    rows = re.findall(r"<tr.*?</tr>", found[0], re.S)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in rows]
    return [[re.sub(r"<.*?>", "", cell).strip() for cell in row] for row in cells]


# Who comes in

ADDRESSES = [
    ("get", "/imports/"),
    ("post", "/imports/"),
    ("get", "/imports/columns/"),
    ("get", "/imports/columns/agencies.csv"),
    ("get", "/imports/1/"),
    ("post", "/imports/1/check/"),
    ("post", "/imports/1/confirm/"),
    ("post", "/imports/1/discard/"),
    ("get", "/imports/1/errors.csv"),
]


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
@pytest.mark.parametrize("role", [*(r for r in Role if r != Role.COORDINATOR), None])
def test_other_roles_stay_out(client, role, method, address):
    client.force_login(UserFactory(role=role))
    assert getattr(client, method)(address).status_code == 403


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_nobody_comes_in_without_sign_in(client, method, address):
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer.url) == (302, f"/accounts/sign-in/?next={address}")


def test_superuser_without_role_stays_out(client):
    client.force_login(UserFactory(is_superuser=True))
    assert client.get("/imports/").status_code == 403


def test_nobody_else_sees_an_upload(client, coordinator):
    send(client, TWO)
    pk = newest().pk
    client.force_login(UserFactory(role=Role.COORDINATOR))
    for method, address in ADDRESSES[4:]:
        assert getattr(client, method)(address.replace("/1/", f"/{pk}/")).status_code == 404
    assert newest().state == State.READY
    assert "a.csv" not in client.get("/imports/").content.decode()


@pytest.mark.parametrize(
    "address", ["/imports/1/check/", "/imports/1/confirm/", "/imports/1/discard/"]
)
def test_nothing_is_done_by_a_link(client, coordinator, address):
    assert client.get(address).status_code == 405


@pytest.mark.parametrize(("method", "address"), [each for each in ADDRESSES if each[0] == "post"])
def test_every_form_needs_its_token(coordinator, method, address):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(coordinator)
    assert strict.post(address).status_code == 403


# The form


def test_form_asks_for_both(client, coordinator):
    page = client.post("/imports/", {})
    assert page.context["form"].errors == {
        "kind": ["Choose the kind of extract"],
        "file": ["Choose the file"],
    }
    assert Upload.objects.count() == 0


def test_form_offers_every_kind(client, coordinator):
    choices = client.get("/imports/").context["form"].fields["kind"].choices
    assert [code for code, _ in choices] == list(kinds())
    assert ("agencies", "Agencies") in choices


def test_kind_that_there_is_not(client, coordinator):
    page = send(client, TWO, kind="spells")
    assert "not one of the available choices" in page.context["form"].errors["kind"][0]


def test_empty_file_is_told_beside_the_field(client, coordinator):
    page = send(client, b"")
    assert page.context["form"].errors == {
        "file": ["The file is empty: it needs a header row with the column names."]
    }
    assert page.context["form"].data["kind"] == "agencies"


@pytest.mark.parametrize("extra", [1, 5_000_000])
def test_file_that_is_too_large_is_told_beside_the_field(client, coordinator, extra):
    page = send(client, b"x" * (limits.MOST_BYTES + extra))
    form = page.context["form"]
    assert form.errors == {"file": ["The file is larger than 25 MB: split it."]}
    assert form.data["kind"] == "agencies"
    # What came after the limit was not kept.
    assert form.files["file"].size <= limits.MOST_BYTES + form.files["file"].DEFAULT_CHUNK_SIZE


def test_file_of_the_largest_size_is_taken(client, coordinator, monkeypatch):
    monkeypatch.setattr("cse_portal.imports.forms.MOST_BYTES", len(TWO))
    monkeypatch.setattr("cse_portal.imports.uploading.MOST_BYTES", len(TWO))
    send(client, TWO)
    assert newest().state == State.READY


def test_limits_are_said(client, coordinator):
    assert client.get("/imports/").context["form"].fields["file"].help_text == (
        "CSV (UTF-8) or XLSX, with a header row. At most 25 MB, 200,000 rows and 200 columns."
    )
    assert (limits.MOST_BYTES, limits.MOST_ROWS) == (25_000_000, 200_000)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            as_csv("code;name;service", "A;B;C"),
            'a.csv: Unknown column "code;name;service". The columns of agencies are: code, name, '
            "service. The columns must be separated by commas.",
        ),
        (
            as_csv("code,name", "A,B"),
            'a.csv: Missing column "service". The columns of agencies are: code, name, service.',
        ),
    ],
)
def test_file_that_cannot_be_read_is_told_beside_the_field(client, coordinator, content, reason):
    page = send(client, content)
    assert page.context["form"].errors == {"file": [reason]}
    assert page.context["form"].data == {"kind": "agencies"}
    upload = newest()
    assert (upload.state, bytes(upload.content)) == (State.REFUSED, b"")
    assert AuditEntry.objects.first().action == "import_extract_refused"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("é;".encode("utf-16"), "The file is UTF-16: save it as CSV UTF-8."),
        ("code,name,service\n1,é,b".encode("cp1252"), "Line 2 is not UTF-8"),
        (b"code,name,service\n1,\0,b", "Line 2 has a NUL character"),
        (b"PK\3\4 and nothing more", "The workbook is damaged"),
        (
            workbook_with({SHEET: sheet_of('<row r="9"><c r="XFD9"><v>1</v></c></row>')}),
            "has more than 200 columns",
        ),
    ],
)
def test_hostile_file_is_told_beside_the_field(client, coordinator, content, reason):
    page = send(client, content)
    assert page.status_code == 200
    [told] = page.context["form"].errors["file"]
    assert reason in told


def test_file_that_cannot_be_read_may_come_again(client, coordinator):
    for _ in range(2):
        page = send(client, as_csv("code;name;service", "A;B;C"))
        assert "The columns must be separated by commas." in page.content.decode()
    assert Upload.objects.count() == 1


# The preview


def test_preview_shows_what_the_file_would_do(client, coordinator):
    AgencyFactory(code="YOT", name="Youth team", service="Works")
    AgencyFactory(code="HEALTH", name="Health", service="Cures")
    page = send(client, as_csv(HEADER, "=A,New,Helps", "YOT,Youth team,Works", "HEALTH,NHS,Heals"))
    assert page.redirect_chain == [(f"/imports/{newest().pk}/", 302)]
    assert page.context["counts"] == [
        ("Kind of extract", "Agencies"),
        ("Rows added", "1"),
        ("Rows corrected", "1"),
        ("Rows unchanged", "1"),
    ]
    heads = ["Line", "code", "name", "service"]
    assert rows_of(page, "Rows added") == [heads, ["2", "=A", "New", "Helps"]]
    assert rows_of(page, "Rows unchanged") == [heads, ["3", "YOT", "Youth team", "Works"]]
    assert rows_of(page, "Rows corrected") == [
        ["Line", "Row", "Column", "Recorded now", "In the file"],
        ["4", "HEALTH", "name", "Health", "NHS"],
        ["4", "HEALTH", "service", "Cures", "Heals"],
    ]
    assert Agency.objects.filter(code="=A").count() == 0


def test_preview_says_values_as_people_do(client, coordinator):
    ChildFactory(reference="C1", given_name="Ann", family_name="Lee", ethnicity="WBRI")
    header = "child_id,given_name,family_name,date_of_birth,gender,ethnicity,looked_after"
    page = send(
        client,
        as_csv(header, "C1,Ann,Lee,2003-05-18,F,,true", "C2,Bo,<b>,,,,"),
        kind="children",
    )
    assert rows_of(page, "Rows corrected")[1:] == [
        ["2", "C1", "date_of_birth", "17 May 2003", "18 May 2003"],
        ["2", "C1", "ethnicity", "WBRI", "empty"],
        ["2", "C1", "looked_after", "empty", "true"],
    ]
    assert rows_of(page, "Rows added")[1] == ["3", "C2", "Bo", "&lt;b&gt;", *["empty"] * 4]


def test_preview_shows_the_first_rows_only(client, coordinator):
    send(client, as_csv(HEADER, *(f"A{n},Agency,Helps" for n in range(1_234))))
    page = client.get(f"/imports/{newest().pk}/")
    assert "The first 20 of 1,234 rows." in page.content.decode()
    assert len(rows_of(page, "Rows added")) == 21


def test_preview_says_where_nothing_would_change(client, coordinator):
    AgencyFactory(code="YOT", name="Youth team", service="Works")
    page = send(client, as_csv(HEADER, "YOT,Youth team,Works"))
    assert "importing the file would change nothing" in page.content.decode()
    assert "importing the file would change nothing" not in send(client, TWO).content.decode()


# The import


def test_confirming_imports_what_was_previewed(client, coordinator):
    send(client, TWO, name="agencies.csv")
    upload = newest()
    page = confirm(client, upload)
    upload.refresh_from_db()
    assert (upload.state, bytes(upload.content), upload.preview) == (State.DONE, b"", {})
    assert page.context["counts"][1:] == [
        ("Rows added", "2"),
        ("Rows corrected", "0"),
        ("Rows unchanged", "0"),
    ]
    agency = Agency.objects.get(code="YOT")
    assert (agency.name, agency.service) == ("Youth team", "Works")
    [row] = agency.history.all()
    assert (row.history_user, row.history_change_reason) == (coordinator, "Extract agencies.csv")


def test_workbook_is_taken_too(client, coordinator):
    send(client, as_xlsx(HEADER, "YOT,Youth team,Works"), name="a.xlsx")
    confirm(client, newest())
    assert Agency.objects.get().code == "YOT"


def test_confirming_twice_imports_once(client, coordinator):
    send(client, TWO)
    upload = newest()
    assert confirm(client, upload).status_code == 200
    page = confirm(client, upload)
    assert page.context["upload"].state == State.DONE
    assert Agency.history.count() == 2
    assert AuditEntry.objects.filter(action="import_extract").count() == 1


def test_sending_the_form_twice_is_one_upload(client, coordinator):
    send(client, TWO)
    send(client, TWO)
    assert Upload.objects.count() == 1
    assert newest().state == State.READY


def test_same_file_may_come_again_once_it_is_imported(client, coordinator):
    send(client, TWO)
    confirm(client, newest())
    send(client, TWO)
    assert [each.unchanged for each in Upload.objects.all()] == [2, 0]
    assert newest().state == State.READY


def test_record_that_changed_is_previewed_again(client, coordinator):
    send(client, TWO)
    upload = newest()
    AgencyFactory(code="YOT", name="Another", service="Works")
    page = confirm(client, upload)
    assert "The record has changed since you looked at this file" in page.content.decode()
    assert page.context["counts"][1:3] == [("Rows added", "1"), ("Rows corrected", "1")]
    assert Agency.objects.get().name == "Another"
    page = confirm(client, newest())
    assert page.context["upload"].state == State.DONE
    assert Agency.objects.get(code="YOT").name == "Youth team"


def test_record_that_changed_may_bring_errors(client, coordinator):
    child = ChildFactory(reference="C1")
    send(client, as_csv("child_id,status,start_date,end_date", "C1,high,2018-01-01,"), kind="flags")
    upload = newest()
    child.delete()
    page = confirm(client, upload)
    assert "The record has changed since you looked at this file" in page.content.decode()
    assert page.context["found"] == "1 error in 1 row"


def test_preview_that_somebody_saw_in_another_tab_is_not_imported(client, coordinator):
    send(client, TWO)
    upload = newest()
    AgencyFactory(code="YOT", name="Another", service="Works")
    send(client, TWO)
    page = confirm(client, upload)
    assert "This file was checked again meanwhile" in page.content.decode()
    assert (newest().state, Agency.objects.count()) == (State.READY, 1)
    assert confirm(client, newest(), "").context["upload"].state == State.READY


# Errors

WRONG = as_csv(HEADER, ",Nobody,Helps", "YOT,,")


def test_errors_are_shown_by_line(client, coordinator):
    page = send(client, WRONG)
    assert page.context["found"] == "3 errors in 2 rows"
    assert rows_of(page, "Errors") == [
        ["Line", "Column", "What is wrong"],
        ["2", "code", "it is empty"],
        ["3", "name", "it is empty"],
        ["3", "service", "it is empty"],
    ]
    assert Agency.objects.count() == 0


def test_file_with_errors_cannot_be_confirmed(client, coordinator):
    send(client, WRONG)
    confirm(client, newest())
    assert (newest().state, Agency.objects.count()) == (State.REFUSED, 0)


def test_errors_are_paged_with_few_queries(client, coordinator, django_assert_max_num_queries):
    send(client, as_csv(HEADER, *(f"A{n},," for n in range(60))))
    with django_assert_max_num_queries(8):
        page = client.get(f"/imports/{newest().pk}/?page=2")
    assert page.context["found"] == "120 errors in 60 rows"
    assert len(rows_of(page, "Errors")) == 51
    assert rows_of(page, "Errors")[1] == ["27", "name", "it is empty"]


def test_errors_are_handed_out_safely(client, coordinator):
    wrong = [(2, "code", '=HYPERLINK("x")'), (3, "name", "it is empty")]
    send(client, WRONG)
    upload = newest()
    upload.wrong_cells.all().delete()
    for line, column, reason in wrong:
        WrongCell.objects.create(upload=upload, line=line, column=column, reason=reason)
    answer = client.get(f"/imports/{upload.pk}/errors.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == (
        f'attachment; filename="errors-agencies-{upload.pk}.csv"'
    )
    assert list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))) == [
        ["line", "column", "reason"],
        ["2", "code", '\'=HYPERLINK("x")'],
        ["3", "name", "it is empty"],
    ]
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.actor, entry.detail) == (
        "export_upload_errors",
        coordinator,
        {"upload": upload.pk},
    )


def test_file_is_checked_again_when_the_record_has_what_it_lacked(client, coordinator):
    rows = as_csv("child_id,status,start_date,end_date", "C1,high,2018-01-01,")
    assert send(client, rows, kind="flags").context["found"] == "1 error in 1 row"
    ChildFactory(reference="C1")
    page = client.post(f"/imports/{newest().pk}/check/", follow=True)
    assert page.context["counts"][1] == ("Rows added", "1")
    assert WrongCell.objects.count() == 0


# Discarding, and what is left


def test_discarding_forgets_the_file(client, coordinator):
    send(client, WRONG)
    page = client.post(f"/imports/{newest().pk}/discard/", follow=True)
    assert "a.csv is discarded. Nothing of it was imported." in page.content.decode()
    upload = newest()
    assert (upload.state, bytes(upload.content), upload.preview) == (State.DISCARDED, b"", {})
    assert WrongCell.objects.count() == 0
    assert AuditEntry.objects.first().action == "discard_upload"
    page = client.get(f"/imports/{upload.pk}/")
    assert "The file is deleted, and nothing of it was imported." in page.content.decode()


def test_discarded_file_is_not_imported(client, coordinator):
    send(client, TWO)
    upload = newest()
    client.post(f"/imports/{upload.pk}/discard/")
    assert confirm(client, upload).context["upload"].state == State.DISCARDED
    assert Agency.objects.count() == 0


def test_imported_file_is_not_discarded(client, coordinator):
    send(client, TWO)
    confirm(client, newest())
    client.post(f"/imports/{newest().pk}/discard/")
    assert newest().state == State.DONE


def test_recent_uploads_are_listed(client, coordinator, django_assert_max_num_queries):
    send(client, TWO, name="first.csv")
    confirm(client, newest())
    for n in range(views.RECENT):
        send(client, as_csv(HEADER, f"A{n},B,"), name=f"{n}.csv")
    with django_assert_max_num_queries(6):
        page = client.get("/imports/")
    rows = rows_of(page, "Your recent uploads")
    assert [row[0] for row in rows[1:]] == [f"{n}.csv" for n in reversed(range(views.RECENT))]
    assert rows[1][1::2] == ["Agencies", "Has errors"]


# Progress


def at_work(user: User, **fields) -> Upload:
    return Upload.objects.create(
        by=user, kind="agencies", name="a.csv", size=1, sha256="0", content=TWO, **fields
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "It waits for its turn."),
        ({"claim": "12345678123456781234567812345678"}, "It has begun."),
        ({"rows_read": 12_000}, "12,000 rows read so far."),
        ({"rows_read": 1}, "1 row read so far."),
        (
            {"rows_read": 12_000, "is_read": True},
            "12,000 rows read. They are compared with the record.",
        ),
        (
            {"rows_read": 12_000, "is_read": True, "state": State.WRITING},
            "12,000 rows read. They are compared with the record and written.",
        ),
    ],
)
def test_progress_is_told_and_the_page_reloads_itself(client, coordinator, fields, said):
    upload = at_work(coordinator, **fields)
    page = client.get(f"/imports/{upload.pk}/")
    assert f'role="status">{said}</p>' in page.content.decode()
    assert page["Refresh"] == "2"


def test_progress_stands_still_when_asked(client, coordinator):
    page = client.get(f"/imports/{at_work(coordinator).pk}/?still=1")
    assert "Refresh" not in page
    assert "Keep it up to date" in page.content.decode()


@pytest.mark.parametrize(
    ("state", "minutes", "stopped"),
    [
        (State.CHECKING, 1.9, False),
        (State.CHECKING, 2.1, True),
        (State.WRITING, 9.9, False),
        (State.WRITING, 10.1, True),
        (State.READY, 60, False),
    ],
)
def test_work_that_gives_no_sign_has_stopped(coordinator, state, minutes, stopped):
    heard_at = timezone.now() - timedelta(minutes=minutes)
    assert at_work(coordinator, state=state, heard_at=heard_at).is_stopped == stopped


def test_work_that_has_stopped_is_begun_again_by_a_button(client, coordinator):
    upload = at_work(coordinator, heard_at=timezone.now() - timedelta(hours=1))
    page = client.get(f"/imports/{upload.pk}/")
    assert "the work has stopped" in page.content.decode()
    assert "Refresh" not in page
    client.post(f"/imports/{upload.pk}/check/")
    assert newest().state == State.READY


def test_work_in_progress_is_left_alone(client, coordinator):
    upload = at_work(coordinator, claim="12345678123456781234567812345678")
    for name in ("check", "discard", "confirm"):
        client.post(f"/imports/{upload.pk}/{name}/")
    assert newest().state == State.CHECKING


# Help


def test_template_has_the_header_only(client, coordinator):
    answer = client.get("/imports/columns/flags.csv")
    assert answer.content.decode("utf-8-sig") == "child_id,status,start_date,end_date\r\n"
    assert answer["Content-Disposition"] == 'attachment; filename="flags.csv"'
    assert client.get("/imports/columns/spells.csv").status_code == 404


@pytest.mark.parametrize("kind", list(kinds()))
def test_template_is_an_extract(client, coordinator, kind):
    template = client.get(f"/imports/columns/{kind}.csv").content
    page = send(client, template, kind=kind)
    assert page.context["upload"].state == State.READY


def test_columns_are_described(client, coordinator):
    page = client.get(reverse("imports:columns"))
    assert rows_of(page, "Columns of allocations")[1:3] == [
        ["child_id", "The child&#x27;s reference.", "Always"],
        ["agency", "The agency&#x27;s code.", "Always"],
    ]
    assert [each["kind"] for each in page.context["kinds"]] == list(kinds())
    assert Child.objects.count() == 0

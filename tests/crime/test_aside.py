"""Wrong rows that are set aside on the upload page: kept, listed, not counted, until mended."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crime.figures.crime import CrimeFigures
from crime.figures.periods import CrimePeriods
from crime.models import ExtractBatch, Offence, RowAside, Suspect
from cse_portal.accounts.models import Role
from cse_portal.audit.models import AuditEntry
from cse_portal.imports.actions import uploads
from cse_portal.imports.actions.work import work_on
from cse_portal.imports.models import State, Upload
from tests.cse_portal.extract_files import as_csv, load
from tests.factories import AreaFactory, UserFactory

pytestmark = pytest.mark.django_db
OFFENCES = (
    "occurrence_number,recorded_on,committed_from,committed_to,offence_type,npt_area,status,"
    "outcome_code,outcome_qualifier,outcome_on,cyber"
)
SUSPECTS = "suspect_id,occurrence_number,gender,date_of_birth,ethnicity,nationality,npt_area"
GOOD = "O1,2018-01-10,,,,,new,,,,"
BAD = ["O2,2018-01-11,,,,NORTH,closed,,,,", "O3,2018-01-11,,,,,filed,22,,2018-02-01,"]


@pytest.fixture
def analyst(settings):
    settings.DEMO_TODAY = date(2018, 10, 1)
    return UserFactory(role=Role.POLICE_ANALYST)


def refused(by, *rows, kind="offences", header=OFFENCES):
    """A file with errors, as it was handed in and checked."""
    content = as_csv(header, *rows)
    upload = uploads.receive(kind=kind, name="f.csv", content=content, by=by)
    work_on(upload.pk)
    upload = fresh(upload)
    assert upload.state == State.REFUSED
    return upload


def fresh(upload):
    return Upload.objects.get(pk=upload.pk)


def set_aside(upload):
    assert uploads.set_aside(upload)
    work_on(upload.pk)
    upload = fresh(upload)
    assert upload.state == State.READY
    return upload


def confirmed(upload):
    assert uploads.confirm(upload, upload.fingerprint)
    work_on(upload.pk)
    upload = fresh(upload)
    assert upload.state == State.DONE
    return upload


def test_wrong_rows_are_kept_and_the_rest_is_loaded(analyst):
    upload = set_aside(refused(analyst, GOOD, *BAD))
    assert (upload.added, upload.aside) == (1, 2)
    assert not Offence.objects.exists()
    confirmed(upload)
    assert Offence.objects.get().occurrence_number == "O1"
    batch = ExtractBatch.objects.get()
    assert (batch.added, batch.aside) == (1, 2)
    second, third = batch.rows_aside.all()
    assert (second.line, second.key, second.cells["status"]) == (3, "O2", "closed")
    assert [column for column, _ in second.reasons] == ["npt_area", "status"]
    assert third.reasons[0][0] == "outcome_code"
    entry = AuditEntry.objects.get(action="import_extract")
    assert (entry.detail["aside"], entry.detail["added"]) == (2, 1)


def test_the_report_says_how_many_are_not_counted(analyst):
    confirmed(set_aside(refused(analyst, GOOD, *BAD)))
    periods = CrimePeriods.until(date(2018, 9, 30))
    assert CrimeFigures.of(periods, dict).rows_aside("offences") == 2
    load("offences", OFFENCES, "O2,2018-01-11,,,,,new,,,,")
    found = CrimeFigures.of(periods, dict)
    assert (found.rows_aside("offences"), found.rows_aside("suspects")) == (1, 0)
    assert [row.mended_at is not None for row in RowAside.objects.all()] == [True, False]


def test_row_that_comes_wrong_again_is_kept_once(analyst):
    confirmed(set_aside(refused(analyst, GOOD, BAD[0])))
    confirmed(set_aside(refused(analyst, "O4,2018-01-10,,,,,new,,,,", BAD[0])))
    assert RowAside.objects.waiting().count() == 1
    assert RowAside.objects.count() == 2


def test_taken_back_its_rows_no_longer_wait(analyst, client):
    confirmed(set_aside(refused(analyst, GOOD, *BAD)))
    client.force_login(analyst)
    batch = ExtractBatch.objects.get()
    page = client.get(f"/extracts/{batch.pk}/").content.decode()
    assert "O2" in page
    assert "&#x27;closed&#x27; is not one of" in page
    client.post(f"/extracts/{batch.pk}/take-back/", {"reason": "Too many errors"})
    assert not RowAside.objects.waiting().exists()
    assert RowAside.objects.count() == 2


def test_rows_that_hang_on_one_set_aside_are_set_aside_too(analyst):
    load("offences", OFFENCES, GOOD)
    upload = refused(
        *(analyst, "S1,O1,M,1980-01-01,,,", "S1,O9,F,1980-01-01,,,", "S2,O1,X,,,,"),
        kind="suspects",
        header=SUSPECTS,
    )
    upload = set_aside(upload)
    assert (upload.added, upload.aside) == (1, 2)
    confirmed(upload)
    assert Suspect.objects.get().reference == "S1"
    keys = RowAside.objects.values_list("key", flat=True)
    assert list(keys) == ["S1, O9", "S2, O1"]


def test_what_was_previewed_is_what_is_written(analyst):
    upload = set_aside(refused(analyst, GOOD, *BAD))
    load("offences", OFFENCES, GOOD)
    assert uploads.confirm(upload, upload.fingerprint)
    work_on(upload.pk)
    upload = fresh(upload)
    assert (upload.state, upload.has_changed) == (State.READY, True)


def test_row_that_came_right_meanwhile_is_previewed_again(analyst):
    row = "O2,2018-01-11,,,,NORTH,new,,,,"
    upload = set_aside(refused(analyst, GOOD, row))
    AreaFactory(code="NORTH")
    load("offences", OFFENCES, row)
    assert uploads.confirm(upload, upload.fingerprint)
    work_on(upload.pk)
    upload = fresh(upload)
    assert (upload.has_changed, upload.aside, upload.added) == (True, 0, 1)


def test_checked_again_it_is_all_or_nothing_again(analyst):
    upload = set_aside(refused(analyst, GOOD, *BAD))
    assert uploads.check_again(upload)
    work_on(upload.pk)
    assert fresh(upload).state == State.REFUSED


def test_kinds_that_keep_no_rows_aside(analyst):
    content = as_csv("code,name,service", "A,,")
    upload = uploads.receive(kind="agencies", name="a.csv", content=content, by=analyst)
    work_on(upload.pk)
    assert not uploads.set_aside(fresh(upload))


def test_pages(client, analyst):
    client.force_login(analyst)
    content = as_csv(OFFENCES, GOOD, *BAD)

    asked = {"kind": "offences", "extracted_on": "2018-09-03"}
    file = SimpleUploadedFile("offences.csv", content)
    page = client.post("/imports/", {**asked, "file": file}, follow=True)
    assert "Set these rows aside" in page.content.decode()
    address = page.redirect_chain[-1][0]
    page = client.post(f"{address}set-aside/", follow=True).content.decode()
    assert "Set aside, not imported" in page
    assert "closed" in page
    fingerprint = Upload.objects.get().fingerprint
    page = client.post(f"{address}confirm/", {"fingerprint": fingerprint}, follow=True)
    assert ("Rows set aside", "2") in page.context["counts"]
    assert ("Day of the extract", "3 September 2018") in page.context["counts"]
    assert ExtractBatch.objects.get().extracted_on == date(2018, 9, 3)


def test_day_of_the_extract_is_not_in_the_future(client, analyst):
    client.force_login(analyst)
    page = client.post("/imports/", {"kind": "offences", "extracted_on": "2018-10-02"})
    assert "must not be in the future" in page.content.decode()


# What the force calls the columns


def test_names_are_set_once_and_kept(client, analyst):
    client.force_login(analyst)
    address = "/imports/columns/offences/names/"
    asked = {"occurrence_number": "CRIME_REF", "recorded_on": "", "passed_over": "Officer\nBeat"}
    assert client.post(address, asked).status_code == 302
    page = client.get(address)
    assert page.context["form"]["occurrence_number"].value() == "CRIME_REF"
    header = OFFENCES.replace("occurrence_number", "Officer,CRIME_REF") + ",Beat"
    content = as_csv(header, f"PC 1,{GOOD},B2", "PC 1,O2,2018-01-10,,,,,new,,,")
    upload = uploads.receive(kind="offences", name="f.csv", content=content, by=analyst)
    work_on(upload.pk)
    upload = fresh(upload)
    assert [cell.reason for cell in upload.wrong_cells.all()] == [
        "the row has 9 cells, the header has 11"
    ]
    set_aside(upload)
    confirmed(fresh(upload))
    assert Offence.objects.get().occurrence_number == "O1"
    assert AuditEntry.objects.get(action="name_columns").detail == {"names": 3}


def test_a_name_has_one_meaning(client, analyst):
    client.force_login(analyst)
    address = "/imports/columns/offences/names/"
    page = client.post(address, {"status": "X", "cyber": "X", "passed_over": "setting"})
    text = page.content.decode()
    assert "“X” stands twice: one meaning each" in text
    assert "“setting” is one of our columns" in text


def test_names_of_other_kinds_are_closed_to_the_analyst(client, analyst):
    client.force_login(analyst)
    assert client.get("/imports/columns/children/names/").status_code == 404
    client.force_login(UserFactory(role=Role.MANAGER))
    assert client.get("/imports/columns/offences/names/").status_code == 403

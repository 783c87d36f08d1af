"""Taking an extract back: what it added goes, what it changed is as it was, in history too."""

from datetime import date

import pytest

from crime.actions.reversals import NotReversibleError, reverse_batch
from crime.models import ExtractBatch, Offence, Suspect, SuspectLink
from cse_portal.accounts.models import Role
from cse_portal.audit.models import AuditEntry
from tests.cse_portal.extract_files import load
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
OFFENCES = (
    "occurrence_number,recorded_on,committed_from,committed_to,offence_type,npt_area,status,"
    "outcome_code,outcome_qualifier,outcome_on,cyber"
)
SUSPECTS = "suspect_id,occurrence_number,gender,date_of_birth,ethnicity,nationality,npt_area"


@pytest.fixture
def two_extracts():
    load("offences", OFFENCES, "O1,2018-01-10,2018-01-01,,Rape,,new,,,,", name="first.csv")
    load(
        *("offences", OFFENCES),
        "O1,2018-01-10,2015-01-01,,Rape,,filed,1,Charged,2018-02-01,",
        "O2,2018-01-11,,,,,new,,,,",
        name="second.csv",
    )
    return list(ExtractBatch.objects.order_by("pk"))


def test_what_was_added_goes_and_what_was_changed_is_restored(two_extracts):
    first, second = two_extracts
    by = UserFactory()
    counts = reverse_batch(batch=second, reason="The wrong file", by=by)
    assert counts == {"removed": 1, "restored": 1}
    offence = Offence.objects.get()
    assert (offence.occurrence_number, offence.status, offence.outcome_code) == ("O1", "new", "")
    assert (offence.timing, offence.batch, offence.outcome_on) == ("recent", first, None)
    newest = offence.history.first()
    reason = "Extract second.csv taken back: The wrong file"
    assert (newest.history_change_reason, newest.history_user) == (reason, by)
    gone = Offence.history.filter(occurrence_number="O2").first()
    assert (gone.history_type, gone.history_change_reason) == ("-", reason)
    second.refresh_from_db()
    assert (second.reversed_by, second.reversal_reason) == (by, "The wrong file")
    entry = AuditEntry.objects.get(action="reverse_extract")
    assert entry.detail == {"batch": second.pk, "removed": 1, "restored": 1}


def test_the_same_file_can_be_loaded_after_it_was_taken_back(two_extracts):
    reverse_batch(batch=two_extracts[1], reason="Too early")
    again = load("offences", OFFENCES, "O2,2018-01-11,,,,,new,,,,")
    assert str(again) == "1 added, 0 corrected, 0 unchanged"


def test_the_latest_goes_first(two_extracts):
    first, second = two_extracts
    with pytest.raises(NotReversibleError, match=r"The extract second\.csv changed some"):
        reverse_batch(batch=first, reason="Wrong")
    reverse_batch(batch=second, reason="Wrong")
    with pytest.raises(NotReversibleError, match="taken back already"):
        reverse_batch(batch=second, reason="Wrong")


def test_after_a_reversal_the_one_before_can_go_too(two_extracts):
    first, second = two_extracts
    reverse_batch(batch=second, reason="Wrong")
    reverse_batch(batch=first, reason="Wrong")
    assert not Offence.objects.exists()


def test_it_needs_a_reason(two_extracts):
    with pytest.raises(NotReversibleError, match="Say why"):
        reverse_batch(batch=two_extracts[1], reason=" ")
    assert Offence.objects.count() == 2


def test_offences_with_suspects_do_not_go(two_extracts):
    load("suspects", SUSPECTS, "S1,O2,M,,,,", name="suspects.csv")
    with pytest.raises(NotReversibleError, match="Take back the extract of suspects first"):
        reverse_batch(batch=two_extracts[1], reason="Wrong")
    reverse_batch(batch=ExtractBatch.objects.get(kind="suspects"), reason="Wrong")
    assert (Suspect.objects.count(), SuspectLink.objects.count()) == (0, 0)
    reverse_batch(batch=two_extracts[1], reason="Wrong")
    assert Offence.objects.count() == 1


# The pages


def test_extract_is_taken_back_on_its_page(client, two_extracts, settings):
    settings.DEMO_TODAY = date(2018, 10, 1)
    client.force_login(UserFactory(role=Role.POLICE_ANALYST))
    second = two_extracts[1]
    page = client.get("/extracts/").content.decode()
    assert "second.csv" in page
    assert "Taken back" not in page
    address = f"/extracts/{second.pk}/take-back/"
    assert "Answer “Why is it taken back?”" in client.post(address).content.decode()
    assert not ExtractBatch.objects.get(pk=second.pk).reversed_at
    answer = client.post(address, {"reason": "The wrong file"}, follow=True)
    assert "second.csv is taken back: 1 rows removed, 1 restored." in answer.content.decode()
    assert "Take this extract back" not in answer.content.decode()
    first = client.post(f"/extracts/{two_extracts[0].pk}/take-back/", {"reason": "x"}, follow=True)
    assert first.status_code == 200
    assert not Offence.objects.exists()


def test_extract_that_cannot_go_says_why(client, two_extracts):
    client.force_login(UserFactory(role=Role.POLICE_ANALYST))
    page = client.post(f"/extracts/{two_extracts[0].pk}/take-back/", {"reason": "x"})
    assert "Take back the latest extract first" in page.content.decode()


def test_chair_reads_and_takes_nothing_back(client, two_extracts):
    client.force_login(UserFactory(role=Role.CHAIR))
    address = f"/extracts/{two_extracts[1].pk}/"
    assert "Take this extract back" not in client.get(address).content.decode()
    assert client.post(f"{address}take-back/", {"reason": "x"}).status_code == 403
    assert Offence.objects.count() == 2


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER, Role.SOCIAL_WORKER])
def test_others_stay_out(client, two_extracts, role):
    client.force_login(UserFactory(role=role))
    address = f"/extracts/{two_extracts[1].pk}/"
    assert client.get("/extracts/").status_code == 403
    assert client.get(address).status_code == 403
    assert client.post(f"{address}take-back/", {"reason": "x"}).status_code == 403

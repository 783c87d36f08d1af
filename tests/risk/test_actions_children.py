"""Adding and correcting children."""

from datetime import date

import pytest
from django.core.exceptions import FieldDoesNotExist, ValidationError

from cse_portal.audit.models import AuditEntry
from risk.actions.children import correct_child, record_child
from risk.models import Child
from tests.factories import ChildFactory, UserFactory

pytestmark = pytest.mark.django_db

FACTS = {"reference": "S-1742", "given_name": "Zoë", "family_name": "Kovač"}


def test_child_is_added_with_history_and_audit():
    user = UserFactory()
    child = record_child(**FACTS, date_of_birth=date(2003, 5, 17), by=user)
    assert Child.objects.get() == child
    assert child.search_text == "zoe kovac s-1742"
    assert (child.history.get().history_type, child.history.get().history_user) == ("+", user)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.subject, entry.detail) == (
        "record_child",
        user,
        str(child.pk),
        {},
    )


def test_child_with_wrong_facts_is_not_added():
    with pytest.raises(ValidationError) as refused:
        record_child(**{**FACTS, "reference": ""}, sex="X")
    assert sorted(refused.value.message_dict) == ["reference", "sex"]
    assert (Child.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_reference_in_use_is_refused():
    ChildFactory(reference="S-1742")
    with pytest.raises(ValidationError) as refused:
        record_child(**FACTS)
    assert list(refused.value.message_dict) == ["reference"]


def test_child_is_corrected_with_who_before_after_and_why():
    child, user = ChildFactory(family_name="Kovac"), UserFactory()
    correct_child(child=child, family_name="Kovač", reason="Misspelt", by=user)
    newest, oldest = child.history.all()
    assert (oldest.family_name, newest.family_name) == ("Kovac", "Kovač")
    assert (newest.history_type, newest.history_user) == ("~", user)
    assert newest.history_change_reason == "Misspelt"
    assert AuditEntry.objects.get().action == "correct_child"


def test_corrected_name_is_found_and_the_old_one_is_not():
    child = ChildFactory(family_name="Smith")
    correct_child(child=child, family_name="Jones", reason="Adopted")
    assert list(Child.objects.matching("jones")) == [child]
    assert list(Child.objects.matching("smith")) == []


@pytest.mark.parametrize("reason", ["", " "])
def test_correction_without_a_reason_is_refused(reason):
    child = ChildFactory(family_name="Smith")
    with pytest.raises(ValidationError) as refused:
        correct_child(child=child, family_name="Jones", reason=reason)
    assert refused.value.message_dict == {"reason": ["Say why the record is corrected."]}
    assert Child.objects.get().family_name == "Smith"


def test_correction_of_what_is_no_field_is_refused():
    with pytest.raises(FieldDoesNotExist):
        correct_child(child=ChildFactory(), surname="Jones", reason="Adopted")


def test_wrong_correction_changes_nothing():
    child = ChildFactory(sex="F")
    with pytest.raises(ValidationError):
        correct_child(child=child, sex="X", reason="Misread")
    assert Child.objects.get().sex == "F"
    assert (child.history.count(), AuditEntry.objects.count()) == (1, 0)

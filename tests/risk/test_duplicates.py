"""Children who may be the same, and how names sound."""

from datetime import date

import pytest

from cse_portal.accounts.models import Role
from risk.duplicates import MOST, likely_duplicates
from risk.references import free_reference
from risk.sounds import sound_of
from tests.factories import ChildFactory, UserFactory


@pytest.mark.parametrize(
    "names",
    [
        ["Katherine", "Catherine", "Cathryn", "Kathryn"],
        ["Mohammed", "Muhamad", "Mohamed"],
        ["Stephen", "Steven", "Stefan"],
        ["Zoë", "Zoe"],
        ["Aisha", "Ayesha", "Aaisha"],
        ["Jeffrey", "Geoffrey"],
        ["O’Brien", "OBrien", "O'Brien"],
        ["Ann Lee", "Lee Ann", "Anne LEE"],
    ],
)
def test_names_that_sound_alike(names):
    assert len({sound_of(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Ann", "Amy"), ("Smith", "Schmidt"), ("محمد", "علي"), ("Sam", "")]
)
def test_names_that_do_not(one, other):
    assert sound_of(one) != sound_of(other)


@pytest.mark.django_db
def test_the_likeliest_come_first_and_each_once():
    born, other = date(2003, 5, 17), date(2004, 1, 1)
    same_day = ChildFactory(given_name="Sue", family_name="Marsh")
    sounds = ChildFactory(given_name="Kathryn", family_name="Smyth", date_of_birth=other)
    both = ChildFactory(given_name="Catherine", family_name="Smith")
    one_name = ChildFactory(given_name="Catherine", family_name="Jones")
    number = ChildFactory(date_of_birth=None, nhs_number="9434765919")
    ChildFactory(given_name="Sue", family_name="Marsh", date_of_birth=other)
    found = likely_duplicates(
        given_name="Katherine",
        family_name="Smith",
        date_of_birth=born,
        nhs_number="9434765919",
        reader=UserFactory(role=Role.CHAIR),
    )
    assert [(one.child, one.because) for one in found] == [
        (number, "the same NHS number"),
        (both, "names that sound alike, born on the same day"),
        (sounds, "names that sound alike"),
        (one_name, "born on the same day, a name that sounds alike"),
        (same_day, "born on the same day"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("like", [3, 30])
def test_five_queries_at_most_however_many_are_alike(like, django_assert_max_num_queries):
    ChildFactory.create_batch(like)
    reader = UserFactory(role=Role.CHAIR)
    reader.roles  # noqa: B018 (asked for once a request)
    with django_assert_max_num_queries(5):
        found = likely_duplicates(
            given_name="Zed", family_name="Q", date_of_birth=date(2003, 5, 17), reader=reader
        )
    assert len(found) == min(like, MOST)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("newest", "free"), [("C00009", "C00010"), ("SYN-0593", "SYN-0594"), ("ABC", "ABC-1")]
)
def test_free_reference_counts_up(newest, free):
    ChildFactory(reference=newest)
    assert free_reference() == free


@pytest.mark.django_db
def test_free_reference_was_never_anybodys():
    gone = ChildFactory(reference="C00010")
    gone.delete()
    ChildFactory(reference="C00009")
    assert free_reference() == "C00011"

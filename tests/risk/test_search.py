"""Search that forgives: numbers and references as a whole, names by parts, marks and sound."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from risk.models import Child
from risk.search import FEW, MOST, Search
from risk.sounds import folded
from tests.factories import ChildFactory, RiskFlagFactory

pytestmark = pytest.mark.django_db
NHS = "9434765919"


def among(words):
    return list(Search(words, Child.objects.all()).among(Child.objects.all()))


def others(words, found=()):
    likely = Search(words, Child.objects.all()).others([child.pk for child in found])
    return [(one.child, one.because) for one in likely]


@pytest.mark.parametrize(
    ("typed", "folded_text"),
    [("Łukasz", "lukasz"), ("Søren", "soren"), ("O’Neill", "o'neill"), ("Đæœ", "daeoe")],
)
def test_letters_without_a_mark_to_take_off_are_folded_too(typed, folded_text):
    assert folded(typed) == folded_text


@pytest.mark.parametrize("words", [NHS, "943 476 5919", "943-476-5919", "  943 4765919 "])
def test_whole_nhs_number_finds_its_child_alone(words):
    child = ChildFactory(nhs_number=NHS)
    ChildFactory(reference=f"X{NHS}")
    assert among(words) == [child]


def test_part_of_an_nhs_number_finds_nobody():
    ChildFactory(nhs_number=NHS)
    assert among("943476591") == []


def test_ten_digits_that_are_no_nhs_number_on_the_record_are_looked_for_in_references():
    child = ChildFactory(reference=f"X{NHS}")
    assert among(NHS) == [child]


def test_exact_reference_comes_alone_and_in_small_letters_too():
    child = ChildFactory(reference="S-17")
    longer = ChildFactory(reference="S-178")
    assert (among("S-17"), among("s-17")) == ([child], [child])
    assert set(among("s-1")) == {child, longer}


def test_part_of_a_name_and_of_an_alias():
    child = ChildFactory(given_name="Zoë", family_name="Łuczak", aliases="Zed, Mrs Smith")
    assert [among(words) for words in ("luc", "zo", "zed", "smi zo")] == [[child]] * 4


def test_names_that_sound_alike_are_offered_beside_the_list():
    kathryn = ChildFactory(given_name="Kathryn", family_name="Smyth")
    ChildFactory(given_name="Katarzyna", family_name="Smith")
    assert among("Catherine Smith") == []
    assert others("Catherine Smith") == [(kathryn, "the name sounds alike")]
    assert others("smith katherine") == [(kathryn, "the name sounds alike")]
    assert others("Catherine", found=[kathryn]) == []


def test_sound_of_a_whole_name_is_meant_not_a_part_of_it():
    ChildFactory(given_name="Annabel")
    assert others("Ann") == []


def test_exact_number_outside_the_filters_is_offered():
    child = ChildFactory(nhs_number=NHS)
    assert others(NHS) == [(child, "has this NHS number, but is outside the filters")]
    assert others(NHS, found=[child]) == []
    assert others(child.reference) == [(child, "has this reference, but is outside the filters")]


def test_ten_at_most_and_none_beside_a_longer_list():
    ChildFactory.create_batch(MOST + 2, given_name="Kathryn", family_name="Smyth")
    assert len(others("Catherine")) == MOST
    assert others("Catherine", found=ChildFactory.create_batch(FEW + 1)) == []


@pytest.mark.parametrize("words", ["", "   ", "%", "12", "-", "ab12"])
def test_nothing_sounds_like_what_is_no_name(words):
    ChildFactory(given_name="Ab")
    assert others(words) == []


@pytest.mark.parametrize("like", [1, 9])
def test_as_many_queries_however_many_are_alike(like):
    ChildFactory.create_batch(like, given_name="Kathryn")
    with CaptureQueriesContext(connection) as queries:
        others("Catherine")
    assert len(queries) == 2


def test_page_shows_them_apart_and_counts_only_the_list(worker):
    flagged = RiskFlagFactory(child__given_name="Catherine", child__family_name="Smith").child
    alike = ChildFactory(given_name="Kathryn", family_name="Smyth")
    page = worker.post("/children/", {"words": "catherine smith"}, follow=True)
    assert list(page.context["table"].data[:25]) == [flagged]
    assert [one.child for one in page.context["others"]] == [alike]
    assert page.context["count"] == "1 child"
    text = page.content.decode()
    assert f'href="/children/{alike.pk}/">Kathryn Smyth</a>' in text
    assert "Others who may be meant" in text
    assert (
        "Others who may be meant"
        not in worker.post("/children/", {"words": ""}, follow=True).content.decode()
    )


def test_children_already_on_the_record_are_indexed_by_the_migration():
    child = ChildFactory(given_name="Kathryn", family_name="Łuczak", aliases="Zed")
    wanted = (child.search_text, child.sounds)
    Child.objects.filter(pk=child.pk).update(sounds="", search_text="kathryn łuczak")
    import_module("risk.migrations.0004_search").index_children(apps, None)
    child.refresh_from_db()
    assert (child.search_text, child.sounds) == wanted
    assert wanted[1] == " ktrn lksk "

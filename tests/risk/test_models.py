"""Children, flags, homes and places: what the models hold by themselves."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from risk.codes import ethnicities
from risk.models import Child, PostcodeArea, RiskFlag, Status
from risk.models.children import folded
from tests.factories import (
    AreaFactory,
    AreaPopulationFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
)

DAY = date(2018, 9, 30)


# Status


def test_statuses_the_gravest_first():
    assert list(Status) == [
        "high",
        "medium",
        "low",
        "awaiting_assessment",
        "cautionary_six_months",
        "potential_perpetrator",
    ]
    assert Status.at_risk() == ["high", "medium", "low"]


# Children by day and status


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
def test_at_risk_is_high_medium_or_low(status):
    flag = RiskFlagFactory(status=status)
    expected = [flag.child] if status in ("high", "medium", "low") else []
    assert list(Child.objects.at_risk_on(DAY)) == expected


@pytest.mark.django_db
def test_flagged_on_counts_every_status_where_none_is_given():
    flagged = {RiskFlagFactory(status=status).child for status in Status}
    ChildFactory()
    assert set(Child.objects.flagged_on(DAY)) == flagged


@pytest.mark.django_db
def test_flagged_on_one_status():
    RiskFlagFactory(status="high")
    low = RiskFlagFactory(status="low").child
    assert list(Child.objects.flagged_on(DAY, "low")) == [low]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start_date", "end_date", "counts"),
    [
        (date(2018, 9, 30), None, True),
        (date(2018, 10, 1), None, False),
        (date(2018, 9, 1), date(2018, 9, 30), False),
        (date(2018, 9, 1), date(2018, 10, 1), True),
    ],
)
def test_flag_at_the_edges_of_the_day(start_date, end_date, counts):
    RiskFlagFactory(start_date=start_date, end_date=end_date)
    assert Child.objects.at_risk_on(DAY).exists() == counts


@pytest.mark.django_db
def test_child_with_two_flags_in_turn_is_counted_once():
    child = RiskFlagFactory(start_date=date(2018, 1, 1), end_date=DAY, status="low").child
    RiskFlagFactory(child=child, start_date=DAY)
    assert Child.objects.at_risk_on(DAY).count() == 1


# Search


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("Zoë", "zoe"),
        ("ŠIŠKA", "siska"),
        ("Straße", "strasse"),
        ("O'Neil-Khan", "o'neil-khan"),
        ("نور", "نور"),
    ],
)
def test_folded(text, searched):
    assert folded(text) == searched


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", ["zoe", "ZOË", "kova", "S-17", "kovač zoë", "  zo   s-17 ", "ŠK", ""]
)
def test_matching(words):
    child = ChildFactory(given_name="Zoë", family_name="Kovač-Škoda", reference="S-1742")
    assert list(Child.objects.matching(words)) == [child]


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["zoey", "zoe smith", "%", "_", "z%e", "\\", "'"])
def test_matching_nobody(words):
    ChildFactory(given_name="Zoë", family_name="Kovač", reference="S-1742")
    assert list(Child.objects.matching(words)) == []


def test_search_text_of_a_very_long_name_fits():
    child = ChildFactory.build(given_name="ß" * 100, family_name="ß" * 100, aliases="ß" * 200)
    assert len(child.search_text) == 500
    assert child.sounds == " s s "


# One record


def test_child_is_known_by_reference_in_text_and_by_name_on_pages():
    child = ChildFactory.build(given_name="Ann", family_name="Example", reference="C1")
    assert (str(child), child.name) == ("C1", "Ann Example")


@pytest.mark.django_db
def test_children_are_listed_by_name_then_reference():
    for family, given, reference in [("B", "A", "1"), ("A", "B", "3"), ("A", "B", "2")]:
        ChildFactory(family_name=family, given_name=given, reference=reference)
    assert [str(child) for child in Child.objects.all()] == ["2", "3", "1"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reference", "X" * 21),
        ("reference", ""),
        ("family_name", ""),
        ("sex", "X"),
        ("ethnicity", "NONE"),
        ("nhs_number", "9998899169"),
        ("nhs_number", "999 889 916"),
        ("upn", "A000627649132"),
        ("upn", "T00062764913"),
    ],
)
def test_wrong_value_is_refused(field, value):
    child = ChildFactory.build(**{field: value})
    with pytest.raises(ValidationError) as refused:
        child.full_clean()
    assert list(refused.value.message_dict) == [field]


@pytest.mark.django_db
def test_what_is_not_known_may_be_empty():
    child = ChildFactory.build(date_of_birth=None, sex="", ethnicity="", looked_after=None)
    child.full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ethnicities())
def test_every_ethnicity_of_the_list_is_taken(code):
    ChildFactory.build(ethnicity=code).full_clean()


@pytest.mark.django_db
def test_reference_is_not_used_twice():
    ChildFactory(reference="C1")
    with pytest.raises(IntegrityError), transaction.atomic():
        ChildFactory(reference="C1")


@pytest.mark.django_db
def test_history_does_not_repeat_what_search_compares():
    row = ChildFactory().history.get()
    assert not hasattr(row, "search_text")


# What the database refuses


@pytest.mark.django_db
@pytest.mark.parametrize("factory", [RiskFlagFactory, ResidenceFactory])
def test_two_spells_of_a_child_do_not_start_on_one_day(factory):
    first = factory(end_date=date(2018, 2, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(child=first.child, start_date=first.start_date, end_date=date(2018, 1, 2))


@pytest.mark.django_db
def test_area_has_one_population_a_year():
    area = AreaPopulationFactory(year=2017).area
    AreaPopulationFactory(area=area, year=2016)
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaPopulationFactory(area=area, year=2017)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("factory", "constraint"),
    [(RiskFlagFactory, "one_flag_at_a_time"), (ResidenceFactory, "one_residence_at_a_time")],
)
def test_overlap_is_refused_by_postgresql(factory, constraint):
    first = factory()
    with pytest.raises(IntegrityError, match=constraint):
        factory(child=first.child, start_date=date(2018, 6, 1))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_postcode_lies_in_one_area_at_a_time_in_postgresql():
    place = {"postcode": "BD1 1AA", "ward_code": "E05001347", "area": AreaFactory()}
    PostcodeArea.objects.create(**place, start_date=date(2018, 1, 1))
    with pytest.raises(IntegrityError, match="one_area_a_postcode_at_a_time"):
        PostcodeArea.objects.create(**place, start_date=date(2018, 6, 1))


@pytest.mark.django_db
def test_text_of_the_models_names_nobody():
    flag = RiskFlagFactory(status="high", start_date=DAY)
    home = ResidenceFactory(start_date=DAY)
    assert str(flag) == f"high for child {flag.child_id} from 2018-09-30"
    assert str(home) == f"child {home.child_id} in area {home.area_id} from 2018-09-30"
    assert RiskFlag.Source.DECISION.label == "Decision of a meeting"


@pytest.mark.django_db
def test_out_of_area_is_an_area_of_its_own():
    assert AreaFactory(code="OOA").is_out_of_area
    assert not AreaFactory(code="EAST").is_out_of_area

"""The date in three boxes."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from cse_portal.design.dates import NotADateError, read_date
from cse_portal.design.forms import GovukDateField


class Spell(forms.Form):
    start_date = GovukDateField()
    end_date = GovukDateField(label="End date", required=False)


def form_of(*start: str, end: tuple[str, str, str] = ("", "", "")) -> Spell:
    names = ("day", "month", "year")
    typed = {f"start_date_{name}": text for name, text in zip(names, start, strict=True)}
    return Spell({**typed, **{f"end_date_{n}": t for n, t in zip(names, end, strict=True)}})


@pytest.mark.parametrize(
    "typed",
    [
        ("3", "9", "2018"),
        ("03", "09", "2018"),
        (" 3 ", "9 ", " 2018"),
        ("3", "sep", "2018"),
        ("3", "Sept.", "2018"),
        ("3", "SEPTEMBER", "2018"),
    ],
)
def test_read_date_takes_what_people_type(typed: tuple[str, str, str]) -> None:
    assert read_date(*typed) == date(2018, 9, 3)


def test_read_date_of_nothing_is_none() -> None:
    assert read_date("", " ", "") is None


@pytest.mark.parametrize(
    ("typed", "reason", "parts"),
    [
        (("", "9", "2018"), "must include a day", ("day",)),
        (("3", "", ""), "must include a month and a year", ("month", "year")),
        (("x", "9", "2018"), "must be a real date", ("day",)),
        (("-3", "9", "2018"), "must be a real date", ("day",)),
        (("٣", "9", "2018"), "must be a real date", ("day",)),
        (("3", "ju", "2018"), "must be a real date", ("month",)),
        (("3", "", "x"), "must include a month", ("month",)),
        (("31", "9", "2018"), "must be a real date", ("day",)),
        (("29", "2", "2023"), "must be a real date", ("day",)),
        (("0", "2", "2023"), "must be a real date", ("day",)),
        (("3", "13", "2018"), "must be a real date", ("month",)),
        (("3", "9", "18"), "must have a year of 4 numbers, like 2018", ("year",)),
        (("3", "9", "0000"), "must be a real date", ("year",)),
        (("3", "9", "20180"), "must be a real date", ("year",)),
    ],
)
def test_read_date_says_what_is_wrong(typed, reason: str, parts: tuple[str, ...]) -> None:
    with pytest.raises(NotADateError) as problem:
        read_date(*typed)
    assert (str(problem.value), problem.value.parts) == (reason, parts)


def test_leap_day_is_a_date() -> None:
    assert read_date("29", "2", "2024") == date(2024, 2, 29)


def test_field_cleans_to_a_date() -> None:
    form = form_of("3", "9", "2018")
    assert form.is_valid()
    assert form.cleaned_data == {"start_date": date(2018, 9, 3), "end_date": None}


def test_field_that_is_empty_says_what_to_do() -> None:
    assert form_of("", "", "").errors == {"start_date": ["Enter the start date"]}


def test_field_names_itself_in_its_errors() -> None:
    form = form_of("3", "", "2018", end=("31", "9", "2018"))
    assert form.errors == {
        "start_date": ["Start date must include a month"],
        "end_date": ["End date must be a real date"],
    }


def test_field_keeps_what_was_typed_and_marks_the_wrong_box() -> None:
    page = str(form_of("3", "Septober", "2018"))
    assert 'name="start_date_day" value="3"' in page
    assert 'name="start_date_month" value="Septober"' in page
    assert page.count("govuk-input--error") == 1
    assert page.count('aria-invalid="true"') == 1
    month = page[page.index('name="start_date_month"') :].split(">")[0]
    assert "govuk-input--error" in month


def test_field_marks_all_boxes_of_a_date_that_is_not_allowed() -> None:
    form = form_of("3", "9", "2018")
    form.add_error("start_date", "Start date must be in the past")
    assert str(form).count("govuk-input--error") == 3


def test_field_shows_its_initial_date() -> None:
    page = str(Spell(initial={"start_date": date(2018, 9, 3)}))
    for box in ('_day" value="3"', '_month" value="9"', '_year" value="2018"'):
        assert f'name="start_date{box}' in page


def test_field_reads_a_date_in_one_piece() -> None:
    form = Spell(QueryDict("start_date=2018-09-03"))
    assert form.is_valid()
    assert form.cleaned_data["start_date"] == date(2018, 9, 3)
    assert 'name="start_date_day" value="3"' in str(form)


def test_field_refuses_what_is_no_date_in_one_piece() -> None:
    form = Spell(QueryDict("start_date=yesterday"))
    assert form.errors == {"start_date": ["Start date must include a month and a year"]}
    assert 'value="yesterday"' in str(form)


@pytest.mark.parametrize(
    ("typed", "changed"),
    [(("3", "9", "2018"), False), (("03", "sep", "2018"), False), (("4", "9", "2018"), True)],
)
def test_field_knows_whether_it_changed(typed: tuple[str, str, str], changed: bool) -> None:
    field = GovukDateField()
    assert field.has_changed(date(2018, 9, 3), list(typed)) is changed
    assert field.has_changed(None, ["31", "2", "2018"]) is True

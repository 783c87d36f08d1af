"""Forms, their fields and their errors, as pages show them."""

import pytest
from django import forms
from django.template import engines
from django.utils.datastructures import MultiValueDict

from tests.cse_portal.design_gallery import EveryField

LEVELS = [("high", "High"), ("low", "Low")]


def rendered(template: str, **context: object) -> str:
    return engines["django"].from_string(template).render(context)


def summary(*problems: forms.BaseForm) -> list[tuple[str, str]]:
    """The lines of an error summary: the address to which each leads, and its words."""
    names = {f"form{n}": form for n, form in enumerate(problems)}
    page = rendered(f"{{% error_summary {' '.join(names)} %}}", **names)
    lines = [line.strip() for line in page.splitlines() if line.strip().startswith("<li>")]
    return [(line.split('"')[1], line.split(">")[2].split("<")[0]) for line in lines]


def test_summary_leads_to_the_first_box_of_each_field() -> None:
    assert summary(EveryField({"started_day": "3", "started_month": "9"})) == [
        ("#id_reference", "Enter the reference"),
        ("#id_level", "Choose the level"),
        ("#id_decision_0", "Choose the decision"),
        ("#id_shown_0", "Choose the shown"),
        ("#id_started_2", "Start date must include a year"),
        ("#id_extract", "Choose the extract"),
        ("#id_sure", "Tick “I have read this”"),
    ]


def test_summary_leads_to_boxes_that_are_there() -> None:
    form = EveryField({})
    page = str(form)
    for target, _words in summary(form):
        assert page.count(f'id="{target[1:]}"') == 1


def test_summary_of_no_error_is_nothing() -> None:
    assert rendered("{% error_summary form %}", form=EveryField()).strip() == ""


def test_summary_holds_what_is_wrong_with_the_whole() -> None:
    form = EveryField({})
    form.add_error(None, "This child is flagged already")
    assert summary(form)[0] == ("#id_reference", "This child is flagged already")


def test_summary_of_several_forms_and_a_formset() -> None:
    formset = forms.formset_factory(EveryField)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-reference": "C1"}
    )
    lines = summary(EveryField({}), formset)
    assert lines[0] == ("#id_reference", "Enter the reference")
    assert lines[7] == ("#id_form-0-level", "Choose the level")


def test_summary_escapes_what_was_typed() -> None:
    form = EveryField({})
    form.add_error("reference", "<b> is no reference")
    assert "&lt;b&gt; is no reference" in rendered("{% error_summary form %}", form=form)


def test_field_stands_with_its_label_hint_and_error() -> None:
    form = EveryField({"reference": ""})
    group = form["reference"].as_field_group()
    assert 'class="govuk-form-group govuk-form-group--error"' in group
    assert '<label class="govuk-label govuk-label--s" for="id_reference">Reference</label>' in group
    assert 'id="id_reference_helptext"' in group
    assert '<p class="govuk-error-message" id="id_reference_error">' in group
    assert '<span class="govuk-visually-hidden">Error:</span> Enter the reference' in group
    assert 'aria-describedby="id_reference_helptext id_reference_error"' in group
    assert 'class="govuk-input govuk-input--error"' in group
    assert " required" not in group


def test_field_without_error_has_no_trace_of_one() -> None:
    assert "error" not in str(EveryField())


def test_field_that_is_optional_says_so_where_the_form_asks_for_it() -> None:
    assert "Reason (optional)</label>" in str(EveryField())
    EveryField.says_optional = False
    try:
        assert "(optional)" not in str(EveryField())
    finally:
        EveryField.says_optional = True


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (forms.CharField(), "govuk-input"),
        (forms.IntegerField(), "govuk-input"),
        (forms.CharField(widget=forms.TextInput({"class": "wide"})), "govuk-input wide"),
        (forms.CharField(widget=forms.Textarea), "govuk-textarea"),
        (forms.ChoiceField(choices=LEVELS), "govuk-select"),
        (forms.MultipleChoiceField(choices=LEVELS), "govuk-select"),
        (forms.FileField(), "govuk-file-upload"),
        (forms.BooleanField(), "govuk-checkboxes__input"),
        (
            forms.ChoiceField(choices=LEVELS, widget=forms.RadioSelect),
            "govuk-radios__input",
        ),
        (
            forms.MultipleChoiceField(choices=LEVELS, widget=forms.CheckboxSelectMultiple),
            "govuk-checkboxes__input",
        ),
    ],
)
def test_each_kind_of_box_has_its_class(field: forms.Field, expected: str) -> None:
    form = type("OneField", (forms.Form,), {"it": field})()
    assert f'class="{expected}"' in str(form)


def test_choices_keep_what_was_chosen() -> None:
    chosen = MultiValueDict({"decision": ["low"], "shown": ["high", "low"], "level": ["medium"]})
    page = str(EveryField(chosen))
    assert page.count(" checked") == 3
    assert page.count(" selected") == 1


def test_choices_are_one_question() -> None:
    group = EveryField()["decision"].as_field_group()
    assert '<fieldset class="govuk-fieldset" aria-describedby="id_decision_helptext">' in group
    assert "</legend>" in group
    assert group.count('<label class="govuk-label govuk-radios__label" for="id_decision_') == 3


def test_hidden_field_is_hidden() -> None:
    form = type("Hidden", (forms.Form,), {"it": forms.CharField(widget=forms.HiddenInput)})()
    assert str(form) == '<input type="hidden" name="it" id="id_it">'


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (forms.CharField(label="NHS number"), "Enter the NHS number"),
        (forms.CharField(label="Why is it corrected?"), "Answer “Why is it corrected?”"),
        (forms.CharField(error_messages={"required": "Say why"}), "Say why"),
        (forms.IntegerField(label="Year"), "Enter the year"),
    ],
)
def test_missing_answer_says_what_to_do(field: forms.Field, expected: str) -> None:
    assert type("OneField", (forms.Form,), {"it": field})({}).errors == {"it": [expected]}

"""Tags and filters that every template has without asking."""

from collections.abc import Iterable
from datetime import date as Day  # noqa: N812 (a tag here is called date)
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.utils.html import format_html

from cse_portal.days import completed_months, day_in_words, months_in_words
from cse_portal.design.pages import PageLinks

register = template.Library()

NOT_RECORDED = "Not recorded"


@register.simple_tag
def date(day: Day | None) -> str:
    """A day as people write it, "3 September 2018", marked up for machines; nothing for None."""
    if day is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), day_in_words(day))


@register.filter
def age_in_words(months: int | None) -> str:
    """An age in completed months as "15 years 1 month"."""
    return NOT_RECORDED if months is None else months_in_words(months)


@register.filter
def age_on(born: Day | None, day: Day) -> str:
    """The age on a day of somebody born on another, as "15 years 1 month" (counting rule 6)."""
    return NOT_RECORDED if born is None else months_in_words(completed_months(born, day))


@register.simple_tag
def status_tag(status: str, label: str = "") -> str:
    """A flag's status as a tag, in words and in a colour of its own; "No flag" without one."""
    if not status:
        return format_html('<span class="status-tag--none">{}</span>', label or "No flag")
    return format_html(
        '<strong class="govuk-tag status-tag status-tag--{}">{}</strong>', status, label or status
    )


@register.inclusion_tag("_components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet) -> dict[str, Any]:
    """What is wrong in the forms, each line leading to its field. Nothing where nothing is."""
    return {"lines": [line for form in forms if form is not None for line in _errors(form)]}


def _errors(form: BaseForm | BaseFormSet) -> Iterable[dict[str, str]]:
    if isinstance(form, BaseFormSet):
        yield from ({"text": text, "target": ""} for text in form.non_form_errors())
        for one in form.forms:
            yield from _errors(one)
        return
    visible = form.visible_fields()
    first = visible[0].first_input_id if visible else ""
    yield from ({"text": text, "target": first} for text in form.non_field_errors())
    for field in form:
        target = "" if field.is_hidden else field.first_input_id
        yield from ({"text": text, "target": target} for text in field.errors)


@register.inclusion_tag("_components/pagination.html", takes_context=True)
def pages(context: template.Context, page: Any, field: str = "page") -> dict[str, Any]:
    """The links to the pages of a list; they keep what else the address says."""
    return {"links": PageLinks(page, field, context["request"].GET)}


@register.simple_tag(takes_context=True)
def address(context: template.Context, field: str, value: object) -> str:
    """The query string of this page with one field set to a value, all others kept."""
    fields = context["request"].GET.copy()
    fields[field] = value
    return f"?{fields.urlencode()}"


@register.simple_block_tag
def definition(content: str, title: str = "What this counts") -> str:
    """A figure's definition, folded away under its title."""
    return format_html(
        '<details class="govuk-details definition"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        title,
        content,
    )


@register.simple_block_tag
def scrolled(content: str, label: str) -> str:
    """What may be wider than the screen, in a region that scrolls by finger and by keyboard."""
    return format_html(
        '<div class="scrolled" role="region" aria-label="{}" tabindex="0">{}</div>', label, content
    )

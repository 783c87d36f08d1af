"""A date as people type it, in three boxes."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

PARTS = ("day", "month", "year")
MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)


class NotADateError(ValueError):
    """What was typed is no date. ``parts`` are the boxes that are wrong."""

    def __init__(self, reason: str, parts: tuple[str, ...] = PARTS) -> None:
        super().__init__(reason)
        self.parts = parts


def read_date(day: str, month: str, year: str) -> date | None:
    """The date in three boxes; None when all are empty. The month may be a name: Sep, September.

    NotADateError completes the sentence "<the field> must ..." and names the boxes that are wrong.
    """
    typed = dict(zip(PARTS, (day.strip(), month.strip(), year.strip()), strict=True))
    missing = tuple(part for part in PARTS if not typed[part])
    if len(missing) == len(PARTS):
        return None
    if missing:
        raise NotADateError(f"must include a {' and a '.join(missing)}", missing)
    numbers = {**typed, "month": _month_number(typed["month"])}
    wrong = tuple(part for part in PARTS if not _is_number(numbers[part]))
    if wrong:
        raise NotADateError("must be a real date", wrong)
    if len(typed["year"]) != 4:
        raise NotADateError("must have a year of 4 numbers, like 2018", ("year",))
    try:
        return date(*(int(numbers[part]) for part in reversed(PARTS)))
    except ValueError:
        raise NotADateError("must be a real date", _impossible(numbers)) from None


def _month_number(text: str) -> str:
    """``Sept`` as 9; what names no month is left as it is."""
    name = text.casefold().rstrip(".")
    if len(name) >= 3:
        for number, month in enumerate(MONTH_NAMES, start=1):
            if month.startswith(name):
                return str(number)
    return text


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _impossible(numbers: dict[str, str]) -> tuple[str, ...]:
    """The boxes that make a date impossible: 13 as a month, else the day (30 February)."""
    if not 1 <= int(numbers["month"]) <= 12:
        return ("month",)
    return ("year",) if int(numbers["year"]) < 1 else ("day",)


class DateParts(forms.MultiWidget):
    """Three boxes for day, month and year. It keeps what was typed, right or wrong.

    An address may give the date in one piece instead, as ``?on=2018-09-30``.
    """

    template_name = "django/forms/widgets/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = {part: forms.TextInput({"inputmode": "numeric"}) for part in PARTS}
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[str]:
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        typed = [text or "" for text in super().value_from_datadict(data, files, name)]
        if not any(typed) and data.get(name):
            try:
                return self.decompress(date.fromisoformat(data[name]))
            except ValueError:
                return [data[name], "", ""]
        return typed

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and super().value_omitted_from_data(data, files, name)

    def first_to_mend(self, value: Any) -> int:
        """The number of the first box that is wrong, to which an error summary leads."""
        return PARTS.index(_wrong_parts(value)[0])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        faulty = context["widget"]["attrs"].get("aria-invalid")
        wrong = _wrong_parts(value) if faulty else ()
        boxes = zip(PARTS, context["widget"]["subwidgets"], strict=True)
        for part, box in boxes:
            box["label"] = part.capitalize()
            width = 4 if part == "year" else 2
            error = " govuk-input--error" if part in wrong else ""
            box["attrs"]["class"] = (
                f"govuk-input govuk-date-input__input govuk-input--width-{width}{error}"
            )
            if faulty and part not in wrong:
                del box["attrs"]["aria-invalid"]
        return context


def _wrong_parts(value: Any) -> tuple[str, ...]:
    """The boxes to mark: those that make it no date, else all (a date that is not allowed)."""
    if isinstance(value, list):
        try:
            read_date(*value)
        except NotADateError as problem:
            return problem.parts
    return PARTS


class GovukDateField(forms.Field):
    """A date, typed in three boxes as day, month and year. It cleans to a date or None."""

    widget = DateParts

    def to_python(self, value: Any) -> date | None:
        if not value:
            return None
        if isinstance(value, date):
            return value
        try:
            return read_date(*value)
        except NotADateError as problem:
            raise ValidationError(f"{self.label or 'The date'} {problem}", code="date") from None

    def validate(self, value: date | None) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

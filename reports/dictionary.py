"""The data dictionary: what the record holds, told by the models and the dimensions themselves."""

from collections.abc import Iterator
from inspect import cleandoc

from django.apps import apps
from django.db import models

from reports.dimensions import DIMENSIONS, NOT_RECORDED, Dimension

APPS = ["agencies", "risk", "crime", "reports", "audit", "accounts", "imports"]
# What only the framework needs to know about an account.
LEFT_OUT = {"password", "is_staff", "is_superuser", "last_login", "date_joined"}


def as_markdown() -> str:
    """The whole dictionary as Markdown."""
    return "\n".join([*_opening(), *_dimensions(), *_models()]) + "\n"


def _opening() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Written by `python manage.py data_dictionary` from the models and the dimensions: do not"
    yield "edit it by hand. Every table of the record also has a history table, which keeps each"
    yield "row as it was, when it was written, by whom and why."


def _dimensions() -> Iterator[str]:
    yield from ["", "## What children are counted by", ""]
    yield "A category that is missing is `not_recorded`."
    for dimension in DIMENSIONS:
        yield from ["", f"### {dimension.label} (`{dimension.key}`)", "", dimension.definition, ""]
        yield from _categories(dimension)


def _categories(dimension: Dimension) -> Iterator[str]:
    if dimension.is_from_records:
        yield "Its categories are the rows of the record."
        return
    named = {code: label for code, label in dimension.labels().items() if code != NOT_RECORDED}
    yield "; ".join(f"`{code}` {label}" for code, label in named.items()) + "."


def _models() -> Iterator[str]:
    for label in APPS:
        config = apps.get_app_config(label)
        yield from ["", f"## {config.verbose_name}"]
        for model in config.get_models():
            if not model.__name__.startswith("Historical"):
                yield from _model(model)


def _model(model: type[models.Model]) -> Iterator[str]:
    yield from ["", f"### {model.__name__} (`{model._meta.db_table}`)", ""]
    yield cleandoc(model.__doc__ or "")
    yield from ["", "| field | kind | meaning |", "|---|---|---|"]
    for field in model._meta.concrete_fields:
        if not field.primary_key and field.name not in LEFT_OUT:
            yield f"| {field.name} | {_kind(field)} | {_meaning(field)} |"
    for constraint in model._meta.total_unique_constraints:
        yield f"\nUnique: {', '.join(constraint.fields)}."


def _kind(field: models.Field) -> str:
    if isinstance(field, models.ForeignKey):
        kind = f"one of: {field.related_model._meta.verbose_name_plural}"
    else:
        kind = field.description % {"max_length": field.max_length}
    unique = ", unique" if field.unique and not field.primary_key else ""
    optional = ", may be empty" if field.null or field.blank else ""
    return f"{kind}{unique}{optional}"


def _meaning(field: models.Field) -> str:
    said = [str(field.verbose_name)[:1].upper() + str(field.verbose_name)[1:] + "."]
    if field.help_text:
        said.append(str(field.help_text))
    choices = [(code, label) for code, label in field.flatchoices if code]
    if choices:
        said.append("; ".join(f"`{code}` {label}" for code, label in choices) + ".")
    return " ".join(said).replace("|", "\\|").replace("\n", " ")

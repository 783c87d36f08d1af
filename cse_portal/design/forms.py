"""Forms in the look of the GOV.UK Design System."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input

from cse_portal.design.dates import DateParts, GovukDateField

__all__ = ["DateParts", "GovukBoundField", "GovukDateField", "GovukRenderer"]

# The class of each kind of box; what is not here draws its own parts.
CLASSES = {
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.FileInput: "govuk-file-upload",
    forms.Textarea: "govuk-textarea",
    forms.RadioSelect: "",
    forms.CheckboxSelectMultiple: "",
    forms.Select: "govuk-select",
    Input: "govuk-input",
}
DRAWN_IN_PARTS = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)


class GovukBoundField(BoundField):
    """A field in its form, with the classes of the design system."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        # A field that names itself in its errors needs the label that it is shown with.
        field.label = self.label
        # The form's own words win; Django's "This field is required" says nothing in a summary.
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = _what_to_do(field, str(self.label))

    @property
    def template_name(self) -> str:
        if self.field.template_name:
            return self.field.template_name
        if isinstance(self.field.widget, forms.CheckboxInput):
            return "django/forms/checkbox_field.html"
        return super().template_name

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        # Our own messages say what is missing, in the place where it is missing.
        attrs.pop("required", None)
        classes = self._classes(widget)
        if classes:
            attrs["class"] = " ".join([*classes, *widget.attrs.get("class", "").split()])
        return attrs

    def _classes(self, widget: forms.Widget) -> list[str]:
        if widget.is_hidden:
            return []
        name = next((name for kind, name in CLASSES.items() if isinstance(widget, kind)), "")
        return [name, f"{name}--error"] if name and self.errors else [name] if name else []

    @property
    def first_input_id(self) -> str:
        """The id of the input to which the error summary leads."""
        widget = self.field.widget
        if isinstance(widget, DateParts):
            return f"{self.auto_id}_{widget.first_to_mend(self.value())}"
        in_parts = isinstance(widget, DRAWN_IN_PARTS)
        return f"{self.auto_id}_0" if in_parts else self.id_for_label or self.auto_id

    @property
    def is_optional_in_words(self) -> bool:
        """Whether the label says "(optional)": in forms that ask for it with ``says_optional``."""
        return getattr(self.form, "says_optional", False) and not self.field.required


def _what_to_do(field: forms.Field, label: str) -> str:
    """What somebody who left a field empty has to do: "Enter the start date"."""
    if isinstance(field, forms.BooleanField):
        return f"Tick “{label}”"
    if label.endswith("?"):
        return f"Answer “{label}”"
    verb = "Choose" if isinstance(field, forms.ChoiceField | forms.FileField) else "Enter"
    is_word = label[:1].isupper() and label[1:2].islower()
    return f"{verb} the {label[:1].lower() + label[1:] if is_word else label}"


class GovukRenderer(TemplatesSetting):
    """Renders ``{{ form }}`` and ``{{ field.as_field_group }}`` from templates/django/forms."""

    bound_field_class = GovukBoundField

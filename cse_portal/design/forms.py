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


class GovukRenderer(TemplatesSetting):
    """Renders ``{{ form }}`` and ``{{ field.as_field_group }}`` from templates/django/forms."""

    bound_field_class = GovukBoundField

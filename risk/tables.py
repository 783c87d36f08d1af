"""The table of children."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from cse_portal.design.templatetags.design import NOT_RECORDED, age_on, status_tag
from cse_portal.design.templatetags.design import date as day_tag
from risk.models import Child, RiskFlag


def record_of(record: Child, table: "ChildTable") -> str:
    """The address of a child's record, as it stood on the day of the list."""
    address = reverse("risk:child", args=[record.pk])
    return address if table.day == table.today else f"{address}?on={table.day.isoformat()}"


class ChildTable(tables.Table):
    """The children, a row each, with what held on the day of the list."""

    caption = "Children"
    caption_is_hidden = True
    row_header = "name"

    name = tables.Column(linkify=record_of)
    reference = tables.Column()
    age = tables.Column(accessor="date_of_birth", default=NOT_RECORDED)
    level = tables.Column("Level or status", accessor="flags_then__0", default=status_tag(""))
    agency = tables.Column(
        "Key agency", accessor="key_agencies_then__0__agency__name", default=NOT_RECORDED
    )
    area = tables.Column(accessor="homes_then__0__area__name", default=NOT_RECORDED)

    class Meta:
        order_by = "name"

    def __init__(self, *args: Any, day: date, today: date, **kept: Any) -> None:
        self.day, self.today = day, today
        super().__init__(*args, **kept)

    def render_name(self, record: Child) -> str:
        return f"{record.family_name}, {record.given_name}"

    def render_age(self, value: date) -> str:
        return age_on(value, self.day)

    def render_level(self, value: RiskFlag) -> str:
        tag = status_tag(value.status, value.get_status_display())
        return format_html('{} <span class="since">since {}</span>', tag, day_tag(value.start_date))

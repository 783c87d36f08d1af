"""The table of children."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse

from risk.models import Child


class ChildTable(tables.Table):
    """The children, a row each, with what held on the day of the list.

    Its rows are written out in the template: cell by cell they took longer than finding them.
    """

    caption = "Children"
    caption_is_hidden = True

    name = tables.Column("Name")
    reference = tables.Column("Reference")
    age = tables.Column("Age")
    level = tables.Column("Level or status")
    agency = tables.Column("Key agency")
    area = tables.Column("Area")

    class Meta:
        order_by = "name"
        template_name = "risk/_child_table.html"

    def __init__(self, *args: Any, day: date, today: date, **kept: Any) -> None:
        self.day, self.today = day, today
        super().__init__(*args, **kept)

    @property
    def children(self) -> list[Child]:
        """The children of the page."""
        return self.paginated_rows.data

    @property
    def list_address(self) -> str:
        """Below which the records are: resolved once, not for each row."""
        return reverse("risk:children")

    @property
    def address_ends(self) -> str:
        """What the links to the records add: the day, unless it is today."""
        return "" if self.day == self.today else f"?on={self.day.isoformat()}"

"""The table of children."""

import django_tables2 as tables

from risk.models import Child


class ChildTable(tables.Table):
    """The children, a row each."""

    name = tables.Column(linkify=("risk:child", {"pk": tables.A("pk")}))

    class Meta:
        model = Child
        fields = ["name", "reference"]

"""The tables of offences and suspects."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from crime.codes import ethnicity_labels
from crime.models import Offence, Suspect
from cse_portal.days import completed_months
from cse_portal.design.templatetags.design import date as marked_up

NOT_KNOWN = "Not known"
NOT_RECORDED = "Not recorded"


class DateColumn(tables.Column):
    """A day, as people write it; the newest come first when it is sorted by."""

    def __init__(self, header: str, *, missing: str = NOT_KNOWN, **kept: Any) -> None:
        kept.setdefault("attrs", {"cell": {"class": "nowrap"}})
        super().__init__(header, default=missing, initial_sort_descending=True, **kept)

    def render(self, value: date) -> SafeString | str:
        return marked_up(value)


class OffenceTable(tables.Table):
    """Offences, a row each."""

    caption = "Offences"
    caption_is_hidden = True
    row_header = "occurrence_number"

    occurrence_number = tables.Column(
        "Occurrence", linkify=("crime:offence", {"pk": tables.A("pk")})
    )
    recorded_on = DateColumn("Recorded")
    timing = tables.Column("Timing")
    offence_type = tables.Column("Type", default=NOT_RECORDED)
    npt_area = tables.Column("NPT area", default=NOT_KNOWN, order_by="npt_area__name")
    status = tables.Column("Status")
    outcome_code = tables.Column("Outcome", default="None")
    cyber = tables.Column("Cyber", default=NOT_RECORDED)
    suspect_count = tables.Column("Suspects", attrs={"cell": {"class": "numeric"}})
    child = tables.Column("Child", default="Not linked", order_by="child__reference")

    class Meta:
        model = Offence
        fields: list[str] = []
        order_by = "-recorded_on"

    def render_outcome_code(self, value: str, record: Offence) -> str:
        return f"{record.outcome_code}: {record.outcome_qualifier or value}"


class SuspectTable(tables.Table):
    """Suspects, a row each; ages as of the day of the list."""

    caption = "Suspects"
    caption_is_hidden = True
    row_header = "reference"

    reference = tables.Column("Reference", linkify=("crime:suspect", {"pk": tables.A("pk")}))
    sex = tables.Column("Sex", default=NOT_KNOWN)
    date_of_birth = tables.Column("Age", default=NOT_KNOWN, attrs={"cell": {"class": "numeric"}})
    ethnicity = tables.Column("Ethnicity", default=NOT_KNOWN)
    ethnicity_source = tables.Column("Ethnicity told by", default=NOT_RECORDED)
    nationality = tables.Column("Nationality", default=NOT_KNOWN)
    area = tables.Column("Area of residence", default=NOT_KNOWN, order_by="area__name")
    missing_reason = tables.Column("Why missing", default="")
    offence_count = tables.Column("Offences", attrs={"cell": {"class": "numeric"}})
    is_recent = tables.Column("Recent")

    class Meta:
        model = Suspect
        fields: list[str] = []
        order_by = "reference"

    def __init__(self, *args: Any, day: date, **kept: Any) -> None:
        self.day = day
        super().__init__(*args, **kept)

    def render_date_of_birth(self, value: date) -> str:
        return NOT_KNOWN if value > self.day else str(completed_months(value, self.day) // 12)

    def render_ethnicity(self, value: str) -> str:
        return ethnicity_labels().get(value, value)

    def render_ethnicity_source(self, record: Suspect) -> str:
        return record.source_in_words

    def render_is_recent(self, value: bool) -> str:
        return "Yes" if value else "No"


class LinkedOffenceTable(OffenceTable):
    """The offences of a suspect or of a child: few, so neither sorted nor paged."""

    class Meta(OffenceTable.Meta):
        orderable = False
        empty_text = "No offence is linked"


class OffenceSummaryTable(tables.Table):
    """What a child's own social worker sees of the offences."""

    caption = "Offences"
    caption_is_hidden = True
    row_header = "recorded_on"

    recorded_on = DateColumn("Recorded")
    offence_type = tables.Column("Type", default=NOT_RECORDED)
    status = tables.Column("Status")
    outcome_code = tables.Column("Outcome", default="None")

    class Meta:
        orderable = False
        empty_text = "No offence is linked"


class LinkedSuspectTable(tables.Table):
    """The suspects of an offence."""

    caption = "Suspects"
    caption_is_hidden = True
    row_header = "reference"

    reference = tables.Column("Reference", linkify=("crime:suspect", {"pk": tables.A("pk")}))
    sex = tables.Column("Sex", default=NOT_KNOWN)
    date_of_birth = DateColumn("Born")
    ethnicity_in_words = tables.Column("Ethnicity", default=NOT_KNOWN)
    nationality = tables.Column("Nationality", default=NOT_KNOWN)
    area = tables.Column("Area of residence", default=NOT_KNOWN)

    class Meta:
        orderable = False
        empty_text = "No suspect is linked"

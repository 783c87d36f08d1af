"""The extracts of agencies and allocations (design 6)."""

from agencies.models import Agency, Allocation
from cse_portal.imports.columns import Column, Reference, text, truth
from cse_portal.imports.extracts import Extract, Step
from cse_portal.imports.shared import CHILD, ending_complaints, spell_days

AGENCY = Reference(Agency, "code", "agency", "agencies")

AGENCIES = Extract(
    "agencies",
    key=("code",),
    steps=(
        Step(
            Agency,
            columns=(
                Column("code", text(20), "The agency's code. It never changes."),
                Column("name", text(100), "Its name."),
                Column("service", text(10_000), "What it offers, for the report's directory."),
            ),
            key=("code",),
        ),
    ),
)

ALLOCATIONS = Extract(
    "allocations",
    key=("child_id", "agency", "start_date"),
    steps=(
        Step(
            Allocation,
            columns=(
                CHILD,
                Column("agency", text(20), "The agency's code.", refers_to=AGENCY),
                Column("is_key", truth, "Whether it is the key agency: true or false."),
                *spell_days(),
            ),
            key=("child", "agency", "start_date"),
            one_at_a_time=True,
            competes="is_key",
        ),
    ),
    complaints=ending_complaints(),
)

EXTRACTS = [AGENCIES, ALLOCATIONS]

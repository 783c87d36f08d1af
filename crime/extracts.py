"""The extracts of offences and of suspects (design 6)."""

from collections.abc import Iterator, Mapping
from typing import Any

from crime.actions.batches import keep_batch
from crime.codes import outcome_titles, why_impossible
from crime.models import Cyber, Offence, OffenceStatus, Suspect, SuspectLink
from cse_portal.accounts.models import Role
from cse_portal.imports.columns import Column, Reference, day, one_of, quoted, text, truth
from cse_portal.imports.extracts import Complaint, Extract, Step
from cse_portal.imports.shared import CHILD, optional
from risk.codes import ethnicities
from risk.extracts import AREA, birth_date
from risk.models import Sex

NOT_KNOWN = "not_known"
LOADED_BY = (Role.COORDINATOR, Role.POLICE_ANALYST)
DFE = ("", "dfe")
OFFENCE = Reference(Offence, "occurrence_number", "offence", "offences")
SUSPECT = Reference(Suspect, "reference", "suspect", "suspects")
SAID = {
    "self": "self_defined",
    "officer": "officer_defined",
}


def area_code(cell: str) -> str | None:
    """An area's code; ``not_known`` is written out for what may be left empty too."""
    return None if cell == NOT_KNOWN else text(20)(cell)


def outcome_code(cell: str) -> str:
    """A code of the Home Office's list, in upper case."""
    code = cell.upper()
    if code not in outcome_titles():
        raise ValueError(f"{quoted(cell)} is not one of {', '.join(outcome_titles())}")
    return code


outcome_code.codes = outcome_titles  # type: ignore[attr-defined]


def ethnicity_source(cell: str) -> str:
    """Who said it, the usual words in one spelling."""
    said = text(50)(cell)
    plain = said.lower().replace("-", "_").replace(" ", "_")
    plain = SAID.get(plain, plain)
    return plain if plain in SAID.values() else said


def offence_complaints(values: Mapping[str, Any]) -> Iterator[Complaint]:
    """An end before the start, and an outcome before it existed (counting rule 9)."""
    start, end = values["committed_from"], values["committed_to"]
    if start and end and end < start:
        yield "committed_to", f"{end} is before committed_from, {start}"
    code, outcome_on, recorded_on = (
        values[name] for name in ("outcome_code", "outcome_on", "recorded_on")
    )
    wrong = why_impossible(code, outcome_on, recorded_on)
    if wrong:
        yield "outcome_code", wrong


def suspect_complaints(values: Mapping[str, Any]) -> Iterator[Complaint]:
    """A code of ethnicity that its scheme does not have, as far as we know the scheme."""
    code, scheme = values["ethnicity"], values.get("ethnicity_scheme", "")
    if code and scheme.lower() in DFE and code not in ethnicities():
        yield "ethnicity", f"{quoted(code)} is not one of {', '.join(ethnicities())}"


def empty_text(name: str, most: int, meaning: str, **more: Any) -> Column:
    """A column of free text whose cells may be empty."""
    return Column(name, text(most), meaning, may_be_empty=True, **more)


def empty_day(name: str, meaning: str, reader: Any = day, **more: Any) -> Column:
    """A column of dates whose cells may be empty."""
    return Column(name, reader, meaning, may_be_empty=True, empty=None, **more)


def empty_area(meaning: str, field: str) -> Column:
    """A column of areas whose cells may be empty: not known."""
    return Column(
        "npt_area", area_code, meaning, may_be_empty=True, empty=None, field=field, refers_to=AREA
    )


def coded(name: str, codes: Any, meaning: str, **more: Any) -> Column:
    """A column of codes whose cells may be empty."""
    return Column(name, one_of(codes), meaning, may_be_empty=True, **more)


OFFENCES = Extract(
    "offences",
    key=("occurrence_number",),
    steps=(
        Step(
            Offence,
            columns=(
                Column("occurrence_number", text(50), "The force's number of the offence."),
                Column("recorded_on", day, "The day on which it was recorded; it counts by this."),
                empty_day("committed_from", "The first day on which it was committed, if known."),
                empty_day("committed_to", "The last day; empty for one day, or if not known."),
                empty_text("offence_type", 200, "What kind of offence it is, in free text."),
                empty_area("The NPT area's code; empty where it is not known.", "npt_area"),
                Column("status", one_of(lambda: OffenceStatus.values), "The crime status."),
                Column(
                    "outcome_code",
                    outcome_code,
                    "The Home Office's outcome, in letters of any case; empty where there is none.",
                    may_be_empty=True,
                ),
                empty_text("outcome_qualifier", 200, "How the force splits the outcome."),
                empty_day("outcome_on", "The day of the outcome."),
                coded("cyber", lambda: Cyber.values, "How it was done; empty: not recorded."),
                optional("online", truth, "The Home Office's online flag.", empty=None),
                optional("setting", text(200), "Where it happened: a home, a party, a hotel."),
                optional("network", text(200), "The network or operation it belongs to."),
                Column(
                    "child_id",
                    text(20),
                    "The child in the record, where there is one.",
                    may_be_empty=True,
                    may_be_missing=True,
                    empty=None,
                    field="child",
                    refers_to=CHILD.refers_to,
                ),
            ),
            key=("occurrence_number",),
            before_write=Offence.judge_timing,
            derived=("timing",),
        ),
    ),
    complaints=offence_complaints,
    batch=keep_batch,
    roles=LOADED_BY,
)

SUSPECTS = Extract(
    "suspects",
    key=("suspect_id", "occurrence_number"),
    steps=(
        Step(
            Suspect,
            columns=(
                Column("suspect_id", text(50), "The force's reference.", field="reference"),
                coded("gender", lambda: Sex.values, "U is recorded as unknown.", field="sex"),
                empty_day("date_of_birth", "Date of birth; empty: not known.", birth_date),
                empty_text("ethnicity", 20, "A code of the DfE's list, or of the scheme named."),
                empty_text("nationality", 100, "Nationality, in free text."),
                empty_area("The code of the home area; empty: not known.", "area"),
                optional("ethnicity_scheme", text(50), "Whose codes; empty: the DfE's."),
                optional("ethnicity_source", ethnicity_source, "self_defined or officer_defined."),
                optional("missing_reason", text(200), "Why details are missing."),
            ),
            key=("reference",),
        ),
        Step(
            SuspectLink,
            columns=(
                Column("suspect_id", text(50), "", field="suspect", refers_to=SUSPECT),
                Column(
                    "occurrence_number",
                    text(50),
                    "The offence of which the person is suspected.",
                    field="offence",
                    refers_to=OFFENCE,
                ),
            ),
            key=("suspect", "offence"),
        ),
    ),
    complaints=suspect_complaints,
    agree=(
        "suspect_id",
        "gender",
        "date_of_birth",
        "ethnicity",
        "nationality",
        "npt_area",
        "ethnicity_scheme",
        "ethnicity_source",
        "missing_reason",
    ),
    batch=keep_batch,
    roles=LOADED_BY,
)

EXTRACTS = [OFFENCES, SUSPECTS]

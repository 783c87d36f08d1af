"""The extracts of areas, postcodes, children, flags, residences and missing episodes (design 6)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from cse_portal.days import today
from cse_portal.imports.columns import (
    Column,
    Reference,
    day,
    moment,
    one_of,
    quoted,
    text,
    truth,
    whole_number,
)
from cse_portal.imports.extracts import Complaint, Extract, Step
from cse_portal.imports.shared import CHILD, ending_complaints, optional, spell_days
from risk.codes import ethnicities, nhs_number_is_valid, upn_is_valid
from risk.models import (
    Area,
    AreaPopulation,
    Child,
    MissingEpisode,
    PostcodeArea,
    Residence,
    RiskFlag,
    Sex,
    Status,
)
from risk.models.places import OUT_OF_AREA
from risk.postcodes import tidy_postcode

AREA = Reference(Area, "code", "area", "areas")


def postcode(cell: str) -> str:
    """A postcode in capitals with one space."""
    try:
        return tidy_postcode(cell)
    except ValueError:
        raise ValueError(f"{quoted(cell)} is not a postcode: write it like BD1 1AA") from None


def nhs_number(cell: str) -> str:
    """An NHS number, without the blanks that people write in it."""
    number = cell.replace(" ", "")
    if not nhs_number_is_valid(number):
        raise ValueError(f"{quoted(cell)} is not an NHS number: ten digits, the last a check digit")
    return number


def upn(cell: str) -> str:
    """A unique pupil number, in capitals."""
    if not upn_is_valid(cell.upper()):
        raise ValueError(f"{quoted(cell)} is not a unique pupil number: its check letter is wrong")
    return cell.upper()


def birth_date(cell: str) -> date:
    """A day that has come."""
    found = day(cell)
    if found > today():
        raise ValueError(f"{cell} is in the future")
    return found


def area_complaints(values: Mapping[str, Any]) -> Iterator[Complaint]:
    """Out of Area has no population; every other area has a year and a population."""
    for name in ("year", "under_18_population"):
        if values["code"] == OUT_OF_AREA and values[name] is not None:
            yield name, f"it must be empty for {OUT_OF_AREA}, which has no population"
        if values["code"] != OUT_OF_AREA and values[name] is None:
            yield name, f"it is empty; only {OUT_OF_AREA} has no population"


AREA_CODE = Column("code", text(20), "The area's code; OOA is Out of Area.")

AREAS = Extract(
    "areas",
    key=("code", "year"),
    steps=(
        Step(
            Area,
            columns=(AREA_CODE, Column("name", text(100), "Its name.")),
            key=("code",),
        ),
        Step(
            AreaPopulation,
            columns=(
                Column("code", text(20), "", field="area", refers_to=AREA),
                Column(
                    "year",
                    whole_number(1900, 2100),
                    "The year of the mid-year estimate; empty for OOA.",
                    may_be_empty=True,
                    empty=None,
                ),
                Column(
                    "under_18_population",
                    whole_number(0, 100_000_000),
                    "People under 18 in the middle of the year; empty for OOA.",
                    may_be_empty=True,
                    empty=None,
                ),
            ),
            key=("area", "year"),
            needs="year",
        ),
    ),
    complaints=area_complaints,
    agree=("code", "name"),
)

POSTCODES = Extract(
    "postcodes",
    key=("postcode", "valid_from"),
    steps=(
        Step(
            PostcodeArea,
            columns=(
                Column("postcode", postcode, "The postcode."),
                Column("ward_code", text(9), "The ONS code of its ward, like E05001347."),
                Column("area", text(20), "The area's code.", refers_to=AREA),
                *spell_days("valid_from", "valid_to"),
            ),
            key=("postcode", "start_date"),
            one_at_a_time=True,
        ),
    ),
    complaints=ending_complaints("valid_from", "valid_to"),
)

CHILDREN = Extract(
    "children",
    key=("child_id",),
    steps=(
        Step(
            Child,
            columns=(
                Column("child_id", text(20), "The child's reference.", field="reference"),
                Column("given_name", text(100), "Given name."),
                Column("family_name", text(100), "Family name."),
                Column(
                    "date_of_birth",
                    birth_date,
                    "Date of birth; empty where it is not known.",
                    may_be_empty=True,
                    empty=None,
                ),
                Column(
                    "gender",
                    one_of(lambda: Sex.values),
                    "U is recorded as unknown; empty is not recorded.",
                    field="sex",
                    may_be_empty=True,
                ),
                Column(
                    "ethnicity",
                    one_of(ethnicities),
                    "A code of the DfE's list; empty where it is not recorded.",
                    may_be_empty=True,
                ),
                optional("nhs_number", nhs_number, "NHS number; its check digit is verified."),
                optional("upn", upn, "Unique pupil number; its check letter is verified."),
                optional("nationality", text(100), "Nationality."),
                optional("disability", text(200), "Disability."),
                optional("looked_after", truth, "Looked after: true or false.", empty=None),
            ),
            key=("reference",),
            before_write=Child.index_for_search,
            derived=("search_text", "sounds"),
        ),
    ),
)

FLAGS = Extract(
    "flags",
    key=("child_id", "start_date"),
    steps=(
        Step(
            RiskFlag,
            columns=(
                CHILD,
                Column("status", one_of(lambda: Status.values), "The status."),
                *spell_days(),
            ),
            key=("child", "start_date"),
            one_at_a_time=True,
            values={"source": RiskFlag.Source.IMPORT},
        ),
    ),
    complaints=ending_complaints(),
)

RESIDENCES = Extract(
    "residences",
    key=("child_id", "start_date"),
    steps=(
        Step(
            Residence,
            columns=(
                CHILD,
                Column("area", text(20), "The area's code.", refers_to=AREA),
                *spell_days(),
                optional("postcode", postcode, "The postcode of the home."),
                optional("placement_type", text(50), "How the child is placed."),
            ),
            key=("child", "start_date"),
            one_at_a_time=True,
        ),
    ),
    complaints=ending_complaints(),
)

ANSWERS = MissingEpisode.Answer


def answer(name: str, meaning: str) -> Column:
    """A column that is yes, no, or why there is no answer; an empty cell is not recorded."""
    codes = one_of(lambda: ANSWERS.values)
    return Column(name, codes, meaning, may_be_empty=True, empty=ANSWERS.NOT_RECORDED.value)


MISSING_EPISODES = Extract(
    "missing_episodes",
    key=("child_id", "started_at"),
    steps=(
        Step(
            MissingEpisode,
            columns=(
                CHILD,
                Column(
                    "category",
                    one_of(lambda: dict(MissingEpisode.Category.choices)),
                    "Whether the whereabouts were known.",
                ),
                Column("started_at", moment, "When it began, like 2018-09-03T21:30."),
                Column(
                    "ended_at",
                    moment,
                    "When the child returned; empty where it has not.",
                    may_be_empty=True,
                    empty=None,
                ),
                answer("police_informed", "Whether the police were informed."),
                answer("interview_offered", "Whether a return interview was offered."),
                answer("interview_accepted", "Whether it was accepted."),
                Column(
                    "interview_at",
                    moment,
                    "When the child was interviewed; empty where it was not.",
                    may_be_empty=True,
                    empty=None,
                ),
            ),
            key=("child", "started_at"),
            one_at_a_time=True,
            times=("started_at", "ended_at"),
        ),
    ),
    complaints=ending_complaints("started_at", "ended_at"),
)

EXTRACTS = [AREAS, POSTCODES, CHILDREN, FLAGS, RESIDENCES, MISSING_EPISODES]

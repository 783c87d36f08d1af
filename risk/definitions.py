"""The Annex: what the report means by exploitation and by each flag, in our own words."""

from dataclasses import dataclass

from risk.models import Status

REPORT_2018 = (
    "After the Annex of Scale of CSE in Bradford, January to August 2018, version 2.0 "
    "(City of Bradford Metropolitan District Council, amended October 2018)."
)
NOT_PUBLISHED = "There is no published definition; this is how the word is used here."


@dataclass(frozen=True)
class Definition:
    """What a word means, and whom we have it from."""

    term: str
    text: str
    source: str


EXPLOITATION = Definition(
    term="Child sexual exploitation",
    text=(
        "Child sexual exploitation is a form of child sexual abuse. One person or several use "
        "the power that they have over a child or young person under 18 to bring them, by "
        "pressure, by manipulation or by deceit, into sexual activity. The child gets "
        "something for it that they need or want, or those who exploit them or arrange it "
        "gain money or standing, or both. It is exploitation even where the child seems to "
        "agree, and it needs no touch: it can happen through a phone or a computer."
    ),
    source=(
        "After the Department for Education, Child sexual exploitation: definition and a guide for "
        "practitioners, local leaders and decision makers working to protect children from child "
        "sexual exploitation, February 2017."
    ),
)

STATUSES = {
    Status.HIGH: Definition(
        term="High",
        text=(
            "What the child says, the evidence or the assessment points to a child who is being "
            "sexually exploited now, or who could be at any moment: their situation, their "
            "relationships or what they do put them in great danger. They need not see it that "
            "way."
        ),
        source=REPORT_2018,
    ),
    Status.MEDIUM: Definition(
        term="Medium",
        text=(
            "The child could well be exploited, though nothing calls for protection this very "
            "day. There are signs that somebody targets or grooms them, or would abuse them when "
            "the chance comes. Some things in their life may protect them, but their "
            "circumstances or what they do put them at risk all the same."
        ),
        source=REPORT_2018,
    ),
    Status.LOW: Definition(
        term="Low",
        text=(
            "The assessment gives some cause for concern: the child could be targeted or groomed, "
            "or puts themselves at risk. But there is much in their life that protects them."
        ),
        source=REPORT_2018,
    ),
    Status.AWAITING_ASSESSMENT: Definition(
        term="Awaiting risk assessment",
        text="The child was referred, and the meeting has not decided on a level yet.",
        source=NOT_PUBLISHED,
    ),
    Status.CAUTIONARY_SIX_MONTHS: Definition(
        term="Cautionary six months",
        text="The child is no longer held to be at risk, and is watched for six months more.",
        source=NOT_PUBLISHED,
    ),
    Status.POTENTIAL_PERPETRATOR: Definition(
        term="Potential perpetrator",
        text="The child is thought to exploit other children.",
        source=NOT_PUBLISHED,
    ),
}


def of_statuses() -> list[tuple[str, Definition]]:
    """The code and the definition of each status, the gravest first."""
    return [(status.value, STATUSES[status]) for status in Status]

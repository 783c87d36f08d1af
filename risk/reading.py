"""An assessment as people read it: its questions in sections, beside the one before it.

The form, the page of one assessment and the comparison of two run over the same list of sections.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from cse_portal.days import day_in_words
from risk.models import Assessment, Concern, IndicatorDomain


@dataclass(frozen=True)
class Said:
    """What an assessment says to a question: a choice in words, a text, or both."""

    choice: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.choice or self.text)


@dataclass(frozen=True)
class Question:
    """One thing that an assessment says, and the fields that hold it."""

    name: str
    label: str
    choice: str = ""
    text: str = ""
    day: str = ""

    def said(self, assessment: Assessment) -> Said:
        if self.day:
            day = getattr(assessment, self.day)
            return Said(day_in_words(day) if day else "")
        return Said(
            getattr(assessment, f"get_{self.choice}_display")() if self.choice else "",
            getattr(assessment, self.text) if self.text else "",
        )

    @property
    def fields(self) -> list[str]:
        """The fields of the form that ask it."""
        return [name for name in (self.choice, self.text, self.day) if name]


@dataclass(frozen=True)
class DomainQuestion(Question):
    """What was found in a domain; ``key`` is the domain's id as the assessment keeps it."""

    key: str = ""

    @classmethod
    def about(cls, domain: IndicatorDomain) -> Self:
        key = str(domain.pk)
        return cls(f"domain_{key}", domain.name, f"concern_{key}", f"found_{key}", key=key)

    def said(self, assessment: Assessment) -> Said:
        kept = assessment.concerns.get(self.key, {})
        concern = kept.get("concern", "")
        return Said(Concern(concern).label if concern else "", kept.get("found", ""))


@dataclass(frozen=True)
class Section:
    """A step of an assessment."""

    key: str
    title: str
    questions: tuple[Question, ...]


LEVEL = Question("level", "Proposed level", choice="proposed_status", text="proposed_because")
FOUND = "found"
SECTIONS = (
    Section(FOUND, "What was found", ()),
    Section(
        "harm",
        "Harm",
        (
            Question("harm_known", "Known harm", text="harm_known"),
            Question("harm_suspected", "Suspected harm", text="harm_suspected"),
        ),
    ),
    Section(
        "exploitation",
        "How the child is exploited",
        (
            Question("exploitation_model", "Kind of exploitation", choice="exploitation_model"),
            Question("network", "By two or more people known to each other", choice="network"),
        ),
    ),
    Section(
        "words",
        "The child’s own words",
        (Question("childs_words", "What the child says", text="childs_words"),),
    ),
    Section(
        "protection",
        "What protects the child",
        (Question("protective_factors", "Protective factors", text="protective_factors"),),
    ),
    Section("analysis", "Analysis", (Question("analysis", "Analysis", text="analysis"),)),
    Section("level", "Level", (LEVEL,)),
    Section(
        "day",
        "Day",
        (Question("assessed_on", "The day that it speaks of", day="assessed_on"),),
    ),
)


def sections(domains: Iterable[IndicatorDomain]) -> list[Section]:
    """Every section, the first with a question for each of the domains."""
    asked = tuple(map(DomainQuestion.about, domains))
    return [
        Section(section.key, section.title, asked) if section.key == FOUND else section
        for section in SECTIONS
    ]


@dataclass(frozen=True)
class Line:
    """What is said to a question now, and what was said before (None: there is no before)."""

    question: Question
    now: Said
    before: Said | None = None

    @property
    def label(self) -> str:
        return self.question.label

    @property
    def is_changed(self) -> bool:
        """Whether it says something else than before.

        The day always does. Why a level is proposed is written anew each time: while it is empty
        nothing has changed.
        """
        if self.before is None or self.now == self.before or self.question.day:
            return False
        return not (
            self.question is LEVEL and not self.now.text and self.now.choice == self.before.choice
        )


@dataclass(frozen=True)
class Reading:
    """A section with what an assessment says in it."""

    section: Section
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        return self.section.title

    @property
    def key(self) -> str:
        return self.section.key


def read(
    assessment: Assessment, before: Assessment | None, domains: Sequence[IndicatorDomain]
) -> list[Reading]:
    """What an assessment says, beside the one before; in each domain that one of them speaks of.

    ``domains`` are all domains, in use or not. A domain is called as it was in the assessment.
    """
    spoken = set(assessment.concerns) | set(before.concerns if before else {})
    called = [
        IndicatorDomain(pk=domain.pk, name=_name_in(assessment, domain))
        for domain in domains
        if str(domain.pk) in spoken
    ]
    return [
        Reading(section, tuple(_line(q, assessment, before) for q in section.questions))
        for section in sections(called)
        if section.questions
    ]


def changes(readings: Iterable[Reading]) -> list[Line]:
    """The lines that say something else than before."""
    return [line for reading in readings for line in reading.lines if line.is_changed]


def _line(question: Question, assessment: Assessment, before: Assessment | None) -> Line:
    return Line(question, question.said(assessment), question.said(before) if before else None)


def _name_in(assessment: Assessment, domain: IndicatorDomain) -> str:
    return assessment.concerns.get(str(domain.pk), {}).get("name") or domain.name

"""The page on which a draft is written."""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cse_portal.autosave import Autosave, moment
from cse_portal.days import day_in_words, today
from risk.forms.assessments import AssessmentForm
from risk.models import AgendaReason, Assessment
from risk.reading import Line, Section, sections
from risk.reminders import reminder_for
from risk.since import happened_since


@dataclass(frozen=True)
class Box:
    """A field on the page, and what somebody else wrote into it meanwhile."""

    field: BoundField
    theirs: str | None = None

    @property
    def is_contested(self) -> bool:
        return self.theirs is not None


@dataclass(frozen=True)
class Part:
    """A question on the page: its boxes, and what was said last time."""

    line: Line
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Step:
    """A section on the page."""

    section: Section
    parts: tuple[Part, ...]


@dataclass
class DraftPage:
    """A draft with its form. ``theirs`` is what somebody else wrote, by the field in question."""

    draft: Assessment
    form: AssessmentForm
    theirs: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def last(self) -> Assessment | None:
        return self.draft.child.assessments.submitted().first()

    def answer(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        child, day = self.draft.child, today()
        last = self.last
        by, when = self.draft.saved_by, moment(self.draft.saved_at)
        saved_by = "You, in another window," if by == request.user else by.display_name
        context = {
            "child": child,
            "draft": self.draft,
            "form": self.form,
            "last": last,
            "steps": list(self._steps()),
            "reminder": reminder_for(child, day),
            "since": happened_since(child, last.assessed_on) if last else [],
            "theirs": self.theirs,
            "autosave": self._autosave(request),
            "saved_by": saved_by,
            "saved_at": "Not saved yet" if self.theirs else f"Saved at {when}",
            "day": day,
        }
        return render(request, "risk/assessment_edit.html", context, status=status)

    def _steps(self) -> Iterator[Step]:
        for section in sections(self.form.domains):
            parts = []
            for question in section.questions:
                before = question.said(self.last) if self.last and not question.day else None
                line = Line(question, question.said(self.draft), before)
                boxes = (Box(self.form[name], self.theirs.get(name)) for name in question.fields)
                parts.append(Part(line, tuple(boxes)))
            yield Step(section, tuple(parts))

    def _autosave(self, request: HttpRequest) -> Autosave:
        draft = self.draft
        url = reverse("risk:assessment_save", args=[draft.child_id, draft.pk])
        return Autosave(f"assessment-{draft.pk}", url, draft.version, request.user)


def agenda_day(assessment: Assessment) -> str:
    """The day on whose agenda an assessment put its child: Tuesday 2 October 2018."""
    reasons = AgendaReason.objects.filter(kind=AgendaReason.Kind.ASSESSMENT, source=assessment.pk)
    day = reasons.values_list("item__meeting__day", flat=True).first()
    return f"{calendar.day_name[day.weekday()]} {day_in_words(day)}" if day else ""

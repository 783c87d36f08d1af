"""Drafting, reviewing, publishing and amending an edition (design 4)."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from cse_portal.audit.actions import record
from cse_portal.days import Month
from cse_portal.stale import save_if_unchanged
from reports.disclosure.suppression import NotSafeError
from reports.editions import content_of, hidden_of, newest_snapshots
from reports.models import Audience, Edition, EditionState, Snapshot, digest


class EditionError(Exception):
    """Something cannot be done with an edition; the text says why, for the person who tried."""


@transaction.atomic
def draft_edition(
    *,
    by: Any,
    title: str,
    first: Month,
    last: Month,
    statuses: Sequence[str],
    audience: str = Audience.INTERNAL,
    sections: Mapping[str, str] | None = None,
    commentary: Mapping[str, str] | None = None,
    crime_days: Mapping[str, str] | None = None,
    amends: Edition | None = None,
    reason: str = "",
) -> Edition:
    """Begin an edition, pinned to the newest version of each month end.

    Raises EditionError where a month was never taken.
    """
    edition = Edition(
        title=title,
        first_month=str(first),
        last_month=str(last),
        statuses=[str(status) for status in statuses],
        audience=audience,
        sections=dict(sections or {}),
        commentary=dict(commentary or {}),
        crime_days=dict(crime_days) if crime_days else None,
        amends=amends,
        number=amends.number + 1 if amends else 1,
        reason=reason,
        author=by,
    )
    edition.save()
    _pin(edition)
    record("draft_edition", by=by, subject=edition.pk)
    return edition


@transaction.atomic
def change_draft(*, edition: Edition, by: Any, version: int, **values: Any) -> Edition:
    """Change a draft. EditionError where it is none any more, StaleError where somebody was first.

    ``first`` and ``last`` are months; what is not given stays.
    """
    _refuse_unless(edition, EditionState.DRAFT)
    for name in ("first", "last"):
        if name in values:
            values[f"{name}_month"] = str(values.pop(name))
    saved = save_if_unchanged(edition, version, **values)
    _pin(saved)
    record("change_draft", by=by, subject=edition.pk)
    return saved


@transaction.atomic
def submit_edition(*, edition: Edition, by: Any) -> Edition:
    """Give a draft to a second person to read."""
    return _move(edition, EditionState.DRAFT, EditionState.IN_REVIEW, by, "submit_edition")


@transaction.atomic
def send_back(*, edition: Edition, by: Any) -> Edition:
    """Make it a draft again, to be changed and read anew."""
    if edition.state not in (EditionState.IN_REVIEW, EditionState.REVIEWED):
        raise EditionError("Only an edition that is being reviewed can be sent back.")
    edition.reviewer = None
    return _move(edition, EditionState(edition.state), EditionState.DRAFT, by, "send_back_edition")


@transaction.atomic
def review_edition(*, edition: Edition, by: Any) -> Edition:
    """Agree to it, as a second person: EditionError for the author."""
    if by.pk == edition.author_id:
        raise EditionError("A second person has to review it: you wrote this edition.")
    edition.reviewer = by
    return _move(edition, EditionState.IN_REVIEW, EditionState.REVIEWED, by, "review_edition")


@transaction.atomic
def publish_edition(*, edition: Edition, by: Any, today: date) -> Edition:
    """Freeze what it says, with its SHA-256.

    Raises EditionError where nobody has reviewed it or, for a public one, where the attack on it
    and on all that is public already finds a small count: then nothing is published.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    _refuse_unless(edition, EditionState.REVIEWED)
    try:
        content, found = content_of(edition, published_on=today)
    except NotSafeError as error:
        raise EditionError(
            f"It cannot be published: {error}. Publish the same statuses and months as before, "
            "or make it an internal edition."
        ) from None
    edition.content = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    edition.sha256 = digest(edition.content)
    edition.hidden = hidden_of(found)
    edition.state = EditionState.PUBLISHED
    edition.published_at, edition.publisher = timezone.now(), by
    edition.published_on = today
    edition.save()
    record("publish_edition", by=by, subject=edition.pk, sha256=edition.sha256)
    return edition


@transaction.atomic
def amend_edition(
    *, edition: Edition, by: Any, reason: str, statuses: Sequence[str] | None = None
) -> Edition:
    """Begin the edition that takes the place of a published one, with its words.

    It pins the newest versions of the month ends. The published one stays as it is.
    """
    if not edition.is_published:
        raise EditionError("Only a published edition is amended: change the draft instead.")
    if not reason.strip():
        raise EditionError("Say why the edition is amended.")
    return draft_edition(
        by=by,
        title=edition.title,
        first=Month.parse(edition.first_month),
        last=Month.parse(edition.last_month),
        statuses=statuses or edition.statuses,
        audience=edition.audience,
        sections=edition.sections,
        commentary=edition.commentary,
        crime_days=edition.crime_days,
        amends=edition,
        reason=reason,
    )


def _pin(edition: Edition) -> None:
    found: Sequence[Snapshot] = newest_snapshots(edition)
    missing = {str(m) for m in edition.months} - {str(s.month) for s in found}
    if missing or not found:
        raise EditionError(
            f"The month end of {Month.parse(min(missing)).name} was never taken."
            if missing
            else "The last month comes before the first."
        )
    edition.snapshots.set(found)


def _move(
    edition: Edition, from_state: EditionState, to_state: EditionState, by: Any, what: str
) -> Edition:
    _refuse_unless(edition, from_state)
    edition.state = to_state
    edition.save()
    record(what, by=by, subject=edition.pk)
    return edition


def _refuse_unless(edition: Edition, state: EditionState) -> None:
    if edition.state != state:
        raise EditionError(
            f"That can be done with an edition that is {state.label.lower()}; this one is "
            f"{edition.get_state_display().lower()}."
        )

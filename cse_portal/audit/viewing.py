"""What a page shows, told to the log before a byte of it leaves.

A view says what it shows, ``viewed(request, "child", [12])``, and the middleware writes the row
when the page is ready. Where the row cannot be written, nothing is shown.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.views.defaults import server_error

from cse_portal.audit.actions import Outcome, record
from cse_portal.audit.requests import one_request

__all__ = ["ViewAudit", "denied", "viewed"]

log = logging.getLogger(__name__)
REFUSALS = (403, 404, 405, 429)


@dataclass(frozen=True)
class Shown:
    """What a page shows, or what somebody was not let in to: one row of the log."""

    action: str
    kind: str
    ids: list[int]
    terms: str = ""
    reason: str = ""
    outcome: str = Outcome.OK
    detail: dict[str, Any] = field(default_factory=dict)


def viewed(
    request: HttpRequest,
    kind: str,
    ids: Iterable[int] = (),
    *,
    action: str = "view",
    terms: str = "",
    why: str = "",
    **detail: Any,
) -> None:
    """Say what this page shows: the ids of all rows of a list, the terms of a search.

    ``action`` is view, list, search or export. It becomes one row of the log, before the page
    leaves. Said twice for one page, it becomes two.
    """
    _told(request).append(Shown(action, kind, list(ids), terms, why, Outcome.OK, detail))


def denied(request: HttpRequest, kind: str, ids: Iterable[int] = (), **detail: Any) -> None:
    """Say whom or what somebody asked for and may not see, in place of the middleware's own row."""
    _told(request).append(Shown("view", kind, list(ids), outcome=Outcome.DENIED, detail=detail))


class ViewAudit:
    """Writes what views say they show, and every refusal, before the answer leaves.

    A refusal (403, 404, 405, 429) of a page that exists is one row with outcome denied, the name of
    the page and what its address held: ids only, since no address holds a name.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with one_request():
            response = self.get_response(request)
            rows = _told(request) if response.status_code < 500 else []
            if response.status_code in REFUSALS and not any(_is_denial(row) for row in rows):
                rows = [*rows, *_refusal(request, response)]
            try:
                _write(request, rows)
            except DatabaseError as problem:
                # Its text may hold what was to be written; its kind is enough.
                log.error("The audit log cannot be written: %s", type(problem).__name__)
                response.close()
                return server_error(request)
        return response


def _told(request: HttpRequest) -> list[Shown]:
    if not hasattr(request, "_audit_shown"):
        request._audit_shown = []
    return request._audit_shown


def _is_denial(row: Shown) -> bool:
    return row.outcome == Outcome.DENIED


def _refusal(request: HttpRequest, response: HttpResponse) -> list[Shown]:
    match = request.resolver_match
    user = getattr(request, "user", None)
    if match is None or user is None or not user.is_authenticated:
        return []
    detail = {"page": match.view_name, "status": response.status_code}
    if match.kwargs:
        detail["address"] = {name: str(value) for name, value in match.kwargs.items()}
    return [Shown(f"{request.method.lower()}_page", "", [], outcome=Outcome.DENIED, detail=detail)]


def _write(request: HttpRequest, rows: list[Shown]) -> None:
    if not rows:
        return
    user = getattr(request, "user", None)
    with transaction.atomic():
        for row in rows:
            record(
                row.action,
                by=user,
                of=row.kind,
                subject=row.ids[0] if len(row.ids) == 1 else "",
                ids=row.ids,
                terms=row.terms,
                why=row.reason,
                denied=_is_denial(row),
                **row.detail,
            )

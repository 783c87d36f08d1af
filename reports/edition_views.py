"""The pages of editions: drafting, reviewing, publishing, reading and handing out."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cse_portal.accounts.models import Role
from cse_portal.audit.actions import record
from cse_portal.days import today
from cse_portal.stale import StaleError
from reports.actions import editions as actions
from reports.disclosure.suppression import NotSafeError
from reports.drill_through import editions_of, figure, members_behind
from reports.edition_forms import AmendForm, EditionForm, words_of
from reports.edition_pages import page_of
from reports.editions import content_of, suggested_title
from reports.models import Edition, EditionState
from reports.month_ends import MonthEnds
from reports.publication.document import month_name, tables
from reports.publication.drawing import as_png, as_svg
from reports.publication.formats import FORMATS
from reports.publication.page import NoPdfError
from reports.visibility import visible
from risk.models import Child

PROPOSERS = (Role.CHAIR, Role.COORDINATOR, Role.MANAGER)
READERS_OF_ALL = (*PROPOSERS, Role.POLICE_ANALYST)
DRAWN = {"svg": (as_svg, "image/svg+xml"), "png": (as_png, "image/png")}
MOVES = {
    "submit": actions.submit_edition,
    "review": actions.review_edition,
    "send-back": actions.send_back,
}


def _has(request: HttpRequest, *roles: Role) -> bool:
    return request.user.is_superuser or request.user.has_role(*roles)


def _refuse_unless(request: HttpRequest, *roles: Role) -> None:
    if not _has(request, *roles):
        raise PermissionDenied


def _edition(request: HttpRequest, pk: int) -> Edition:
    """An edition that the user may read: every one, or those that are public."""
    editions = Edition.objects.select_related("author", "reviewer", "publisher", "amends")
    if not _has(request, *READERS_OF_ALL):
        editions = editions.public()
    return get_object_or_404(editions.prefetch_related("snapshots"), pk=pk)


@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """Every edition that the user may read, the newest first."""
    found = Edition.objects.select_related("author")
    if not _has(request, *READERS_OF_ALL):
        found = found.public()
    context = {"editions": found, "may_draft": _has(request, *PROPOSERS)}
    return render(request, "reports/edition_list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an edition, with the words of the last one."""
    _refuse_unless(request, *PROPOSERS)
    month_ends = MonthEnds.on(today())
    last = Edition.objects.first()
    initial = words_of(last) if last else {}
    period = month_ends.newest_period
    if period:
        initial |= {"title": suggested_title(settings.AUTHORITY_NAME, period.name)}
        initial |= {"first": str(period.first), "last": str(period.last), "version": 0}
    form = EditionForm(request.POST or None, month_ends=month_ends, initial=initial)
    if request.method == "POST" and form.is_valid():
        edition = actions.draft_edition(by=request.user, **form.values)
        messages.success(request, "The draft is saved. Look at it before somebody reviews it.")
        return redirect("editions:edition", edition.pk)
    return render(request, "reports/edition_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft. Who comes second keeps what they typed and is told."""
    _refuse_unless(request, *PROPOSERS)
    edition = _edition(request, pk)
    month_ends = MonthEnds.on(today())
    initial = words_of(edition)
    form = EditionForm(request.POST or None, month_ends=month_ends, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.change_draft(edition=edition, by=request.user, version=version, **form.values)
        except StaleError as stale:
            form.data["version"] = stale.current.version
            form.add_error(None, "Somebody else changed this draft; saving again replaces that.")
            status = 409
        except actions.EditionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The draft is saved.")
            return redirect("editions:edition", edition.pk)
    context = {"form": form, "edition": edition}
    return render(request, "reports/edition_form.html", context, status=status)


@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition: from its frozen content, or as a draft would say it today."""
    found = _edition(request, pk)
    try:
        content = found.frozen if found.is_published else content_of(found)[0]
    except NotSafeError as error:
        messages.error(request, f"As it stands it cannot be published: {error}.")
        content = None
    context = {
        "edition": found,
        "may_propose": _has(request, *PROPOSERS),
        "may_publish": _has(request, Role.MANAGER),
        "is_author": found.author_id == request.user.pk,
        "states": EditionState,
        "formats": FORMATS.values(),
        **(page_of(found, content) if content else {}),
    }
    record("view_edition", by=request.user, subject=found.pk)
    return render(request, "reports/edition_detail.html", context)


@require_POST
def move(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Submit, review or send back."""
    _refuse_unless(request, *PROPOSERS)
    if step not in MOVES:
        raise Http404
    try:
        moved = MOVES[step](edition=_edition(request, pk), by=request.user)
        messages.success(request, f"The edition is now: {moved.get_state_display().lower()}.")
    except actions.EditionError as error:
        messages.error(request, str(error))
    return redirect("editions:edition", pk)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish what was reviewed."""
    _refuse_unless(request, Role.MANAGER)
    try:
        done = actions.publish_edition(
            edition=_edition(request, pk), by=request.user, today=today()
        )
        messages.success(request, f"{done.line} is published and does not change any more.")
    except actions.EditionError as error:
        messages.error(request, str(error))
    return redirect("editions:edition", pk)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the edition that takes the place of a published one."""
    _refuse_unless(request, *PROPOSERS)
    found = _edition(request, pk)
    form = AmendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.amend_edition(
                edition=found, by=request.user, reason=form.cleaned_data["reason"]
            )
            return redirect("editions:change", draft.pk)
        except actions.EditionError as error:
            form.add_error(None, str(error))
    return render(request, "reports/edition_amend.html", {"form": form, "edition": found})


@require_safe
def file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A published edition as a file."""
    found = _edition(request, pk)
    if name not in FORMATS or not found.is_published:
        raise Http404
    record("report", by=request.user, subject=f"edition {found.pk}", format=name)
    return file_of(found, name)


@require_safe
def chart(request: HttpRequest, pk: int, key: str, kind: str) -> HttpResponse:
    """The chart of a table of a published edition, as SVG or PNG."""
    found = _edition(request, pk)
    if kind not in DRAWN or not found.is_published:
        raise Http404
    table = next((t for t in tables(found.frozen) if t.key == key and t.chart), None)
    if table is None:
        raise Http404
    record("report", by=request.user, subject=f"edition {found.pk}", format=kind, table=key)
    draw, media_type = DRAWN[kind]
    response = HttpResponse(draw(table), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{key}.{kind}"'
    return response


def file_of(found: Edition, name: str) -> HttpResponse:
    """The answer with a file; one clear line where the machine cannot make it."""
    made = FORMATS[name]
    try:
        body = made.bytes_of(found.frozen)
    except NoPdfError as error:
        return HttpResponse(f"{error}\n", content_type="text/plain", status=501)
    response = HttpResponse(body, content_type=made.media_type)
    title = f"scale-of-cse-{found.first_month}-{found.last_month}-edition-{found.number}.0"
    response["Content-Disposition"] = f'attachment; filename="{title}.{name}"'
    return response


@require_safe
def children(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen list of children behind a figure, as far as the user may see them."""
    _refuse_unless(request, *READERS_OF_ALL)
    found = _edition(request, pk)
    place = [request.GET.get(name, "") for name in ("table", "code", "month")]
    if not found.is_published or found.is_public:
        raise Http404
    said, members = figure(found, *place), members_behind(found, *place)
    if said is None or members is None:
        raise Http404
    everybody = members.count()
    seen = visible(Child.objects.filter(members__in=members), request.user).distinct()
    ids = list(seen.values_list("pk", flat=True))
    record("view_children_behind", by=request.user, subject=found.pk, place=place, children=ids)
    shown = members.filter(child__in=ids).select_related("child").order_by("child__reference")
    context = {
        "edition": found,
        "name": said[0],
        "figure": said[1],
        "month": month_name(place[2]),
        "members": shown,
        "everybody": everybody,
        "shown": len(ids),
    }
    return render(request, "reports/edition_children.html", context)


@require_safe
def of_child(request: HttpRequest, pk: int) -> HttpResponse:
    """The editions in which a child is counted."""
    _refuse_unless(request, *READERS_OF_ALL)
    child = get_object_or_404(visible(Child.objects.all(), request.user), pk=pk)
    record("view_editions_of_child", by=request.user, subject=child.pk)
    context: dict[str, Any] = {"child": child, "editions": editions_of(child)}
    return render(request, "reports/editions_of_child.html", context)

"""Who may see a record: its list, who is shut out, openings in an emergency, who looked."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cse_portal.accounts.doors import only_who_may, reauthenticated
from cse_portal.accounts.rules import may
from cse_portal.audit.models import AuditEntry
from cse_portal.audit.viewing import viewed
from risk.actions.access import (
    break_glass,
    let_in,
    lift_restriction,
    name_readers,
    propose_restriction,
    restrict,
    review_glass,
    shut_out,
)
from risk.forms.access import GlassForm, ReadersForm, ReasonForm, ReviewForm, ShutOutForm
from risk.models import BrokenGlass, Child, Restriction
from risk.views.doors import child_seen_by

ROWS_A_PAGE = 50
UNPROCESSABLE = 422
REFUSED = "Nothing was changed: {}"


@require_safe
@only_who_may("propose_restriction", hidden=True)
def access(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may see a record beyond the roles, and who may not."""
    return _page(request, child_seen_by(request, pk))


@require_POST
@only_who_may("propose_restriction", hidden=True)
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose that a record is restricted."""
    child = child_seen_by(request, pk)
    form = ReasonForm(request.POST)

    def write() -> None:
        propose_restriction(child=child, by=request.user, **form.cleaned_data)

    return _after(request, child, "propose_form", form, write, "The restriction is proposed.")


@require_POST
@only_who_may("restrict", hidden=True)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Restrict a record as proposed, or change the list of a restricted one."""
    child = child_seen_by(request, pk)
    form = ReadersForm(request.POST, by=request.user)

    def write() -> None:
        readers = form.cleaned_data["readers"]
        if child.is_restricted:
            name_readers(child=child, readers=readers, by=request.user)
        else:
            restrict(restriction=_restriction_of(child), readers=readers, by=request.user)

    return _after(request, child, "readers_form", form, write, "Only this list sees the record.")


@require_POST
@only_who_may("restrict", hidden=True)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a restriction, or turn a proposal down."""
    child = child_seen_by(request, pk)
    form = ReasonForm(request.POST)

    def write() -> None:
        lift_restriction(restriction=_restriction_of(child), by=request.user, **form.cleaned_data)

    return _after(request, child, "lift_form", form, write, "The record is not restricted.")


@require_POST
@only_who_may("restrict", hidden=True)
def shut(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut somebody out of a record."""
    child = child_seen_by(request, pk)
    form = ShutOutForm(request.POST, by=request.user)

    def write() -> None:
        shut_out(child=child, by=request.user, **form.cleaned_data)

    return _after(request, child, "shut_form", form, write, "They are shut out of this record.")


@require_POST
@only_who_may("restrict", hidden=True)
def admit(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Let somebody in again who was shut out."""
    child = child_seen_by(request, pk)
    shut_row = get_object_or_404(child.shut_out, pk=row)
    form = ReasonForm(request.POST)

    def write() -> None:
        let_in(shut=shut_row, by=request.user, **form.cleaned_data)

    return _after(request, child, "admit_form", form, write, "They are no longer shut out.")


@require_http_methods(["GET", "HEAD", "POST"])
@only_who_may("break_glass")
@reauthenticated
def emergency(request: HttpRequest) -> HttpResponse:
    """Open one record in an emergency."""
    form = GlassForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        glass = break_glass(
            child=said["child"], category=said["category"], reason=said["reason"], by=request.user
        )
        messages.success(request, "The record is open to you, to look at, for four hours.")
        return redirect("risk:child", glass.child_id)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "risk/emergency.html", {"form": form}, status=status)


@require_safe
@only_who_may("restrict")
def openings(request: HttpRequest) -> HttpResponse:
    """The openings in an emergency, those first that no chair has reviewed."""
    return _openings(request)


@require_POST
@only_who_may("restrict")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a chair found of an opening."""
    glass = get_object_or_404(_openings_seen_by(request), pk=pk)
    form = ReviewForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return _openings(request, wrong=form, status=UNPROCESSABLE)
    try:
        review_glass(glass=glass, by=request.user, **form.cleaned_data)
        messages.success(request, "The opening is reviewed.")
    except ValidationError as refused:
        messages.error(request, REFUSED.format(" ".join(refused.messages)))
    return redirect("risk:openings")


@require_safe
@only_who_may("see_who_looked", hidden=True)
def who_looked(request: HttpRequest, pk: int) -> HttpResponse:
    """Who looked at a record, and who wrote it: the log about one child."""
    child = child_seen_by(request, pk)
    rows = AuditEntry.objects.about("child", child.pk).select_related("actor").order_by("-pk")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "risk/who_looked.html", {"child": child, "page": page})


def _openings_seen_by(request: HttpRequest) -> Any:
    """Openings of records that the chair may see; those of the others are for another chair."""
    seen = Child.objects.visible_to(request.user).order_by()
    return BrokenGlass.objects.filter(child__in=seen)


def _openings(
    request: HttpRequest, wrong: ReviewForm | None = None, status: int = 200
) -> HttpResponse:
    rows = _openings_seen_by(request).select_related("child", "user", "reviewed_by")
    rows = rows.order_by("-pk")
    waiting = list(rows.unreviewed())
    done = Paginator(rows.exclude(reviewed_at=None), ROWS_A_PAGE).get_page(request.GET.get("page"))
    viewed(request, "child", {glass.child_id for glass in [*waiting, *done]}, action="list")
    forms = [
        (glass, wrong if wrong and wrong.prefix == str(glass.pk) else ReviewForm(prefix=glass.pk))
        for glass in waiting
    ]
    context = {"waiting": forms, "page": done, "wrong": wrong}
    return render(request, "risk/openings.html", context, status=status)


def _restriction_of(child: Child) -> Restriction:
    """The restriction that is proposed or holds."""
    found = child.restrictions.filter(lifted_at=None).first()
    if found is None:
        raise ValidationError("Nothing is proposed for this record any more.")
    return found


def _after(
    request: HttpRequest, child: Child, name: str, form: Form, write: Any, done: str
) -> HttpResponse:
    """Write what a form of the page asks for; where it is refused, the page with what was typed."""
    if form.is_valid():
        try:
            write()
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, done)
            return redirect("risk:access", child.pk)
    return _page(request, child, status=UNPROCESSABLE, **{name: form})


def _page(request: HttpRequest, child: Child, status: int = 200, **wrong: Form) -> HttpResponse:
    named = child.named_readers.select_related("user")
    readers = [row.user_id for row in named]
    context: dict[str, Any] = {
        "child": child,
        "restriction": child.restrictions.filter(lifted_at=None)
        .select_related("proposed_by", "confirmed_by")
        .first(),
        "named": named,
        "shut_out": list(child.shut_out.select_related("user")),
        "decides": may(request.user, "restrict"),
        "propose_form": ReasonForm(),
        "readers_form": ReadersForm(by=request.user, initial={"readers": readers}),
        "lift_form": ReasonForm(),
        "shut_form": ShutOutForm(by=request.user),
        "admit_form": ReasonForm(),
        **wrong,
    }
    context["wrong"] = next(iter(wrong.values()), None)
    return render(request, "risk/access.html", context, status=status)

"""The pages on which an extract is uploaded, looked through and imported."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from cse_portal.audit.actions import record
from cse_portal.days import day_in_words, today
from cse_portal.design.navigation import IMPORT
from cse_portal.imports.actions import uploads
from cse_portal.imports.actions.columns import name_columns
from cse_portal.imports.describing import as_csv, described, rules
from cse_portal.imports.describing import template as header_of
from cse_portal.imports.extracts import kinds, kinds_for
from cse_portal.imports.forms import ColumnNamesForm, ConfirmForm, UploadForm
from cse_portal.imports.models import ColumnName, State, Upload
from cse_portal.imports.planning import KINDS
from cse_portal.imports.queue import hand_over
from cse_portal.imports.tables import ColumnTable, UploadTable, WrongCellTable, parts_of
from cse_portal.imports.uploading import CappedUploadHandler
from cse_portal.imports.words import kind_in_words

RECENT = 10
ERRORS_A_PAGE = 50
SECONDS_BETWEEN_REFRESHES = 2
View = Callable[..., HttpResponse]


def for_importers(view: View) -> View:
    """Only who may import comes in; this is asked before anything of the request is read."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not IMPORT.is_open_to(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return asked


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
@csrf_exempt
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a kind and a file; below, what one has uploaded lately."""
    # It has to stand there before the form is read, which the check of its token does.
    request.upload_handlers.insert(0, CappedUploadHandler(request))
    return _upload(request)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    told = {"user": request.user, "today": today()}
    if request.method != "POST":
        return _form_page(request, UploadForm(initial={"kind": request.GET.get("kind")}, **told))
    form = UploadForm(request.POST, request.FILES, **told)
    if not form.is_valid():
        return _form_page(request, form)
    file = form.cleaned_data["file"]
    kept = uploads.receive(
        kind=form.cleaned_data["kind"],
        name=file.name,
        content=file.read(),
        by=request.user,
        extracted_on=form.extract_day,
    )
    return _worked_on(kept)


def _form_page(request: HttpRequest, form: UploadForm) -> HttpResponse:
    recent = Upload.objects.of(request.user)[:RECENT]
    context = {"form": form, "table": UploadTable(recent)}
    return render(request, "imports/upload_form.html", context)


def _worked_on(upload: Upload) -> HttpResponse:
    """Back to the page of an upload, once it is worked on or a worker has begun."""
    hand_over(upload)
    return redirect("imports:upload_page", pk=upload.pk)


def _own(request: HttpRequest, pk: int) -> Upload:
    return get_object_or_404(Upload.objects.of(request.user), pk=pk)


@require_safe
@for_importers
def upload_page(request: HttpRequest, pk: int) -> HttpResponse:
    """An upload as it stands: its progress, its preview, its errors, or what was done."""
    upload = _own(request, pk)
    if upload.unreadable:
        return _form_page(request, UploadForm.of_unreadable(upload, today()))
    context = {"upload": upload}
    return PAGES[State(upload.state)](request, upload, context)


def _progress(request: HttpRequest, upload: Upload, context: dict[str, Any]) -> HttpResponse:
    still = "still" in request.GET or upload.is_stopped
    context |= {"still": still, "read": _number(upload.rows_read, "row")}
    response = render(request, "imports/upload_progress.html", context)
    if not still:
        # In a header, it does without a script; the page offers to stand still (WCAG 2.2.1).
        response["Refresh"] = str(SECONDS_BETWEEN_REFRESHES)
    return response


def _preview(request: HttpRequest, upload: Upload, context: dict[str, Any]) -> HttpResponse:
    context |= {
        "counts": _counts(upload),
        "parts": parts_of(upload),
        "aside": WrongCellTable(upload.wrong_cells.all()[:ERRORS_A_PAGE]) if upload.aside else None,
        "confirm_form": ConfirmForm(initial={"fingerprint": upload.fingerprint}),
    }
    return render(request, "imports/upload_preview.html", context)


def _counts(upload: Upload) -> list[tuple[str, str]]:
    counts = [(f"Rows {sort}", f"{getattr(upload, sort):,}") for sort in KINDS]
    if upload.sets_aside:
        counts.append(("Rows set aside", f"{upload.aside:,}"))
    if kinds()[upload.kind].batch and upload.extracted_on:
        counts.insert(0, ("Day of the extract", day_in_words(upload.extracted_on)))
    return [("Kind of extract", kind_in_words(upload.kind)), *counts]


def _errors(request: HttpRequest, upload: Upload, context: dict[str, Any]) -> HttpResponse:
    table = WrongCellTable(upload.wrong_cells.all())
    RequestConfig(request, paginate={"per_page": ERRORS_A_PAGE}).configure(table)
    errors, rows = table.page.paginator.count, upload.wrong_cells.values("line").distinct().count()
    found = f"{_number(errors, 'error')} in {_number(rows, 'row')}"
    may_set_aside = kinds()[upload.kind].sets_rows_aside
    context |= {"table": table, "found": found, "may_set_aside": may_set_aside}
    return render(request, "imports/upload_errors.html", context)


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _ended(request: HttpRequest, upload: Upload, context: dict[str, Any]) -> HttpResponse:
    context |= {"counts": _counts(upload)}
    return render(request, f"imports/upload_{upload.state}.html", context)


PAGES = {
    State.CHECKING: _progress,
    State.WRITING: _progress,
    State.READY: _preview,
    State.REFUSED: _errors,
    State.DONE: _ended,
    State.DISCARDED: _ended,
}


@require_POST
@for_importers
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Check an upload again, say after the missing agencies were loaded."""
    upload = _own(request, pk)
    if uploads.check_again(upload):
        return _worked_on(upload)
    return redirect("imports:upload_page", pk=pk)


@require_POST
@for_importers
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the wrong rows out, and show what the rest would do."""
    upload = _own(request, pk)
    if uploads.set_aside(upload):
        return _worked_on(upload)
    return redirect("imports:upload_page", pk=pk)


@require_POST
@for_importers
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Import what was previewed. Anything else is previewed again; sent twice, it is one import."""
    upload = _own(request, pk)
    if uploads.confirm(upload, request.POST.get("fingerprint", "")):
        return _worked_on(upload)
    if upload.state == State.READY:
        messages.info(request, "This file was checked again meanwhile: look at it once more.")
    return redirect("imports:upload_page", pk=pk)


@require_POST
@for_importers
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget an upload."""
    upload = _own(request, pk)
    if uploads.discard(upload, by=request.user):
        messages.success(request, f"{upload.name} is discarded. Nothing of it was imported.")
        return redirect("imports:upload")
    return redirect("imports:upload_page", pk=pk)


@require_safe
@for_importers
def errors_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """What is wrong with an upload, as a file to send to whoever made it."""
    upload = _own(request, pk)
    wrong = upload.wrong_cells.values_list("line", "column", "reason")
    record("export_upload_errors", by=request.user, subject=upload.kind, upload=upload.pk)
    text = as_csv([["line", "column", "reason"], *map(list, wrong)])
    return _csv_file(text, f"errors-{upload.kind}-{upload.pk}.csv")


@require_safe
@for_importers
def columns(request: HttpRequest) -> HttpResponse:
    """The columns of each kind, and what holds for its rows."""
    described_kinds = [
        {
            "kind": extract.kind,
            "title": kind_in_words(extract.kind),
            "rules": " ".join(rules(extract)),
            "table": ColumnTable.of(extract, described(extract)),
        }
        for extract in kinds_for(request.user).values()
    ]
    return render(request, "imports/columns.html", {"kinds": described_kinds})


@require_safe
@for_importers
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An extract with its header only, to be filled in."""
    extract = kinds_for(request.user).get(kind)
    if extract is None:
        raise Http404
    return _csv_file(header_of(extract), f"{kind}.csv")


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def column_names(request: HttpRequest, kind: str) -> HttpResponse:
    """What another system's files call the columns of a kind: set once, and kept."""
    extract = kinds_for(request.user).get(kind)
    if extract is None:
        raise Http404
    names = ColumnName.objects.names_for(extract)
    form = ColumnNamesForm(request.POST or None, extract=extract, names=names)
    if form.is_valid():
        name_columns(extract=extract, names=form.cleaned_data["names"], by=request.user)
        messages.success(request, "The names are kept. They hold for the next upload.")
        return redirect("imports:column_names", kind=kind)
    context = {"form": form, "title": kind_in_words(kind), "kind": kind}
    return render(request, "imports/column_names.html", context)


def _csv_file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""What anybody may read without signing in: published public editions, where the authority says so.

These pages read nothing but what was frozen.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports.edition_pages import page_of
from reports.edition_views import file_of
from reports.models import Edition
from reports.publication.formats import FORMATS


@require_safe
@login_not_required
def editions(request: HttpRequest) -> HttpResponse:
    """The public editions; 404 where the authority has not turned the page on."""
    _refuse_unless_on()
    return render(request, "reports/public_list.html", {"editions": Edition.objects.public()})


@require_safe
@login_not_required
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, from its frozen content."""
    found = _public(pk)
    context = {"edition": found, "formats": FORMATS.values(), **page_of(found, found.frozen)}
    return render(request, "reports/public_detail.html", context)


@require_safe
@login_not_required
def file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One of them as a file."""
    found = _public(pk)
    if name not in FORMATS:
        raise Http404
    return file_of(found, name)


def _public(pk: int) -> Edition:
    _refuse_unless_on()
    return get_object_or_404(Edition.objects.public(), pk=pk)


def _refuse_unless_on() -> None:
    if not settings.PUBLIC_PAGE:
        raise Http404

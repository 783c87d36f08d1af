"""The pages that everybody may read."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")


@require_safe
@login_not_required
def cookies(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/cookies.html")


@require_safe
@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Whether the web server answers. It asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """Whether the site can work: 200, or 503 where the database or its migrations are wanting."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"database": "no answer", "migrations": "unknown"}, status=503)
    state = {"database": "ok", "migrations": "missing" if missing else "ok"}
    return JsonResponse(state, status=503 if missing else 200)


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """No search engine has any business here."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@require_safe
@login_not_required
@cache_control(max_age=86400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask for it by this name."""
    return redirect(static("favicon.svg"))

"""What every answer of the site has in common."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NeverStored:
    """Nothing that the site answers is kept by a browser or a proxy, unless its view says so.

    Signed out, nobody goes back to a record with the Back button. Static files are served further
    out and are not touched.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

"""Every address of the site, for every role and nobody: the headers that keep a record private."""

import re

import pytest
from django.test import Client

from cse_portal.accounts.models import Role
from tests.cse_portal.test_design_site import addresses, check_headers
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

# What a browser may keep although it came from here.
KEPT = {"/favicon.ico"}
INLINE = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", re.I)


@pytest.mark.parametrize("role", [*Role, None])
def test_headers_of_every_address(client: Client, role: Role | None) -> None:
    if role:
        client.force_login(UserFactory(role=role))
    client.raise_request_exception = False
    for address in addresses():
        for method in ("get", "post"):
            answer = getattr(client, method)(address)
            assert answer.status_code < 500, (method, address)
            headers = dict(answer.headers)
            if address in KEPT:
                headers["Cache-Control"] = "no-store"
            check_headers(headers)
            if not answer.streaming and "html" in headers.get("Content-Type", ""):
                assert INLINE.search(answer.content.decode()) is None, address


def test_every_kept_address_is_an_address() -> None:
    assert set(addresses()) >= KEPT


def test_sweep_would_see_inline_code() -> None:
    for code in (
        *("<style>", '<p style="a">', '<a onclick="b()">', "<script>", "<script type='module'>"),
        '<a href="javascript:x">',
    ):
        assert INLINE.search(code)
    assert not INLINE.search('<script src="/static/a.js" type="module"></script> <p class="on">')


@pytest.mark.parametrize("secure", [True, False])
def test_transport_security_is_told_over_https(settings, secure: bool) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    told = Client().get("/cookies/", secure=secure).headers.get("Strict-Transport-Security")
    assert told == ("max-age=31536000; includeSubDomains" if secure else None)

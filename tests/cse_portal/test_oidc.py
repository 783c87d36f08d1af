"""Signing in through the authority's provider, tried against a small one on this machine."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from cse_portal.accounts.models import Role, User
from cse_portal.audit.models import AuditEntry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
HERE = "/accounts/provider/authority/"


class Provider(BaseHTTPRequestHandler):
    """Tells where its pages are, and gives a token for a code for ``person``, signed in there."""

    person = {"sub": "1", "email": "ann@example.org", "email_verified": True}
    taken: list[dict[str, list[str]]] = []

    def do_GET(self) -> None:
        base = f"http://{self.headers['Host']}"
        self._answer(
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "jwks_uri": f"{base}/keys",
            }
            if self.path.startswith("/.well-known")
            else self.person
        )

    def do_POST(self) -> None:
        posted = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.taken.append(posted)
        base = f"http://{self.headers['Host']}"
        claims = {"iss": base, "aud": "portal", "iat": int(time.time()), **self.person}
        claims["exp"] = claims["iat"] + 60
        token = jwt.encode(claims, "k" * 32, algorithm="HS256", headers={"kid": "1"})
        self._answer({"access_token": "a", "token_type": "bearer", "id_token": token})

    def _answer(self, what: dict) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def provider(settings, monkeypatch) -> Iterator[type[Provider]]:
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = {
        "provider_id": "authority",
        "name": "Bradford",
        "client_id": "portal",
        "secret": "s",
        "settings": {"server_url": f"http://127.0.0.1:{server.server_port}"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    }
    monkeypatch.setattr(Provider, "taken", [])
    yield Provider
    server.shutdown()
    server.server_close()


@pytest.fixture
def ann() -> User:
    return UserFactory(username="ann", email="Ann@example.org", role=Role.CHAIR)


def go_there_and_back(client: Client):
    """Post the form that leads to the provider, and come back with a code."""
    there = client.post(f"{HERE}?next=/accounts/password/")
    asked = parse_qs(urlsplit(there.url).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    return client.get(f"{HERE}callback/", {"code": "c", "state": asked["state"][0]})


def test_sign_in_page_offers_the_provider(client: Client, provider) -> None:
    page = client.get("/accounts/sign-in/?next=/children/").content.decode()
    assert f'href="{HERE}?next=/children/"' in page
    assert "Sign in with Bradford" in page
    assert "Go on" in client.get(HERE).content.decode()


def test_nothing_is_offered_where_there_is_none(client: Client) -> None:
    assert "provider" not in client.get("/accounts/sign-in/").content.decode()
    assert client.get(HERE).status_code == 404


def test_sign_in_through_the_provider(client: Client, provider, ann: User) -> None:
    answer = go_there_and_back(client)
    assert (answer.status_code, answer.url) == (302, "/accounts/password/")
    assert client.get("/").context["user"] == ann
    assert provider.taken[0]["code_verifier"][0]
    row = AuditEntry.objects.filter(action="sign_in").get()
    assert (row.actor, row.outcome) == (ann, "ok")


def test_second_time_the_person_is_known_by_the_provider_s_number(
    client: Client, provider, ann: User
) -> None:
    go_there_and_back(client)
    User.objects.filter(pk=ann.pk).update(email="other@example.org")
    again = Client()
    go_there_and_back(again)
    assert again.get("/").context["user"] == ann


def test_code_is_asked_for_after_the_provider_too(client: Client, provider, ann: User) -> None:
    totp.TOTP.activate(ann, totp.generate_totp_secret())
    assert go_there_and_back(client).url == "/accounts/sign-in/code/"
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("who", ["nobody", "closed", "two", "unverified"])
def test_nobody_else_comes_in(client: Client, provider, who: str, monkeypatch) -> None:
    if who == "closed":
        UserFactory(email="ann@example.org", is_active=False)
    if who == "two":
        UserFactory(email="ann@example.org")
        UserFactory(email="ANN@example.org")
    if who == "unverified":
        UserFactory(email="ann@example.org")
        monkeypatch.setitem(provider.person, "email_verified", False)
    users = User.objects.count()
    answer = go_there_and_back(client)
    assert answer.status_code == 403
    assert "You could not be signed in" in answer.content.decode()
    assert client.get("/").status_code == 302
    assert User.objects.count() == users
    row = AuditEntry.objects.get()
    assert (row.action, row.outcome, row.detail) == ("sign_in", "denied", {"step": "provider"})


def test_leaver_comes_in_no_more(client: Client, provider, ann: User) -> None:
    go_there_and_back(client)
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert go_there_and_back(Client()).status_code == 403

"""Opening pages of the site and of the admin as somebody who is signed in."""

from collections.abc import Callable

from django.test import Client

from cse_portal.accounts.models import User


def signed_in() -> Client:
    """A browser of somebody who may open everything."""
    client = Client()
    client.force_login(
        User.objects.filter(username="bench").first() or User.objects.create_superuser("bench")
    )
    return client


def getting(client: Client, address: str) -> Callable[[], str]:
    """Open a page; tells its HTML."""

    def get() -> str:
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}.")
        return answer.content.decode()

    return get


def searching(client: Client, words: str) -> Callable[[], str]:
    """Search our list: the words are posted, because no name goes into an address."""

    def search() -> str:
        answer = client.post("/children/?status=all", {"words": words}, follow=True)
        if answer.status_code != 200:
            raise SystemExit(f"The search answered {answer.status_code}.")
        return answer.content.decode()

    return search

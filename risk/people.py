"""The people who have an account, by a name that means one of them."""

from collections import Counter

from cse_portal.accounts.models import User


def people_by_name() -> dict[str, User]:
    """Everybody with an account in use, by name; with the username where two share a name."""
    users = list(User.objects.filter(is_active=True).order_by("last_name", "first_name", "pk"))
    bearers = Counter(user.display_name for user in users)
    return {
        user.display_name
        if bearers[user.display_name] == 1
        else f"{user.display_name} ({user.username})": user
        for user in users
    }

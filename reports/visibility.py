"""The one seam between the frozen lists of editions and who may see which child."""

from typing import Any

from django.db.models import QuerySet


def visible(children: QuerySet, user: Any) -> QuerySet:
    """Those of some children that a user may see.

    By ``visible_to`` of the children, the one rule of the site, where it is there.
    """
    narrow = getattr(children, "visible_to", None)
    return narrow(user) if narrow else children

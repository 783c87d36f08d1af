"""What pages of other apps show of the police half."""

from typing import Any

from django import template
from django.urls import reverse

from cse_portal.accounts.models import Role
from cse_portal.design.navigation import POLICE

register = template.Library()


@register.simple_tag(takes_context=True)
def child_offences_url(context: template.Context, child: Any) -> str:
    """The address of a child's offences; nothing for who may not open it (security: access)."""
    user = context["request"].user
    is_own = user.has_role(Role.SOCIAL_WORKER) and child.worker_id == user.pk
    if not (POLICE.is_open_to(user) or is_own):
        return ""
    return reverse("crime:child_offences", args=[child.pk])

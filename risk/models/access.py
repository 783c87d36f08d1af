"""Who may see a child beyond their role, and who may not: names on a record, and broken glass."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

GLASS_HOURS = 4


class Restriction(models.Model):
    """A record is closed to all but a list of people, from its confirmation until it is lifted.

    A coordinator proposes it, a chair confirms it (security: restrict a record).
    """

    child = models.ForeignKey("risk.Child", on_delete=models.PROTECT, related_name="restrictions")
    reason = models.TextField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(lifted_at=None), name="one_restriction_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"restriction of child {self.child_id}"


class NamedReader(models.Model):
    """Somebody on the list of a restricted record. Their role still says what they may do there."""

    child = models.ForeignKey("risk.Child", on_delete=models.CASCADE, related_name="named_readers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="named_on"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "user"], name="named_once"),
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} on the list of child {self.child_id}"


class ShutOut(models.Model):
    """Somebody in conflict, a relative say: to them the record is as if missing."""

    child = models.ForeignKey("risk.Child", on_delete=models.CASCADE, related_name="shut_out")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shut_out_of"
    )
    reason = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "user"], name="shut_out_once"),
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} shut out of child {self.child_id}"


class BrokenGlassQuerySet(models.QuerySet):
    """Openings in an emergency."""

    def open_to(self, user: Any) -> Self:
        """Those through which the user sees a record now.

        They run out, and whoever signs in anew has signed out before. Real time: DEMO_TODAY moves
        no clock.
        """
        opened = self.filter(user=user.pk, ends_at__gt=timezone.now())
        return opened.filter(opened_at__gte=user.last_login) if user.last_login else opened

    def unreviewed(self) -> Self:
        """Those at which no chair has looked yet."""
        return self.filter(reviewed_at=None)


class BrokenGlass(models.Model):
    """Somebody opened one record in an emergency: to look only, for four hours at most."""

    class Category(models.TextChoices):
        DANGER = "danger", "A child is in danger now"
        COVER = "cover", "Covering for a colleague"
        ENQUIRY = "enquiry", "An urgent enquiry from police or health"
        OTHER = "other", "Something else"

    child = models.ForeignKey("risk.Child", on_delete=models.PROTECT, related_name="broken_glass")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="broken_glass"
    )
    category = models.CharField(max_length=8, choices=Category)
    reason = models.TextField()
    opened_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(blank=True)

    objects = BrokenGlassQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "broken glass"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("opened_at") + timedelta(hours=GLASS_HOURS)),
                name="glass_mends_in_four_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"child {self.child_id} opened by user {self.user_id}"

"""The people who use the site, and the roles that they have."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """What somebody comes to do. Each role is a group of the same name."""

    CHAIR = "chair", "Chair of the morning meeting"
    COORDINATOR = "coordinator", "Coordinator"
    SOCIAL_WORKER = "social_worker", "Social worker"
    PARTNER_WORKER = "partner_worker", "Partner agency worker"
    POLICE_ANALYST = "police_analyst", "Police analyst"
    MANAGER = "manager", "Manager"
    REPORT_READER = "report_reader", "Report reader"
    SYSTEM_ADMIN = "system_admin", "System administrator"
    AUDITOR = "auditor", "Auditor"


class Team(models.Model):
    """A team of workers, whose members keep the cases of its children."""

    name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """Somebody with an account. Their role is the group they are in."""

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    agency = models.ForeignKey(
        "agencies.Agency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        help_text="For which agency they speak.",
    )

    def has_role(self, *roles: Role) -> bool:
        """Whether the user has one of the roles."""
        return bool(self.roles & set(roles))

    @property
    def roles(self) -> set[str]:
        """The roles of the user, asked for once a request."""
        if not hasattr(self, "_roles"):
            self._roles = set(self.groups.values_list("name", flat=True))
        return self._roles

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username

"""The people who use the site, and the roles that they have."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac


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

    password_is_temporary = models.BooleanField(
        default=False, help_text="Somebody else chose it: it is changed before anything is opened."
    )
    sessions_ended = models.PositiveIntegerField(
        default=0, help_text="Each time it grows, every session of the user ends."
    )

    def has_role(self, *roles: Role) -> bool:
        """Whether the user has one of the roles."""
        return bool(self.roles & set(roles))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is checked against at each request: Django's, and ``sessions_ended``."""
        key_salt = "cse_portal.accounts.models.User.session"
        what = f"{self.sessions_ended} {self.password}"
        return salted_hmac(key_salt, what, secret=secret, algorithm="sha256").hexdigest()

    @property
    def role(self) -> str:
        """Their role in words; empty where they have none."""
        return ", ".join(Role(name).label for name in sorted(self.roles & set(Role.values)))

    @property
    def roles(self) -> set[str]:
        """The roles of the user, asked for once a request."""
        if not hasattr(self, "_roles"):
            self._roles = {group.name for group in self.groups.all()}
        return self._roles

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username

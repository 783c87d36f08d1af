"""The main places of the site, and who comes to them (security: access)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from cse_portal.accounts.models import Role
from cse_portal.accounts.rules import may, roles_that_may

SEES_CHILDREN = roles_that_may("see_children")


@dataclass(frozen=True)
class Place:
    """One item of the navigation, and of the home page."""

    title: str
    text: str
    action: str
    view_name: str
    what: str  # one of accounts.rules.RULES
    # What few come to, and seldom, is on the home page alone.
    is_in_navigation: bool = True

    @property
    def url(self) -> str:
        return reverse(self.view_name)

    def is_open_to(self, user) -> bool:
        """Whether the place is shown to the user. The page itself checks again."""
        return may(user, self.what)

    def holds(self, request: HttpRequest) -> bool:
        """Whether the page that is asked for lies in this place."""
        match = request.resolver_match
        return match is not None and self.view_name.split(":")[0] in match.namespaces


CHILDREN = Place(
    title="Children",
    text="Find a child, and see their flags, homes and agencies on any day.",
    action="Open the list of children",
    view_name="risk:children",
    what="see_children",
)
MY_WORK = Place(
    title="My work",
    text="Your own children by what is due, with the reason.",
    action="Open my work",
    view_name="my_work:list",
    what="see_my_work",
)
MEETING = Place(
    title="Morning meeting",
    text="Prepare the agenda, decide on each child, sign the minutes, and follow what was agreed.",
    action="Open the morning meetings",
    view_name="meetings:list",
    what="attend_meeting",
)
REPORT = Place(
    title="Month-end report",
    text="How many children were at risk at each month end, who they are and where they live.",
    action="Open the month-end report",
    view_name="reports:choose",
    what="read_reports",
)
IMPORT = Place(
    title="Import",
    text="Load an extract from another system. It is checked first, and nothing is written "
    "until you confirm.",
    action="Import an extract",
    view_name="imports:upload",
    what="import",
)
USERS = Place(
    title="Users",
    text="Add people, give them a role, a team and an agency, and close the account of who leaves.",
    action="Open the users",
    view_name="people:list",
    what="keep_users",
)
LOG = Place(
    title="Audit log",
    text="Who did, saw and was refused what, and when. It holds numbers, not names of children.",
    action="Open the audit log",
    view_name="audit:log",
    what="read_audit_log",
)
DOMAINS = Place(
    title="Domains of assessments",
    text="The sides of a child’s life that an assessment looks at, in your authority’s words.",
    action="Open the domains",
    view_name="risk:domains",
    what="keep_code_lists",
    is_in_navigation=False,
)
EMERGENCY = Place(
    title="Emergency access",
    text="Open one record that your role does not show, when a child cannot wait.",
    action="Open a record in an emergency",
    view_name="risk:emergency",
    what="break_glass",
    is_in_navigation=False,
)
OPENINGS = Place(
    title="Emergency openings",
    text="Who opened which record in an emergency, and why: to be reviewed by a chair.",
    action="Review the openings",
    view_name="risk:openings",
    what="restrict",
    is_in_navigation=False,
)
PLACES = (MY_WORK, CHILDREN, MEETING, REPORT, IMPORT, DOMAINS, EMERGENCY, OPENINGS, USERS, LOG)

# What a role most often comes for stands first on its home page.
FIRST_FOR = {
    Role.CHAIR: MEETING,
    Role.MANAGER: REPORT,
    Role.REPORT_READER: REPORT,
    Role.COORDINATOR: IMPORT,
    Role.SOCIAL_WORKER: MY_WORK,
}


def places_for(user) -> Iterator[Place]:
    """The places of a user, in the order of the navigation."""
    return (place for place in PLACES if place.is_in_navigation and place.is_open_to(user))


def home_places_for(user) -> list[Place]:
    """The places of a user, the one that their role comes for first."""
    firsts = [place for role, place in FIRST_FOR.items() if role in user.roles]
    open_to_user = (place for place in PLACES if place.is_open_to(user))
    return sorted(open_to_user, key=lambda place: place not in firsts)

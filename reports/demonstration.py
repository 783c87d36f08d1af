"""The editions of the demonstration: the first counts all six statuses, the second only three.

That is what happened to the report of 2018, whose amended version tells why. The words here are our
own; the facts on the district are those of the printed report, which has them from the Office for
National Statistics.
"""

from datetime import date

from django.conf import settings
from django.db import transaction

from cse_portal.accounts.models import Role, User
from cse_portal.days import Month
from reports.actions.editions import (
    amend_edition,
    draft_edition,
    publish_edition,
    review_edition,
    submit_edition,
)
from reports.editions import suggested_title
from reports.models import Edition, Snapshot
from risk.models import Status

FIRST, LAST = Month(2018, 1), Month(2018, 9)
REASON = (
    "Children who await an assessment, are watched for six months or are thought to exploit others "
    "made the figures larger than the number at risk."
)
SECTIONS = {
    "introduction": (
        "Nobody knows how many children are sexually exploited in the district, because much of it "
        "is never reported. This report shows **what is known**: the children whom the hub "
        "has assessed, who they are, where they live and who works with them."
    ),
    "context": (
        "Bradford has 534,800 people and is the sixth largest council area in England by "
        "population. Almost a quarter (23.8 %) are under 16. Of all residents, 63.9 % "
        "say that they are White British and 20.3 % that they are of Pakistani origin "
        "(Office for National Statistics, after the report of 2018)."
    ),
    "approach": (
        "The hub's specialist team works with the police, health services and charities:\n\n"
        "- it meets every working day and decides on each child's flag,\n"
        "- it reviews every flag again,\n"
        "- and the figures are frozen at the close of each month."
    ),
    "recommendations": (
        "- Agree on one way of recording which children may be trafficked, and share it.\n"
        "- Record more fully what happens online.\n"
        "- Find out whether areas with more children's homes have more children at risk."
    ),
    "definitions": "",
}
# As printed: the offences of 2017/18, the cyber table's of April to August, the suspects in August.
CRIME_DAYS = {
    "first": "2017-04-01",
    "last": "2018-03-31",
    "cyber_first": "2018-04-01",
    "cyber_last": "2018-08-31",
    "as_of": "2018-08-29",
}
COMMENTARY = {
    "key_agency": "Other agencies may work with a child besides the one that leads.",
    "area": "A rate that rests on few children moves a lot by chance: City has about eight.",
}


@transaction.atomic
def publish_editions(day: date) -> list[Edition]:
    """Publish both, once: when the month ends and the accounts are there. Under DEMO only."""
    manager, chair = (_account(role) for role in (Role.MANAGER, Role.CHAIR))
    months = Month.range(FIRST, LAST)
    taken = Snapshot.objects.of(months).newest().count() == len(months)
    if not settings.DEMO or not manager or not chair or not taken or Edition.objects.exists():
        return []
    first = draft_edition(
        by=manager,
        title=suggested_title(settings.AUTHORITY_NAME, "January to September 2018"),
        first=FIRST,
        last=LAST,
        statuses=list(Status),
        sections=SECTIONS,
        commentary=COMMENTARY,
        crime_days=CRIME_DAYS,
    )
    first = _publish(first, manager, chair, day)
    second = amend_edition(edition=first, by=manager, reason=REASON, statuses=Status.at_risk())
    return [first, _publish(second, manager, chair, day)]


def _publish(edition: Edition, manager: User, chair: User, day: date) -> Edition:
    submit_edition(edition=edition, by=manager)
    review_edition(edition=edition, by=chair)
    return publish_edition(edition=edition, by=manager, today=day)


def _account(role: Role) -> User | None:
    return User.objects.filter(username=role.value, groups__name=role.value).first()

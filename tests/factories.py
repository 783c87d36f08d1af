"""Records for the tests, with unsurprising defaults: a child known by name, born in 2003.

A spell's factory takes ``child``, ``start_date`` and ``end_date``; without dates it began on
1 January 2018 and has no end. Factories write past the actions: SQLite then refuses no overlap.
"""

from datetime import date
from typing import Any

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from agencies.models import Agency, Allocation
from cse_portal.accounts.models import Team, User
from risk.models import Area, AreaPopulation, Child, Residence, RiskFlag, Sex, Status


class TeamFactory(DjangoModelFactory):
    """The one team of the tests: whoever works in it sees the children who are its own."""

    class Meta:
        model = Team
        django_get_or_create = ("name",)

    name = "The team"


class UserFactory(DjangoModelFactory):
    """Somebody with an account; ``role=Role.CHAIR`` puts them into that group."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    first_name = "Sam"
    last_name = factory.Sequence(lambda n: f"Worker{n}")
    team = factory.SubFactory(TeamFactory)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **fields: Any) -> User:
        return model_class.objects.create_user(*args, **fields)

    @factory.post_generation
    def role(self, create: bool, role: str | None, **kwargs: Any) -> None:
        if create and role:
            self.groups.add(Group.objects.get_or_create(name=str(role))[0])


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency

    code = factory.Sequence(lambda n: f"AGENCY{n}")
    name = factory.Sequence(lambda n: f"Agency {n}")
    service = "Works with children at risk."


class AreaFactory(DjangoModelFactory):
    class Meta:
        model = Area

    code = factory.Sequence(lambda n: f"AREA{n}")
    name = factory.Sequence(lambda n: f"Area {n}")


class AreaPopulationFactory(DjangoModelFactory):
    class Meta:
        model = AreaPopulation

    area = factory.SubFactory(AreaFactory)
    year = 2017
    under_18_population = 20_000


class ChildFactory(DjangoModelFactory):
    class Meta:
        model = Child

    team = factory.SubFactory(TeamFactory)
    reference = factory.Sequence(lambda n: f"C{n:05}")
    given_name = "Ann"
    family_name = factory.Sequence(lambda n: f"Example{n:05}")
    date_of_birth = date(2003, 5, 17)
    sex = Sex.FEMALE
    ethnicity = "WBRI"

    @classmethod
    def _build(cls, model_class: type[Child], *args: Any, **fields: Any) -> Child:
        child = model_class(*args, **fields)
        child.index_for_search()
        return child

    @classmethod
    def _create(cls, model_class: type[Child], *args: Any, **fields: Any) -> Child:
        child = cls._build(model_class, *args, **fields)
        child.save()
        return child


def seen_at_work(child: Child, user: User) -> User:
    """Let the agency of the user work with the child, so that the user sees it."""
    user.agency = user.agency or AgencyFactory()
    user.save()
    AllocationFactory(child=child, agency=user.agency)
    return user


class SpellFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    child = factory.SubFactory(ChildFactory)
    start_date = date(2018, 1, 1)
    end_date = None


class RiskFlagFactory(SpellFactory):
    class Meta:
        model = RiskFlag

    status = Status.HIGH
    source = RiskFlag.Source.DECISION


class ResidenceFactory(SpellFactory):
    class Meta:
        model = Residence

    area = factory.SubFactory(AreaFactory)


class AllocationFactory(SpellFactory):
    """The child's key agency; ``is_key=False`` for one that works with it besides."""

    class Meta:
        model = Allocation

    agency = factory.SubFactory(AgencyFactory)
    is_key = True

"""Offences and suspects for the tests, written past the actions."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from crime.models import Offence, Suspect, SuspectLink


class OffenceFactory(DjangoModelFactory):
    """A recent offence of 2017/18 that is under investigation."""

    class Meta:
        model = Offence

    occurrence_number = factory.Sequence(lambda n: f"13170{n:06}")
    recorded_on = date(2017, 6, 1)
    committed_from = date(2017, 5, 20)
    offence_type = "Sexual assault"
    status = "under_investigation"

    @classmethod
    def _create(cls, model_class: type[Offence], *args: Any, **fields: Any) -> Offence:
        offence = model_class(*args, **fields)
        offence.judge_timing()
        offence.save()
        return offence


class SuspectFactory(DjangoModelFactory):
    """A suspect; ``of=[offence]`` links them."""

    class Meta:
        model = Suspect
        skip_postgeneration_save = True

    reference = factory.Sequence(lambda n: f"S{n:05}")
    sex = "M"
    date_of_birth = date(1990, 3, 4)
    ethnicity = "WBRI"

    @factory.post_generation
    def of(self, create: bool, offences: list[Offence] | None, **kwargs: Any) -> None:
        for offence in offences or ():
            SuspectLink.objects.create(suspect=self, offence=offence)

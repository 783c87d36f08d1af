"""Children who may be the same as one that somebody is about to record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from cse_portal.days import day_in_words
from risk.models import Child
from risk.sounds import sound_of

MOST = 10


@dataclass(frozen=True)
class Likeness:
    """A child on the record, and what it has in common with the one that is asked for."""

    child: Child
    because: str

    @property
    def in_words(self) -> str:
        """ "Ann Lee, C00012, born 17 May 2003: the names sound alike"."""
        return f"{self.child.name}, {self.facts}: {self.because}"

    @property
    def facts(self) -> str:
        """ "C00012, born 17 May 2003"."""
        born = self.child.date_of_birth
        birth = f"born {day_in_words(born)}" if born else "date of birth not recorded"
        return f"{self.child.reference}, {birth}"


def likely_duplicates(
    *,
    given_name: str,
    family_name: str,
    date_of_birth: date | None,
    nhs_number: str = "",
    reader: Any,
) -> list[Likeness]:
    """Children whom ``reader`` sees and who may be the same, the likeliest first, ten at most."""
    sounds = sound_of(f"{given_name} {family_name}")
    seen = Child.objects.visible_to(reader).standing()
    found: dict[int, Likeness] = {}
    for because, alike in _likenesses(sounds, date_of_birth, nhs_number):
        if room := MOST - len(found):
            children = seen.filter(alike).exclude(pk__in=found)[:room]
            found.update((child.pk, Likeness(child, because)) for child in children)
    return list(found.values())


def _likenesses(sounds: str, born: date | None, nhs_number: str) -> Iterator[tuple[str, Q]]:
    if nhs_number:
        yield "the same NHS number", Q(nhs_number=nhs_number)
    if born and sounds:
        yield "names that sound alike, born on the same day", Q(sounds=sounds, date_of_birth=born)
    if sounds:
        yield "names that sound alike", Q(sounds=sounds)
    if born:
        for sound in sounds.split():
            one_name = Q(sounds__contains=f" {sound} ", date_of_birth=born)
            yield "born on the same day, a name that sounds alike", one_name
        yield "born on the same day", Q(date_of_birth=born)

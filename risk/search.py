"""What somebody typed to find a child: a number or reference as a whole, or parts of names."""

import re
from collections.abc import Collection
from functools import cached_property

from django.db.models import Q, QuerySet

from risk.duplicates import Likeness
from risk.sounds import sounds_of

# Others are offered where the list is as short as this, and not more of them.
FEW = 10
MOST = 10
DIGIT = re.compile(r"\d")
BETWEEN_DIGITS = re.compile(r"[\s-]")
NHS_NUMBER = re.compile(r"[0-9]{10}")


class Search:
    """A search among the children whom somebody sees.

    Who has exactly the number or reference that was typed comes alone in the list.
    """

    def __init__(self, words: str, seen: QuerySet) -> None:
        self.words, self.seen = words.strip(), seen.order_by()

    @cached_property
    def exact(self) -> dict[int, str]:
        """The ids of those with exactly this number or reference, and which it is."""
        number = BETWEEN_DIGITS.sub("", self.words)
        if NHS_NUMBER.fullmatch(number):
            children = self.seen.filter(nhs_number=number)
            if same := _leading_to(children, "has this NHS number"):
                return same
        if not DIGIT.search(self.words):
            return {}
        known = self.seen.filter(reference__in={self.words, self.words.upper()})
        return _leading_to(known, "has this reference")

    def among(self, children: QuerySet) -> QuerySet:
        """Those of some children who are meant."""
        if self.exact:
            return children.filter(pk__in=list(self.exact))
        return children.matching(self.words)

    def others(self, found: Collection[int]) -> list[Likeness]:
        """Who else may be meant where few were found: three queries at most.

        Those with this number or reference whom the filters leave out, and names that sound alike.
        """
        if not self.words or len(found) > FEW:
            return []
        because = {pk: f"{why}, but is outside the filters" for pk, why in self.exact.items()}
        if not because:
            because = dict.fromkeys(self._sounding_alike(found), "the name sounds alike")
        children = self.seen.filter(pk__in=because.keys() - set(found))
        return [Likeness(child, because[child.pk]) for child in children]

    def _sounding_alike(self, found: Collection[int]) -> list[int]:
        """Ten at most, in no order: to sort those of a million would take as long as to find them.

        Only the index of the sounds is read.
        """
        sounds = [] if DIGIT.search(self.words) else sounds_of(self.words)
        if not sounds:
            return []
        alike = Q(*(("sounds__contains", f" {sound} ") for sound in sounds))
        children = self.seen.filter(alike).exclude(pk__in=found).order_by()
        return list(children.values_list("pk", flat=True)[:MOST])


def _leading_to(children: QuerySet, because: str) -> dict[int, str]:
    """Children and why they are meant; for a merged record the one that stands instead."""
    return {
        survivor or pk: f"{because} by a merged record" if survivor else because
        for pk, survivor in children.values_list("pk", "merged_into")
    }

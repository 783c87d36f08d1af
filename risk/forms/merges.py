"""The forms by which two records of one child are merged, and by which that is taken back."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from cse_portal.accounts.rules import roles_that_may
from cse_portal.stale import StaleError
from risk import merge_preview
from risk.actions.merges import merge_children, undo_merge
from risk.duplicates import Likeness, likely_duplicates
from risk.forms.around import LINES
from risk.forms.steps import Step
from risk.merging import MERGED, SURVIVOR, MergePlan
from risk.merging_fields import side_by_side
from risk.models import Child, Merge
from risk.search import Search

MERGES = roles_that_may("merge_records")
ANOTHER = "another"
CHANGED = (
    "One of the records has changed since you opened this page. Look again at what merging does "
    "now. What you chose is kept."
)


class OtherRecordForm(Step):
    """Which other record is of the same child: one that is likely, or by its number."""

    title = "Merge with another record of this child"
    button = "Compare the two records"
    roles = MERGES

    number = forms.CharField(
        label="Reference or NHS number of the other record", required=False, max_length=20
    )

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        likely = [(str(one.child.pk), one.in_words) for one in self.likely]
        if likely:
            self.fields["other"] = forms.ChoiceField(
                label="Which record is of the same child?",
                choices=[*likely, (ANOTHER, "Another record")],
                widget=forms.RadioSelect,
                error_messages={"required": "Choose a record, or another one"},
            )
            self.order_fields(["other", "number"])

    @property
    def likely(self) -> list[Likeness]:
        child = self.child
        names = ("given_name", "family_name", "date_of_birth", "nhs_number")
        found = likely_duplicates(**{name: getattr(child, name) for name in names}, reader=self.by)
        return [one for one in found if one.child != child]

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        other = facts.get("other", "" if "other" in self.fields else ANOTHER)
        if other == ANOTHER:
            self.found = self._by_number(facts.get("number", ""))
        elif other:
            self.found = self._seen().filter(pk=other).first()
        return facts

    def _by_number(self, number: str) -> Child | None:
        exact = Search(number, Child.objects.visible_to(self.by)).exact
        found = list(self._seen().filter(pk__in=exact).exclude(pk=self.child.pk)[:2])
        if not number:
            self.add_error("number", "Enter the reference or NHS number of the other record")
        elif len(found) != 1:
            self.add_error("number", "No other record, or more than one, has this number")
        return found[0] if len(found) == 1 else None

    def _seen(self) -> QuerySet:
        return Child.objects.visible_to(self.by).standing()

    def write(self) -> None:
        """Nothing yet: the two are compared first."""


class MergeForm(Step):
    """Which values of the two are kept, and why they are one child."""

    title = "Merge two records"
    done = "The two records are one. The reference of the other leads here."
    button = "Merge the records"
    template_name_of_page = "risk/merge_step.html"
    roles = MERGES

    reason = forms.CharField(
        label="Why are these records of one child?",
        error_messages={"required": "Say why these are records of one child"},
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any, *args: Any, merged: Child, **kept: Any) -> None:
        survivor = kept["child"]
        self.merged = merged
        whole = MergePlan(survivor, merged)
        asked = [(each.key, each.label, each.proposed) for each in whole.differences]
        kinds = [(key, f"{name} at the same time") for key, name in merge_preview.overlaps(whole)]
        self.proposed = {key: proposed for key, _, proposed in asked}
        self.proposed |= {key: SURVIVOR for key, _ in kinds}
        self.groups = {each.key: each for each in whole.differences}
        self.plan = MergePlan(survivor, merged, self._kept(data))
        super().__init__(data, *args, **kept)
        for key, label, *_ in [*asked, *kinds]:
            self.fields[f"keep_{key}"] = forms.ChoiceField(
                label=label, choices=self._choices(key), widget=forms.RadioSelect
            )
        names = [name for name in self.fields if name.startswith("keep_")]
        self.order_fields([*names, "reason", "seen"])

    def _kept(self, data: Any) -> dict[str, str]:
        chosen = {key: data.get(f"keep_{key}") for key in self.proposed} if data else {}
        sides = (SURVIVOR, MERGED)
        return self.proposed | {key: side for key, side in chosen.items() if side in sides}

    def _choices(self, key: str) -> list[tuple[str, str]]:
        ours, theirs = self.plan.survivor.reference, self.plan.merged.reference
        group = self.groups.get(key)
        if group is None:
            return [(SURVIVOR, f"What {ours} says holds"), (MERGED, f"What {theirs} says holds")]
        return [(SURVIVOR, f"{group.ours} ({ours})"), (MERGED, f"{group.theirs} ({theirs})")]

    def known(self) -> dict[str, Any]:
        kept = {f"keep_{key}": side for key, side in self.plan.keep.items()}
        return {**kept, "seen": self.plan.fingerprint}

    @property
    def details(self) -> list[tuple[str, str, str]]:
        return side_by_side(self.child, self.merged)

    @property
    def fates(self) -> list[dict[str, str]]:
        return merge_preview.fates(self.plan)

    @property
    def moving(self) -> list[str]:
        return merge_preview.others(self.plan)

    def show_again(self) -> None:
        """Show what was chosen, and what it does; nothing is written, nothing complained of."""
        self.data = self.data.copy()
        self.data["seen"] = self.plan.fingerprint
        self.full_clean()
        self.errors.clear()

    def save(self) -> bool:
        try:
            return super().save()
        except StaleError:
            self.data = self.data.copy()
            self.data["seen"] = self.plan.fingerprint
            self.add_error(None, CHANGED)
            return False

    def write(self) -> None:
        merge_children(
            survivor=self.child,
            merged=self.merged,
            keep=self.plan.keep,
            reason=self.cleaned_data["reason"],
            by=self.by,
            seen=self.cleaned_data["seen"],
        )


class UndoMergeForm(Step):
    """Two records were not of one child: both become what they were."""

    title = "Take back a merge"
    done = "The merge is taken back: both records are as they were."
    button = "Take the merge back"
    roles = MERGES

    reason = forms.CharField(
        label="Why is the merge taken back?",
        error_messages={"required": "Say why the merge is taken back"},
        max_length=300,
        widget=LINES,
    )

    @staticmethod
    def rows(child: Child) -> Any:
        merges = Merge.objects.standing().filter(survivor=child)
        return merges.select_related("merged", "survivor", "by")

    def __init__(self, *args: Any, row: Merge, **kept: Any) -> None:
        self.row = row
        super().__init__(*args, **kept)

    @property
    def notice(self) -> str:
        merged = self.row.merged
        return (
            f"{merged.name}, {merged.reference}, becomes a record of its own again, and gets back "
            f"what moved to {self.row.survivor.reference}. What was recorded since stays there. "
            f"They were merged because: {self.row.reason}"
        )

    def write(self) -> None:
        undo_merge(merge=self.row, by=self.by, reason=self.cleaned_data["reason"])

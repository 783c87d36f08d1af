"""Every short page that writes a record, by its word in the address."""

from risk.forms.agencies import AgencyForm, EndAllocationForm, KeyAgencyForm
from risk.forms.around import NoteForm, PersonForm, ReferralForm
from risk.forms.around_corrections import (
    MissingCorrection,
    NoteCorrection,
    PersonCorrection,
    ReferralCorrection,
)
from risk.forms.corrections import (
    AllocationCorrection,
    AllocationTakenBack,
    FlagCorrection,
    FlagTakenBack,
    HomeCorrection,
    HomeTakenBack,
)
from risk.forms.homes import HomeForm
from risk.forms.missing import InterviewForm, MissingForm, ReturnForm
from risk.forms.steps import Step
from risk.forms.trafficking import GroundsForm, TraffickingCorrection, TraffickingForm

ADD: dict[str, type[Step]] = {
    "home": HomeForm,
    "key-agency": KeyAgencyForm,
    "agency": AgencyForm,
    "person": PersonForm,
    "note": NoteForm,
    "missing": MissingForm,
    "trafficking": TraffickingForm,
    "referral": ReferralForm,
}

# What goes on with a row that is there already, or mends it; its form says which rows.
GO_ON: dict[str, type[Step]] = {
    "end-agency": EndAllocationForm,
    "return": ReturnForm,
    "interview": InterviewForm,
    "nrm": GroundsForm,
    "correct-home": HomeCorrection,
    "correct-agency": AllocationCorrection,
    "correct-flag": FlagCorrection,
    "correct-person": PersonCorrection,
    "correct-note": NoteCorrection,
    "correct-referral": ReferralCorrection,
    "correct-missing": MissingCorrection,
    "correct-trafficking": TraffickingCorrection,
    "take-back-home": HomeTakenBack,
    "take-back-agency": AllocationTakenBack,
    "take-back-flag": FlagTakenBack,
}

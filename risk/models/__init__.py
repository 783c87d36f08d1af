"""Children, where they live, and the flags that the morning meeting sets."""

from risk.models.access import BrokenGlass, NamedReader, Restriction, ShutOut
from risk.models.around import ContactNote, MissingEpisode, Person, Referral
from risk.models.assessments import (
    Answer,
    Assessment,
    Concern,
    ExploitationModel,
    IndicatorDomain,
    Proposal,
)
from risk.models.children import Child, Sex
from risk.models.flags import RiskFlag, Status
from risk.models.meetings import (
    Action,
    AgendaItem,
    AgendaReason,
    Attendance,
    Contribution,
    Decision,
    Dissent,
    Meeting,
    Outcome,
)
from risk.models.merges import Merge
from risk.models.places import Area, AreaPopulation, PostcodeArea
from risk.models.residences import Residence
from risk.models.reviews import Review
from risk.models.trafficking import ExploitationType, TraffickingConcern

__all__ = [
    "Action",
    "AgendaItem",
    "AgendaReason",
    "Answer",
    "Area",
    "AreaPopulation",
    "Assessment",
    "Attendance",
    "BrokenGlass",
    "Child",
    "Concern",
    "ContactNote",
    "Contribution",
    "Decision",
    "Dissent",
    "ExploitationModel",
    "ExploitationType",
    "IndicatorDomain",
    "Meeting",
    "Merge",
    "MissingEpisode",
    "NamedReader",
    "Outcome",
    "Person",
    "PostcodeArea",
    "Proposal",
    "Referral",
    "Residence",
    "Restriction",
    "Review",
    "RiskFlag",
    "Sex",
    "ShutOut",
    "Status",
    "TraffickingConcern",
]

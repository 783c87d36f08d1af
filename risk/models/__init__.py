"""Children, where they live, and the flags that the morning meeting sets."""

from risk.models.children import Child, Sex
from risk.models.flags import RiskFlag, Status
from risk.models.places import Area, AreaPopulation, PostcodeArea
from risk.models.residences import Residence

__all__ = [
    "Area",
    "AreaPopulation",
    "Child",
    "PostcodeArea",
    "Residence",
    "RiskFlag",
    "Sex",
    "Status",
]

"""Who the children are: all of it invented, but for the average age of the printed report."""

from dataclasses import dataclass
from datetime import date

from risk.codes import NHS_NUMBER_WEIGHTS, UPN_CHECK_LETTERS, nhs_number_is_valid
from risk.demonstration.cases import Case
from risk.demonstration.dice import Dice
from risk.demonstration.printed import rows

ORIGINS = {
    "ABAN": ("bangladeshi",),
    "AIND": ("indian",),
    "AOTH": ("asian",),
    "APKN": ("pakistani",),
    "BAFR": ("african",),
    "BCRB": ("caribbean",),
    "WROM": ("roma",),
    "NOBT": ("british", "british", "pakistani", "eastern_european"),
    "MOTH": ("british", "other"),
    "MWAS": ("british", "pakistani"),
    "MWBA": ("british", "african"),
    "MWBC": ("british", "caribbean"),
    "OOTH": ("other",),
    "WIRT": ("irish",),
    "WBRI": ("british",),
    "WEEU": ("eastern_european",),
    "WIRI": ("irish",),
    "WOTW": ("british", "eastern_european", "other"),
}
NATIONALITIES = {
    "AOTH": {"Afghan": 5, "British": 5},
    "BAFR": {"British": 6, "Nigerian": 2, "Eritrean": 2},
    "OOTH": {"Iraqi": 4, "Iranian": 2, "Syrian": 2, "British": 2},
    "WEEU": {"Polish": 5, "Slovak": 3, "Latvian": 1, "Lithuanian": 1, "British": 2},
    "WIRI": {"Irish": 1},
    "WROM": {"Slovak": 6, "Czech": 2, "British": 3},
    "NOBT": {"": 7, "British": 3},
}
MOST = {"British": 9, "": 1}
DISABILITIES = {"": 82, "Learning disability": 7, "ADHD": 5, "Autism": 5, "Epilepsy": 1}


@dataclass(frozen=True)
class Person:
    """What a child's record says beside its spells; an empty text is not recorded."""

    given_name: str
    family_name: str
    date_of_birth: date | None
    sex: str
    ethnicity: str
    nationality: str
    disability: str
    nhs_number: str
    upn: str


class People:
    """Thinks up one person after the other; no two have one name or one number."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.taken: set[str] = set()
        self.names: dict[tuple[str, str], list[str]] = {}
        for row in rows("names"):
            self.names.setdefault((row["origin"], row["part"]), []).append(row["name"])

    def person(self, case: Case, born: date | None) -> Person:
        sex = self._sex(case)
        given, family = self._name(case.ethnicity, sex)
        return Person(
            given_name=given,
            family_name=family,
            date_of_birth=born,
            sex=sex,
            ethnicity=case.ethnicity,
            nationality=self.dice.weighted(NATIONALITIES.get(case.ethnicity, MOST)),
            disability=self.dice.weighted(DISABILITIES),
            nhs_number=self._nhs_number() if self.dice.chance(0.94) else "",
            upn=self._upn() if born and self.dice.chance(0.9) else "",
        )

    def _sex(self, case: Case) -> str:
        """BLAST works with boys; the others are mostly girls, as the report says of all."""
        if "BLAST" in (case.base.key_agency, *(p.key_agency for p in case.places if p)):
            return "M"
        if "potential_perpetrator" in [flag.value for flag in case.flags.stretches()]:
            return self.dice.weighted({"M": 9, "F": 1})
        return self.dice.weighted({"F": 80, "M": 18, "U": 2})

    def _name(self, ethnicity: str, sex: str) -> tuple[str, str]:
        part = self.dice.one_of("FM") if sex == "U" else sex
        while True:
            given = self.dice.one_of(self.names[self.dice.one_of(ORIGINS[ethnicity]), part])
            family = self.dice.one_of(self.names[self.dice.one_of(ORIGINS[ethnicity]), "family"])
            if self._is_new(f"{given} {family}"):
                return given, family

    def _nhs_number(self) -> str:
        """A number of the range that the NHS keeps for tests: 999, and a right check digit."""
        while True:
            number = f"999{self._digits(6)}"
            pairs = zip(number, NHS_NUMBER_WEIGHTS, strict=True)
            number += str((11 - sum(int(n) * weight for n, weight in pairs) % 11) % 11)
            if nhs_number_is_valid(number) and self._is_new(number):
                return number

    def _upn(self) -> str:
        """A pupil number of local authority 000, which there is not; its check letter is right."""
        while True:
            digits = f"000{self._digits(9)}"
            total = sum(int(n) * position for position, n in enumerate(digits, start=2))
            upn = UPN_CHECK_LETTERS[total % 23] + digits
            if self._is_new(upn):
                return upn

    def _digits(self, count: int) -> str:
        return "".join(str(self.dice.number(0, 9)) for _ in range(count))

    def _is_new(self, text: str) -> bool:
        new = text not in self.taken
        self.taken.add(text)
        return new

"""Writing a population of plain rows into the record, past the actions and in bulk."""

from agencies.models import Agency, Allocation
from risk.models import Area, Child, Residence, RiskFlag
from tests.reports.populations import AGENCIES, AREAS


def write(population):
    areas = {
        code: Area.objects.get_or_create(code=code, defaults={"name": code})[0] for code in AREAS
    }
    agencies = {
        code: Agency.objects.get_or_create(code=code, defaults={"name": code})[0]
        for code in AGENCIES
    }
    children = {
        row["child_id"]: Child.objects.create(
            reference=row["child_id"],
            given_name="Ann",
            family_name="Example",
            date_of_birth=row["date_of_birth"],
            sex=row["gender"],
            ethnicity=row["ethnicity"],
        )
        for row in population["children"]
    }

    def spells(kind, **changed):
        for row in population[kind]:
            dates = {"start_date": row["start_date"], "end_date": row["end_date"]}
            facts = {name: read(row) for name, read in changed.items()}
            yield {"child": children[row["child_id"]], **dates, **facts}

    RiskFlag.objects.bulk_create(
        RiskFlag(**row, source="import") for row in spells("flags", status=lambda r: r["status"])
    )
    Residence.objects.bulk_create(
        Residence(**row) for row in spells("residences", area=lambda r: areas[r["area"]])
    )
    Allocation.objects.bulk_create(
        Allocation(**row)
        for row in spells(
            "allocations", agency=lambda r: agencies[r["agency"]], is_key=lambda r: r["is_key"]
        )
    )
    return children

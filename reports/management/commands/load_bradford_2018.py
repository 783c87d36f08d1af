import sys

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError, transaction
from tqdm import tqdm

from crime.demonstration import loading as crime
from risk.demonstration.loading import NotEmptyError, is_loaded, load_plan
from risk.demonstration.plan import Plan, make_plan


class Command(BaseCommand):
    help = (
        "Load the demonstration authority: invented children whose month ends of January to "
        "September 2018 are those of the printed report, and invented offences and suspects whose "
        "figures are too. Their names, birth dates, sex, levels, homes and dates are invented. "
        "Into an empty database, under DEMO only; takes no snapshot."
    )

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("The demonstration is loaded under DEMO only: set DEMO=1.")
        plan = make_plan()
        try:
            with transaction.atomic():
                self.stdout.write(self._load(plan))
        except (NotEmptyError, ValidationError) as error:
            raise CommandError(" ".join(getattr(error, "messages", error.args))) from None
        except (OperationalError, ProgrammingError) as error:
            line = str(error).splitlines()[0]
            raise CommandError(f"The database cannot be used ({line}). Was it migrated?") from None

    def _load(self, plan: Plan) -> str:
        children = [child.reference for child in plan.children]
        if is_loaded(plan):
            if crime.is_loaded():
                return "The demonstration is already loaded."
            # It was loaded before there was a police half.
            return f"Loaded what the demonstration lacked: {crime.load(children)}."
        load_plan(plan, lambda rows: tqdm(rows, "Children", file=sys.stderr, mininterval=1))
        return (
            f"Loaded the demonstration: {len(plan.children)} invented children, "
            f"{crime.load(children)}."
        )

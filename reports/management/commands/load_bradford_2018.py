import sys

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError, transaction
from tqdm import tqdm

from risk.demonstration.loading import NotEmptyError, is_loaded, load_plan
from risk.demonstration.plan import Plan, make_plan


class Command(BaseCommand):
    help = (
        "Load the demonstration authority: invented children whose month ends of January to "
        "September 2018 are those of the printed report. Their names, birth dates, sex, levels, "
        "homes and dates are invented. Into an empty database, under DEMO only; takes no snapshot."
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
        if is_loaded(plan):
            return "The demonstration is already loaded."
        load_plan(plan, lambda children: tqdm(children, "Children", file=sys.stderr, mininterval=1))
        return f"Loaded the demonstration: {len(plan.children)} invented children."

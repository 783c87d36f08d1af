"""What workers do with uploads."""

from celery import shared_task

from cse_portal.imports.actions.uploads import discard_left_over
from cse_portal.imports.actions.work import work_on


@shared_task
def work_on_upload(pk: int) -> bool:
    """Check or import an upload. Run twice, it does it once."""
    return work_on(pk)


@shared_task
def discard_left_over_uploads() -> int:
    """Forget the files that nobody has imported or discarded within a day."""
    return discard_left_over()

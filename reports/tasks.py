"""What Beat wakes up for the reports."""

from celery import shared_task

from reports import rollup


@shared_task
def fold() -> None:
    """Take in what changed, until little is left."""
    while rollup.fold() == rollup.BATCH:
        pass

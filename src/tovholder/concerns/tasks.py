"""Background jobs of the hotline."""

from tovholder.access.jobs import task
from tovholder.concerns import operations
from tovholder.concerns.models import ConcernDraft
from tovholder.core import clock
from tovholder.disclosures.models import DisclosureDraft


@task(purpose="deletes the texts of advice contacts that have had their time", cron="41 2 * * *")
def forget_advice() -> None:
    """Every night."""
    operations.forget_advice(at=clock.now())


@task(purpose="deletes calls in progress that nobody ended", cron="43 2 * * *")
def forget_calls() -> None:
    """Every night."""
    operations.forget_calls(at=clock.now())


@task(purpose="deletes texts about concerns and disclosures that nobody saved", cron="45 2 * * *")
def forget_drafts() -> None:
    """Every night."""
    for model in (ConcernDraft, DisclosureDraft):
        operations.forget_drafts(model, at=clock.now())

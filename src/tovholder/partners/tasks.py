"""What is done in the background."""

from tovholder.access.jobs import task
from tovholder.core import clock
from tovholder.partners.imports import KEPT_FOR
from tovholder.partners.models import ImportDraft


@task(purpose="deletes uploaded files that nobody loaded, and old reports of imports", cron="17 2 * * *")
def forget_imports() -> None:
    ImportDraft.objects.filter(uploaded_at__lt=clock.now() - KEPT_FOR).delete()

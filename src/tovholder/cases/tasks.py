"""Jobs: mails that say only how much waits, and the coming meetings by their rule."""

from datetime import timedelta

from django.conf import settings
from django.db import connection

from tovholder.access import mails
from tovholder.access.jobs import task
from tovholder.access.models import User
from tovholder.cases.files import stores
from tovholder.cases.models import CaseDraft, Series
from tovholder.cases.operations.meeting import make_meetings
from tovholder.concerns import operations as concerns
from tovholder.core import clock, workdays

#: A task is told of so many days before its day.
NEAR = timedelta(days=3)


@task(purpose="tells each how many things wait", cron="30 5 * * 1-5")
def send_daily_digest() -> None:
    """One mail a person: a number and the way to the sign-in. Who has nothing waiting gets none."""
    if not workdays.is_working_day(clock.today()):
        return
    with connection.cursor() as cursor:
        cursor.execute("select user_id, waiting from tovholder.tasks_waiting(%s)", [clock.today() + NEAR])
        waiting = dict(cursor.fetchall())
    for user in User.objects.filter(pk__in=waiting, ended_at__isnull=True):
        _send("daily_digest", user, waiting=waiting[user.pk])


@task(purpose="reminds somebody that her agency is asked something")
def send_check_reminder(*, user_id: int) -> None:
    """That something waits, and where to sign in. Nothing of a case, a citizen or a meeting."""
    user = User.objects.filter(pk=user_id, ended_at__isnull=True).first()
    if user is not None:
        _send("check_reminder", user, waiting=1)


@task(purpose="tells the coordinators that an emergency access was opened")
def announce_emergency(*, user_ids: list[int]) -> None:
    """At once, whether or not anybody looks at the overview: that there is one, not to what."""
    for user in User.objects.filter(pk__in=user_ids, ended_at__isnull=True).order_by("pk"):
        _send("emergency", user, waiting=1)


@task(purpose="makes the coming meetings of each series", cron="7 3 * * 1")
def plan_coming_meetings() -> None:
    """By the rule of each series; meetings that are there stay as they are."""
    make_meetings(list(Series.objects.filter(ended_on__isnull=True)), clock.now())


@task(purpose="deletes texts in cases that nobody saved", cron="47 2 * * *")
def forget_drafts() -> None:
    """Every night."""
    concerns.forget_drafts(CaseDraft, at=clock.now())


@task(purpose="deletes the bytes of a document that is gone")
def delete_bytes(*, stored_as: str) -> None:
    """From the folder or the object store; queued by a trigger where the row goes (migration 0012)."""
    stores.delete(stored_as)


def _send(name: str, user: User, *, waiting: int) -> None:
    context = {"waiting": waiting, "site": _site()}
    mails.send(f"cases/mail/{name}.txt", context, to=[user.email], language=user.reads)


def _site() -> str:
    """Where the installation is reached, where it says so."""
    return str(settings.SITE_ADDRESS)

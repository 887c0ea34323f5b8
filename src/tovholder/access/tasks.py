"""Jobs around accounts: mails, which say nothing but where to go, and clearing up at night."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.urls import reverse

from tovholder.access import mails
from tovholder.access.jobs import task
from tovholder.access.log import tasks as of_the_log
from tovholder.access.models import User

__all__ = ["of_the_log"]


def password_path(user: User) -> str:
    """Return the path of a page where the person chooses a password: once, within three days."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


@task(purpose="sends the link by which somebody chooses a password")
def send_invitation(*, user_id: int, site: str) -> None:
    """Send it, unless the account was ended meanwhile."""
    user = User.objects.filter(pk=user_id, ended_at__isnull=True).first()
    if user is not None:
        _send("invitation", user.email, {"link": site + password_path(user), "site": site}, user.reads)


@task(purpose="tells somebody that the second factor was removed")
def tell_second_factor_removed(*, user_id: int) -> None:
    """The person should know, in case it was not she who asked for it."""
    user = User.objects.filter(pk=user_id, ended_at__isnull=True).first()
    if user is not None:
        _send("second_factor_removed", user.email, {}, user.reads)


@task(purpose="tells somebody that her ways to sign in were changed")
def tell_ways_changed(*, user_id: int) -> None:
    """A password, an app with codes or a key: she should know, in case it was not she."""
    user = User.objects.filter(pk=user_id, ended_at__isnull=True).first()
    if user is not None:
        _send("ways_changed", user.email, {}, user.reads)


@task(purpose="tells an address that it no longer signs in")
def tell_address_changed(*, address: str, language: str = "") -> None:
    """The old address is told, in case it was not its owner who asked for it."""
    _send("address_changed", address, {}, language)


@task(purpose="deletes sessions that have ended", cron="13 1 * * *")
def clear_sessions() -> None:
    """Each was closed to its owner already; this clears the table."""
    SessionStore.clear_expired()


@task(purpose="forgets jobs that are done", cron="43 1 * * *")
def clear_jobs() -> None:
    """Done jobs after two days, failed ones after 30: until then somebody may want to look."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from procrastinate_jobs j using ("
            "  select job_id, max(at) as last from procrastinate_events group by job_id) e"
            " where e.job_id = j.id and ("
            "  (j.status in ('succeeded', 'cancelled', 'aborted') and e.last < now() - interval '2 days')"
            "  or (j.status = 'failed' and e.last < now() - interval '30 days'))"
        )


def _send(name: str, address: str, context: dict[str, str], language: str) -> None:
    mails.send(f"access/mail/{name}.txt", context, to=[address], language=language)

"""What is forgotten by itself: the texts of advice, calls that nobody ended, and texts that nobody saved."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from tovholder.access.drafts import Draft
from tovholder.concerns.models import Deadline
from tovholder.concerns.queries import DELETED_AFTER

#: Older than the rule of the row's municipality says, or the one that holds where it has set none.
_OLD = """< %(at)s - make_interval(days => coalesce((
       select d.days from concerns_deadline d
        where d.municipality_id = a.municipality_id and d.key = %(key)s and d.valid_from <= %(at)s::date
        order by d.valid_from desc limit 1), %(days)s))
"""
_FORGET_ADVICE = f"""
update concerns_advicecontact a set advice = '', danger_done = '', text_deleted_at = %(at)s
 where a.text_deleted_at is null and (a.advice <> '' or a.danger_done <> '') and a.at {_OLD}
"""
_FORGET_CALLS = f"delete from concerns_call a where a.saved_at {_OLD}"


@transaction.atomic
def forget_advice(*, at: datetime) -> int:
    """Delete the texts of advice contacts that are older than the rule says (a job, as System.JOBS).

    Month, channel and topics stay.

    :returns: how many texts went.
    """
    return _forget(_FORGET_ADVICE, Deadline.Key.ADVICE_TEXT, at)


@transaction.atomic
def forget_calls(*, at: datetime) -> int:
    """Delete the calls in progress that were last saved longer ago than the rule says (a job, too).

    :returns: how many went.
    """
    return _forget(_FORGET_CALLS, Deadline.Key.CALL_DRAFT, at)


@transaction.atomic
def forget_drafts(model: type[Draft], *, at: datetime) -> int:
    """Delete the drafts of a context that were last saved longer ago than the rule says (a job, too).

    :returns: how many went.
    """
    return _forget(f"delete from {model._meta.db_table} a where a.saved_at {_OLD}", Deadline.Key.DRAFT, at)


def _forget(statement: str, key: Deadline.Key, at: datetime) -> int:
    values: dict[str, Any] = {"at": at, "key": key.value, "days": DELETED_AFTER[key]}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)

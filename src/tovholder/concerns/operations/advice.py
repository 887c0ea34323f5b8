"""Advice contacts forget: the text goes after its time, month, channel and topics stay."""

from datetime import datetime

from django.db import connection, transaction

_FORGET = """
update concerns_advicecontact a set advice = '', danger_done = '', text_deleted_at = %(at)s
 where a.text_deleted_at is null
   and (a.advice <> '' or a.danger_done <> '')
   and a.at < %(at)s - make_interval(days => coalesce((
       select d.days from concerns_deadline d
        where d.municipality_id = a.municipality_id and d.key = 'advice_text' and d.valid_from <= %(at)s::date
        order by d.valid_from desc limit 1), %(days)s))
"""

#: Where the municipality has set no other time.
DAYS = 30


@transaction.atomic
def forget_advice(*, at: datetime) -> int:
    """Delete the texts of advice contacts that are older than the rule says (a job, as System.JOBS).

    :returns: how many texts went.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"at": at, "days": DAYS})
        return int(cursor.rowcount)

"""Links that open without sign-in: the headcount of a session, its evaluation, an instructor's calendar."""

from typing import Literal

from django.db import connection

Kind = Literal["heads", "evaluation", "calendar"]


def follow(kind: Kind, token: str) -> None:
    """Tell the database by which link the actor PUBLIC_LINK came, until the transaction ends (`rls`)."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('tovholder.link', %s, true)", [f"{kind}:{token[:100]}"])

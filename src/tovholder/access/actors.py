"""The actor of a transaction: a user, or a named system actor with a purpose.

Row level security sees nothing without one. A system actor's number is negative and fixed, so that a
policy can name it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _


class System(IntEnum):
    """System actors. Each has a row in the users' table, so that the record can name it."""

    SIGN_IN = -1  # finds the account of somebody who is signing in
    PUBLIC_LINK = -2  # an evaluation or a headcount by a link
    JOBS = -3  # background jobs
    COMMAND = -4  # a command on the server, by somebody who can log in there
    DEMO = -5  # builds the demo's invented year

    @property
    def words(self) -> str:
        """Who that is, for a reader: no policy shows the rows of system actors to anybody."""
        return str(_WORDS[self])


_WORDS = {
    System.SIGN_IN: _("Sign-in"),
    System.PUBLIC_LINK: _("Somebody with a link"),
    System.JOBS: _("Background job"),
    System.COMMAND: _("Command on the server"),
    System.DEMO: _("The demo"),
}


def act_as(user_id: int | None, *, request: str = "") -> None:
    """Tell the database who acts in the transaction that is open. One statement.

    In the demo it is told the demo's time as well: a role that ends in 2023 has not ended there.
    """
    offset = settings.CLOCK_OFFSET.total_seconds()
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('tovholder.user_id', %s, true), set_config('tovholder.request', %s, true),"
            " set_config('tovholder.clock_offset', %s, true)",
            ["" if user_id is None else str(int(user_id)), request[:200], str(offset) if offset else ""],
        )


@contextmanager
def acting(actor: "System | int", *, purpose: str) -> Iterator[None]:
    """One transaction as an actor: for commands and jobs."""
    with transaction.atomic():
        act_as(int(actor), request=purpose)
        yield

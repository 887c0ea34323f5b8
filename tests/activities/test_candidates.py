"""Who may teach a session: who is free, and who knows the place."""

from datetime import timedelta

from tests.activities.make import TEN
from tovholder.activities import queries

DAY = timedelta(days=1)


def test_suggested_is_who_is_free_and_knows_the_place(lay, planner, ida, omar, as_actor, now):
    school = lay("school")
    lay(
        "session",
        booking=lay("booking", organisation=school),
        instructors=(omar,),
        starts_at=TEN - 9 * DAY,
        heads=20,
    )
    lay("session", instructors=(ida,), starts_at=TEN + DAY)
    as_actor(planner)
    start = TEN + DAY
    first, second = queries.candidates(
        user=planner, at=now, starts_at=start, ends_at=start + timedelta(hours=1), organisation_id=school.pk
    )
    assert (first.user, first.free, first.knows_the_place) == (omar, True, True)
    assert (second.user, second.free) == (ida, False)

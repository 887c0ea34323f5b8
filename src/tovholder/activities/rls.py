"""Who sees and writes activities, in the database.

Everybody inside the municipality may count them: sessions and headcounts name no citizen, and the figures
stand on everybody's overview. Who asked for a booking is read by those who plan it and those who teach it.
Evaluations are read by nobody, only summed up by `tovholder.evaluated`. Somebody with a link but without
sign-in (PUBLIC_LINK) sees the one session that the link leads to, and adds its headcount or an evaluation;
views call `links.follow` to say by which link.
"""

from tovholder.access.actors import System
from tovholder.access.rls import IN_MY_MUNICIPALITY, ME, NEVER, Rules, acts_as, permitted
from tovholder.access.roles import Permission

INSIDE = f"({ME} <> {int(System.PUBLIC_LINK)} and {IN_MY_MUNICIPALITY})"
_SYSTEM = acts_as(System.COMMAND, System.DEMO, System.JOBS)
_PLANS = f"({permitted(Permission.ACTIVITY_PLAN)} or {permitted(Permission.ACTIVITY_IMPORT)} or {_SYSTEM})"
_TEACHES = permitted(Permission.ACTIVITY_TEACH)
_MY_SESSIONS = f"array(select a.session_id from activities_assignment a where a.instructor_id = {ME})"
_MY_BOOKINGS = (
    "array(select s.booking_id from activities_assignment a join activities_session s on s.id = a.session_id"
    f" where a.instructor_id = {ME})"
)


def linked(what: str) -> str:
    """What the link of PUBLIC_LINK leads to (the function `tovholder.linked`)."""
    return f"(select tovholder.linked('{what}'))"


_PLANNED = f"{INSIDE} and {_PLANS}"
_BY_HEADS_LINK = (
    f"(session_id = {linked('heads')} and municipality_id = {linked('municipality')}"
    " and entered_by_id is null)"
)
_COUNTED_INSIDE = f"({INSIDE} and ({_PLANS} or ({_TEACHES} and session_id = any({_MY_SESSIONS}))))"

RULES = [
    Rules(model="activities.Profession", read=INSIDE, add=_PLANNED, change=_PLANNED),
    Rules(
        model="activities.Offer",
        read=f"{INSIDE} or id = {linked('offer')}",
        add=_PLANNED,
        change=_PLANNED,
    ),
    Rules(
        model="activities.Booking",
        read=f"{INSIDE} or id = {linked('booking')}",
        add=_PLANNED,
        # An instructor who cancels the last session puts the booking back on the board.
        change=f"{INSIDE} and ({_PLANS} or ({_TEACHES} and id = any({_MY_BOOKINGS})))",
        change_columns=(
            "offer_id",
            "organisation_id",
            "requested_on",
            "requested_via",
            "wished_dates",
            "version",
            "expected",
            "planned_at",
            "planned_by_id",
            "declined_at",
            "declined_by_id",
            "decline_reason",
            "withdrawn_at",
            "withdrawn_by_id",
            "withdraw_reason",
        ),
        history=INSIDE,
    ),
    Rules(
        model="activities.BookingContact",
        read=(
            f"{INSIDE} and ({permitted(Permission.ACTIVITY_READ)} or {_PLANS}"
            f" or ({_TEACHES} and booking_id = any({_MY_BOOKINGS})))"
        ),
        add=_PLANNED,
        change=_PLANNED,
        change_columns=("name", "phone", "email", "note"),
    ),
    Rules(
        model="activities.BookedClass",
        read=f"{INSIDE} or booking_id = {linked('booking')}",
        add=_PLANNED,
        change=_PLANNED,
        change_columns=("label", "grade", "expected"),
        remove=_PLANNED,
    ),
    Rules(
        model="activities.Session",
        read=f"{INSIDE} or id = {linked('session')}",
        add=_PLANNED,
        change=(
            f"({INSIDE} and ({_PLANS} or ({_TEACHES} and id = any({_MY_SESSIONS}))))"
            f" or id = {linked('heads')}"
        ),
        change_columns=(
            "starts_at",
            "ends_at",
            "place",
            "district_id",
            "held_at",
            "held_by_id",
            "nobody_came_at",
            "nobody_came_by_id",
            "cancelled_at",
            "cancelled_by_id",
            "cancel_reason",
            "version",
        ),
        history=INSIDE,
    ),
    Rules(model="activities.Assignment", read=INSIDE, add=_PLANNED, remove=_PLANNED),
    Rules(
        model="activities.Headcount",
        read=f"{INSIDE} or session_id = {linked('heads')}",
        add=f"{_COUNTED_INSIDE} or {_BY_HEADS_LINK}",
        change=f"{_COUNTED_INSIDE} or {_BY_HEADS_LINK}",
        change_columns=("heads", "entered_by_id", "entered_at", "way", "client_key"),
    ),
    Rules(
        model="activities.Evaluation",
        read=NEVER,
        add=(
            f"(session_id = {linked('evaluation')} and municipality_id = {linked('municipality')})"
            f" or ({INSIDE} and {acts_as(System.DEMO)})"
        ),
        history=NEVER,
    ),
    Rules(
        model="activities.CalendarFeed",
        read=f"{INSIDE} and user_id = {ME}",
        add=f"{INSIDE} and user_id = {ME}",
        change=f"{INSIDE} and user_id = {ME}",
        change_columns=("closed_at",),
    ),
]

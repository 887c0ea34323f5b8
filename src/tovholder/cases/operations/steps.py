"""The order of steps: what may come after what. Steps are facts with a day, and none of them is a verdict."""

from tovholder.access.models import Agency, User
from tovholder.access.roles import Permission
from tovholder.cases.models import Step

Kind = Step.Kind

#: Whatever is under way, the Infohus may look again.
_AGAIN = (Kind.CHECKED, Kind.DISCUSSED)

#: After the step on the left comes one of those on the right. Any open case can be closed
#: (`operations.case.close`), and a closed one opened again (`operations.case.reopen`).
NEXT: dict[str, tuple[Kind, ...]] = {
    Kind.RECEIVED: (Kind.CLEARED, *_AGAIN),
    Kind.CLEARED: (*_AGAIN, Kind.CONVERSATION),
    Kind.CHECKED: (Kind.DISCUSSED, Kind.CHECKED, Kind.CLEARED, Kind.CONVERSATION),
    Kind.DISCUSSED: (Kind.CONVERSATION, Kind.OFFERED, Kind.FOLLOW_UP, *_AGAIN),
    Kind.CONVERSATION: (Kind.OFFERED, Kind.CONVERSATION, Kind.FOLLOW_UP, *_AGAIN),
    Kind.OFFERED: (Kind.ACCEPTED, Kind.DECLINED, Kind.CONVERSATION, *_AGAIN),
    Kind.ACCEPTED: (Kind.IN_COURSE, Kind.CONVERSATION, Kind.FOLLOW_UP, *_AGAIN),
    # "No thank you" is an ordinary answer: a talk or another offer may follow, or nothing.
    Kind.DECLINED: (Kind.CONVERSATION, Kind.OFFERED, Kind.FOLLOW_UP, *_AGAIN),
    Kind.IN_COURSE: (Kind.FOLLOW_UP, Kind.CONVERSATION, Kind.OFFERED, *_AGAIN),
    Kind.FOLLOW_UP: (Kind.CONVERSATION, Kind.OFFERED, Kind.IN_COURSE, Kind.FOLLOW_UP, *_AGAIN),
    Kind.REOPENED: (Kind.CLEARED, Kind.CONVERSATION, Kind.OFFERED, Kind.IN_COURSE, Kind.FOLLOW_UP, *_AGAIN),
    Kind.CLOSED: (),
}


def after(kind: str | None) -> tuple[Kind, ...]:
    """The steps that may come next; for a case without any, that it was received."""
    return NEXT.get(kind, ()) if kind else (Kind.RECEIVED,)


def open_to(user: User, kind: str | None) -> tuple[Kind, ...]:
    """The same that somebody may note. That the police cleared it, they say themselves, or who asked them."""
    says = user.may(Permission.CASE_COORDINATE) or (
        user.agency is not None and user.agency.kind == Agency.Kind.POLICE
    )
    return tuple(one for one in after(kind) if says or one != Kind.CLEARED)

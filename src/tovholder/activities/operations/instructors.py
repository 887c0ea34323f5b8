"""Who teaches a session: nobody is in two places at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from tovholder.access.models import User
from tovholder.activities.models import Assignment, Session
from tovholder.activities.operations.refused import InstructorTaken
from tovholder.core.days import hours


def assign(places: Sequence[tuple[Session, Sequence[User]]]) -> None:
    """Put instructors on sessions: one statement, or two and a sentence where somebody is taken."""
    rows = [
        Assignment(municipality_id=session.municipality_id, session=session, instructor=user)
        for session, instructors in places
        for user in instructors
    ]
    if not rows:
        return
    try:
        with transaction.atomic():
            Assignment.objects.bulk_create(rows)
    except IntegrityError as error:
        if "assignment_in_one_place" not in str(error):
            raise
        for session, instructors in places:
            _raise_clash(session, instructors, session.starts_at, session.ends_at)
        raise InstructorTaken(
            _("An instructor would be in two places at once: two of these sessions overlap.")
        ) from error


class naming_the_clash:
    """Turn the database's refusal of a new time into a sentence that names the clash."""

    def __init__(
        self, session: Session, instructors: Sequence[User] | None, starts_at: datetime, ends_at: datetime
    ) -> None:
        self.session, self.instructors = session, instructors
        self.starts_at, self.ends_at = starts_at, ends_at
        self.point = transaction.atomic()

    def __enter__(self) -> None:
        self.point.__enter__()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.point.__exit__(kind, error, trace)
        if isinstance(error, IntegrityError) and "assignment_in_one_place" in str(error):
            _raise_clash(self.session, self.instructors, self.starts_at, self.ends_at)
            raise InstructorTaken(_("An instructor would be in two places at once.")) from error


def _raise_clash(
    session: Session, instructors: Sequence[User] | None, starts_at: datetime, ends_at: datetime
) -> None:
    """:raises InstructorTaken: one of the instructors (None: the session's own) teaches elsewhere then."""
    ids = (
        [user.pk for user in instructors]
        if instructors is not None
        else list(session.assignments.values_list("instructor_id", flat=True))
    )
    clash = (
        Assignment.objects.filter(instructor__in=ids, during__overlap=(starts_at, ends_at))
        .exclude(session=session)
        .select_related("instructor", "session__booking__offer", "session__booking__organisation")
        .first()
    )
    if clash is None:
        return
    other = clash.session
    raise InstructorTaken(
        _("%(who)s is at %(what)s at that time, %(day)s %(hours)s.")
        % {
            "who": clash.instructor.name,
            "what": other.booking.organisation or other.booking.offer,
            "day": formats.date_format(timezone.localtime(other.starts_at), "j. F"),
            "hours": hours(other.starts_at, other.ends_at),
        }
    )

"""The meeting itself: who is in the room, what is said under the nine headings, what is recommended."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.models import RoleGrant, User
from tovholder.access.roles import Permission, Role
from tovholder.cases.models import (
    Heading,
    Item,
    Participation,
    Presence,
    Recommendation,
    Recusal,
)
from tovholder.cases.operations import check as checks
from tovholder.cases.operations.meeting import MeetingIsOver, require_talk
from tovholder.cases.operations.refused import ChangedMeanwhile, Refused


class SomebodyMustLeave(Refused):
    """Somebody in the room must not hear this item.

    :ivar users: who; they are asked out before anything is shown.
    """

    message = gettext_lazy("Somebody in the room must not hear this item.")

    def __init__(self, users: Sequence[User]) -> None:
        super().__init__(
            _("Ask these to leave the room first: %(names)s.")
            % {"names": ", ".join(user.name for user in users)}
        )
        self.users = users


class AnotherDay(Refused):
    """The meeting is planned for another day: the answers of the register check would open unawares."""

    message = gettext_lazy("The meeting is planned for another day.")


def may_stay(item: Item, users: Sequence[User], at: datetime) -> tuple[list[User], list[User], list[User]]:
    """Who of these may hear an item: who may, who is recused, and who has no part in the case.

    Everybody hears an item without a case; a coordinator hears those that she is not recused from.
    """
    if item.case_id is None:
        return list(users), [], []
    of_case = {"case": item.case_id, "user": OuterRef("pk")}
    not_yet = Q(until__isnull=True) | Q(until__gt=at)
    grants = RoleGrant.objects.active(at).filter(user=OuterRef("pk"), role=Role.COORDINATOR)
    doors = User.objects.filter(pk__in=[user.pk for user in users]).annotate(
        is_out=Exists(Recusal.objects.filter(not_yet, **of_case, since__lte=at)),
        is_in=Exists(Participation.objects.active(at).filter(**of_case)) | Exists(grants),
    )
    rows = list(doors.values_list("pk", "is_out", "is_in"))
    recused = {pk for pk, is_out, _in in rows if is_out}
    inside = {pk for pk, _out, is_in in rows if is_in}
    stay = [user for user in users if user.pk in inside and user.pk not in recused]
    barred = [user for user in users if user.pk in recused]
    outside = [user for user in users if user.pk not in recused and user.pk not in inside]
    return stay, barred, outside


@transaction.atomic
def begin_item(
    *,
    item: Item,
    by: User,
    at: datetime,
    present: Sequence[User],
    out: Sequence[User] = (),
    on_any_day: bool = False,
) -> None:
    """Begin an item with these in the room. The item before ends; the register check opens to the room alone.

    :param out: who has left the room for it; who may hear it comes back in.
    :param on_any_day: `by` has said that it begins today, which is neither the planned day nor the one on
        which the meeting began.
    :raises AnotherDay: she has not.
    :raises SomebodyMustLeave: one of `present` is recused from the case or has no part in it.
    :raises MeetingIsOver: it is closed or cancelled.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    if item.meeting.closed_at or item.meeting.cancelled_at:
        raise MeetingIsOver
    days = (item.meeting.starts_at, item.meeting.begun_at)
    if not on_any_day and localdate(at) not in [localdate(day) for day in days if day]:
        raise AnotherDay
    stay, barred, outside = may_stay(item, [*present, *out], at)
    must_leave = [*barred, *outside]
    if {user.pk for user in must_leave} - {user.pk for user in out}:
        raise SomebodyMustLeave(must_leave)
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, {"item": item.pk, "meeting": item.meeting_id, "at": at})
        if not cursor.rowcount:
            raise MeetingIsOver
    item.begun_at, item.ended_at = item.begun_at or at, None
    rows = [(user, None) for user in stay] + [(user, at) for user in must_leave]
    Presence.objects.bulk_create(
        [Presence(item=item, user=user, agency=user.agency, out_at=left, noted_at=at) for user, left in rows],
        ignore_conflicts=True,
    )
    if item.case is not None:
        checks.open_checks(case=item.case, meeting=item.meeting, by=by, at=at)


#: The meeting has begun, the item before has ended, and this one runs. It takes all items: whoever begins
#: another at the same instant waits for their rows, and one of the two runs in the end. One that is taken up
#: again was not spoken of meanwhile.
_BEGIN = """
with open as (update cases_meeting set begun_at = coalesce(begun_at, %(at)s)
               where id = %(meeting)s and closed_at is null and cancelled_at is null returning id)
update cases_item set begun_at = case when id = %(item)s then coalesce(begun_at, %(at)s) else begun_at end,
       away_seconds = away_seconds + case when id = %(item)s and ended_at < %(at)s
                                          then extract(epoch from %(at)s - ended_at)::int else 0 end,
       ended_at = case when id = %(item)s then null
                       when begun_at is null then null else coalesce(ended_at, %(at)s) end
 where meeting_id in (select id from open)
"""


@transaction.atomic
def end_item(*, item: Item, by: User, at: datetime) -> None:
    """End an item; whoever was out may come in."""
    gate.require(by, Permission.CASE_COORDINATE)
    Item.objects.filter(pk=item.pk, begun_at__isnull=False, ended_at__isnull=True).update(ended_at=at)


@transaction.atomic
def come_in(*, item: Item, user: User, by: User, at: datetime) -> None:
    """Somebody comes into the room while an item is spoken of, and gets what has been told under it.

    :raises NotBegunYet, MeetingIsOver: nothing is spoken of it.
    :raises SomebodyMustLeave: she is recused, or has no part in the case.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    require_talk(item)
    _stay, barred, outside = may_stay(item, [user], at)
    if barred or outside:
        raise SomebodyMustLeave([user])
    Presence.objects.bulk_create(
        [Presence(item=item, user=user, agency=user.agency, noted_at=at)],
        update_conflicts=True,
        unique_fields=["item", "user"],
        update_fields=["out_at"],
    )


@transaction.atomic
def go_out(*, item: Item, user: User, by: User, at: datetime) -> None:
    """Somebody leaves the room. Her agency keeps what she heard.

    :raises NotBegunYet, MeetingIsOver: nothing is spoken of it.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    require_talk(item)
    Presence.objects.filter(item=item, user=user, out_at__isnull=True).update(out_at=at)


# --- what is said ----------------------------------------------------------------------------------------


@transaction.atomic
def write_heading(
    *, item: Item, dimension: str, by: User, at: datetime, text: str, seen_version: int = 0
) -> Heading:
    """Write what was said under a heading. Saved as one types.

    :param seen_version: of the heading as the page showed it; 0 where nothing was written.
    :raises ChangedMeanwhile: somebody else has written since; it carries her words.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    require_talk(item)
    written = Heading.objects.filter(item=item, dimension=dimension).select_related("by")
    now = written.first()
    if now is None:
        made = Heading(item=item, dimension=dimension, text=text, by=by, at=at)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise ChangedMeanwhile from None
        return made
    if now.text == text:
        return now
    if not Heading.objects.filter(pk=now.pk, version=seen_version).update(
        text=text, by=by, at=at, version=seen_version + 1
    ):
        now = written.get()  # perhaps written since it was fetched
        raise ChangedMeanwhile(
            who=now.by.name, when=now.at, theirs={"text": now.text, "version": now.version}
        )
    now.text, now.by, now.at, now.version = text, by, at, seen_version + 1
    return now


@transaction.atomic
def recommend(*, item: Item, by: User, at: datetime, recommendation: str, seen_version: int) -> None:
    """Note what the meeting recommends. Each agency decides for itself.

    :param seen_version: of the recommendation as the page showed it; 0 where there was none.
    :raises ChangedMeanwhile: another recommendation was noted since.
    """
    gate.require(by, Permission.CASE_COORDINATE)
    require_talk(item)
    noted = Recommendation.objects.filter(item=item).select_related("by")
    now = noted.first()
    if now is None:
        made = Recommendation(item=item, what=recommendation, by=by, at=at)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            raise ChangedMeanwhile from None
    elif now.what != recommendation and not Recommendation.objects.filter(
        pk=now.pk, version=seen_version
    ).update(what=recommendation, by=by, at=at, version=seen_version + 1):
        now = noted.get()  # perhaps noted since it was fetched
        raise ChangedMeanwhile(
            who=now.by.name,
            when=now.at,
            theirs={"recommendation": now.get_what_display(), "version": now.version},
        )

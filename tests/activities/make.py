"""What tests of activities start from. Call inside `arranging()`."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from tests.factories import user
from tovholder.access.models import Municipality
from tovholder.activities.models import (
    Assignment,
    BookedClass,
    Booking,
    Headcount,
    Offer,
    Profession,
    Session,
)
from tovholder.partners.models import District, ImportDraft, Organisation, SchoolType

_number = count(1)
COMMAND = -4
#: Ten in the morning in Copenhagen, on the day of the tests.
TEN = datetime(2022, 9, 20, 8, 0, tzinfo=UTC)


def district(municipality: Municipality, name: str = "Nørrebro") -> District:
    found, _ = District.objects.get_or_create(
        municipality=municipality, name=name, defaults={"key": f"d{next(_number)}"}
    )
    return found


def school(
    municipality: Municipality, name: str = "", *, type: str | None = "municipal", **more: Any
) -> Organisation:
    made = Organisation.objects.create(
        municipality=municipality, kind="school", name=name or f"Prøveskole {next(_number)}", **more
    )
    if type:
        SchoolType.objects.create(
            municipality=municipality, organisation=made, type=type, valid_from=date(2010, 8, 1)
        )
    return made


def administration(
    municipality: Municipality, name: str = "Prøveforvaltningen", short: str = "PRF"
) -> Organisation:
    return Organisation.objects.create(
        municipality=municipality, kind="administration", name=name, short_name=short
    )


def profession(municipality: Municipality, title: str = "Lærer") -> Profession:
    return Profession.objects.create(municipality=municipality, key=f"p{next(_number)}", title=title)


def offer(municipality: Municipality, kind: str = "teaching_course", **more: Any) -> Offer:
    number = next(_number)
    values: dict[str, Any] = {
        "key": f"offer-{number}",
        "title": f"Tilbud {number}",
        "kind": kind,
        "length_minutes": 100,
        "targeted": kind == "teaching_course",
        "offered_from": date(2020, 1, 1),
    }
    return Offer.objects.create(municipality=municipality, **values | more)


def booking(
    municipality: Municipality,
    *,
    offer: Offer | None = None,
    organisation: Organisation | None = None,
    classes: tuple[str, ...] = ("8.b",),
    planned: bool = False,
    **more: Any,
) -> Booking:
    made = Booking.objects.create(
        municipality=municipality,
        offer=offer or globals()["offer"](municipality),
        organisation=organisation or school(municipality),
        requested_on=more.pop("requested_on", date(2022, 9, 1)),
        recorded_by_id=COMMAND,
        planned_at=TEN if planned else None,
        planned_by_id=COMMAND if planned else None,
        **more,
    )
    for label in classes:
        BookedClass.objects.create(municipality=municipality, booking=made, label=label, expected=26)
    return made


def session(
    municipality: Municipality,
    *,
    booking: Booking | None = None,
    starts_at: datetime = TEN,
    minutes: int = 100,
    instructors: tuple[Any, ...] = (),
    held: bool = False,
    heads: int | None = None,
    **more: Any,
) -> Session:
    """A session; with `heads`, held and counted: each of its classes, or in all where there is none."""
    booked = booking or globals()["booking"](municipality, planned=True)
    if not booked.planned_at:
        Booking.objects.filter(pk=booked.pk).update(planned_at=TEN, planned_by=COMMAND)
    if held or heads is not None:
        more |= {"held_at": starts_at, "held_by_id": COMMAND}
    made = Session.objects.create(
        municipality=municipality,
        booking=booked,
        number=booked.sessions.count() + 1,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        **more,
    )
    for instructor in instructors:
        Assignment.objects.create(municipality=municipality, session=made, instructor=instructor)
    if heads is not None:
        for booked_class in list(booked.classes.all()) or [None]:
            headcount(made, heads, booked_class=booked_class)
    return made


def headcount(session: Session, heads: int, **of: Any) -> Headcount:
    return Headcount.objects.create(
        municipality_id=session.municipality_id,
        session=session,
        heads=heads,
        entered_by_id=COMMAND,
        entered_at=session.ends_at,
        **of,
    )


def draft(municipality: Municipality, purpose: str = "activities.held") -> ImportDraft:
    """An uploaded file with one row that cannot be taken."""
    return ImportDraft.objects.create(
        municipality=municipality,
        purpose=purpose,
        file_name="hold.csv",
        header=["Tilbud", "Dato"],
        rows=[[2, ["Findes ikke", "19-09-2022"], {}]],
        columns={"offer": 0, "day": 1},
        uploaded_by=user("planner", municipality=municipality),
        uploaded_at=TEN,
    )

"""Forms of bookings, sessions and heads. What they refuse, the database refuses too."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tovholder.access.models import User
from tovholder.activities.models import MOST_HEADS, Booking, Offer, Profession, Session
from tovholder.activities.operations import ClassAsked, Count, Slot
from tovholder.core.cpr import no_cpr
from tovholder.core.ids import uuid7
from tovholder.core.meanwhile import OfARow
from tovholder.partners.models import District, Organisation

#: A booking has so many classes at the most, and a plan so many sessions at a time.
MOST_CLASSES = 20
MOST_SLOTS = 12
MOST_WISHES = 10
#: A class as it is written in a line. Nothing longer is searched: it takes the square of the length.
_CLASS = re.compile(r"(.+?)(?:[\s,;:]+(\d{1,9})(?:\s*(?:elever|pupils|stk\.?))?)?")
_LONGEST_CLASS = 100
DATES = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%y"]
TIMES = ["%H:%M", "%H.%M", "%H%M"]


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=DATES, **more)


class ClockField(forms.TimeField):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=TIMES, **more)


class BookForm(OfARow, forms.Form):
    """A request. The school is chosen by typing; where the words fit several, the form asks which."""

    offer = forms.ModelChoiceField(queryset=Offer.objects.none(), label=gettext_lazy("Offer"))
    place = forms.CharField(
        label=gettext_lazy("School or workplace"),
        help_text=gettext_lazy("Type a part of the name. Leave it empty for an open event."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    which = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        label=gettext_lazy("Which one?"),
        required=False,
        widget=forms.HiddenInput,
    )
    classes = forms.CharField(
        label=gettext_lazy("Classes"),
        help_text=gettext_lazy("One a line, with the number of pupils: 8.b 26. Never a name."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    expected = forms.IntegerField(
        label=gettext_lazy("Expected to come"),
        help_text=gettext_lazy("Where there are no classes."),
        min_value=0,
        max_value=MOST_HEADS,
        required=False,
    )
    wished_dates = forms.CharField(
        label=gettext_lazy("Wished dates"),
        help_text=gettext_lazy("With commas between: 4.10.2022, 6.10.2022"),
        max_length=300,
        required=False,
    )
    requested_on = DayField(label=gettext_lazy("Asked for on"))
    requested_via = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[one for one in Booking.Via.choices if one[0] != Booking.Via.IMPORT],
        widget=forms.RadioSelect,
    )
    contact_name = forms.CharField(label=gettext_lazy("Contact"), max_length=120, required=False)
    contact_phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    contact_email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("About the booking, never about a pupil or a citizen."),
        max_length=1000,
        required=False,
        validators=[no_cpr],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, data: Any = None, *, user: User, today: date, booking: Any = None, **more: Any
    ) -> None:
        """:param booking: one from `queries.to_show` that is corrected, with its offer and organisation."""
        initial = (
            _written_down(booking)
            if booking
            else {"requested_on": today, "requested_via": Booking.Via.TELEPHONE}
        )
        super().__init__(data, initial=initial, **more)
        self.today, self.booking = today, booking
        offers: Any = Offer.objects.visible_to(user)
        self.fields["offer"].queryset = offers.offered(today)  # type: ignore[attr-defined]
        organisations: Any = Organisation.objects.visible_to(user)
        self.places: Any = organisations.active(today)
        self.fields["which"].queryset = self.places  # type: ignore[attr-defined]
        if not booking:
            self.fields["form"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)
        else:
            if booking.requested_via == Booking.Via.IMPORT:  # which nobody chooses, and it stays what it is
                self.fields["requested_via"].choices = Booking.Via.choices  # type: ignore[attr-defined]
            self.fields["offer"].queryset |= offers.filter(pk=booking.offer_id)  # type: ignore[attr-defined]
            if booking.planned_at:  # its sessions are of this offer
                del self.fields["offer"]
            self.watch()

    def clean_classes(self) -> list[ClassAsked]:
        lines = [line.strip() for line in self.cleaned_data["classes"].splitlines() if line.strip()]
        if len(lines) > MOST_CLASSES:
            raise ValidationError(_("At most %(most)d classes in one booking.") % {"most": MOST_CLASSES})
        found = [self._class(line) for line in lines]
        if len({one.label for one in found}) < len(found):
            raise ValidationError(_("The same class stands there twice."))
        return found

    @staticmethod
    def _class(line: str) -> ClassAsked:
        return read_class(line)

    def clean_wished_dates(self) -> list[date]:
        return read_dates(self.cleaned_data["wished_dates"])

    def clean_requested_on(self) -> date:
        day: date = self.cleaned_data["requested_on"]
        if day > self.today:
            raise ValidationError(_("The day is still to come."))
        if day < self.today - timedelta(days=3660):
            raise ValidationError(_("The day is more than ten years ago."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["organisation"] = None
        typed = (cleaned.get("place") or "").strip()
        chosen = cleaned.get("which")
        own = self.booking.organisation if self.booking else None
        if self.booking and "offer" not in self.fields:
            cleaned["offer"] = self.booking.offer
        if own and typed == own.name:
            cleaned["organisation"] = own
        elif chosen and (not typed or typed.casefold() in chosen.name.casefold()):
            cleaned["organisation"] = chosen
        elif typed:
            cleaned["organisation"] = self._place(typed)
        offer = cleaned.get("offer")
        if offer and offer.counts_pupils and cleaned.get("classes") == []:
            self.add_error("classes", _("A teaching course is booked for a class: write which."))
        if offer and offer.counts_pupils and not typed and not chosen:
            self.add_error("place", _("A teaching course is booked by a school: write which."))
        return cleaned

    def _place(self, typed: str) -> Organisation | None:
        found = list(self.places.filter(name__icontains=typed).order_by("name")[:8])
        exact = [one for one in found if one.name.casefold() == typed.casefold()]
        if len(exact) == 1:
            return exact[0]
        if len(found) == 1:
            return found[0]
        if found:
            self.fields["which"] = forms.ModelChoiceField(
                queryset=self.places.filter(pk__in=[one.pk for one in found]),
                label=_("Which one?"),
                widget=forms.RadioSelect,
                empty_label=None,
                required=False,
            )
            self.add_error("place", _("Several have this in their name. Choose one below."))
        else:
            self.add_error("place", _("There is none of that name. Put it among the partners first."))
        return None

    def particulars(self) -> dict[str, Any]:
        """What `operations.book` asks for."""
        cleaned = self.cleaned_data
        return {
            "offer": cleaned["offer"],
            "organisation": cleaned["organisation"],
            "classes": cleaned["classes"],
            "expected": cleaned["expected"],
            "wished_dates": cleaned["wished_dates"],
            "requested_on": cleaned["requested_on"],
            "requested_via": cleaned["requested_via"],
            "contact": {
                "name": cleaned["contact_name"],
                "phone": cleaned["contact_phone"],
                "email": cleaned["contact_email"],
                "note": cleaned["note"],
            },
        }


def _written_down(booking: Any) -> dict[str, Any]:
    """What the form begins with where a booking is corrected."""
    contact = getattr(booking, "contact", None)
    classes = [
        f"{one['label']} {one['expected'] if one['expected'] is not None else ''}" for one in booking.asked
    ]
    return {
        "offer": booking.offer_id,
        "place": str(booking.organisation or ""),
        "classes": "\n".join(line.strip() for line in classes),
        "expected": booking.expected,
        "wished_dates": ", ".join(f"{day:%-d.%-m.%Y}" for day in booking.wished_dates),
        "requested_on": booking.requested_on,
        "requested_via": booking.requested_via,
        "contact_name": contact.name if contact else "",
        "contact_phone": contact.phone if contact else "",
        "contact_email": contact.email if contact else "",
        "note": contact.note if contact else "",
    }


def read_class(line: str) -> ClassAsked:
    """A class as it is written in a line: "8.b 26", "8.b, 26 elever" or "8.b".

    :raises ValidationError: it is longer than a class's label can be, or holds a number like CPR.
    """
    no_cpr(line)
    written = line.strip()
    match = _CLASS.fullmatch(written) if len(written) <= _LONGEST_CLASS else None
    label, number = (match.group(1).strip(" ,;:"), match.group(2)) if match else (written, None)
    if not label or len(label) > 20:
        raise ValidationError(
            _("“%(label)s” is no class. Write for instance 8.b 26.") % {"label": label[:40]}
        )
    if number and int(number) > MOST_HEADS:
        raise ValidationError(_("%(number)s pupils are more than a class has.") % {"number": number})
    grade = re.match(r"\d{1,2}", label)
    return ClassAsked(
        label,
        int(grade.group()) if grade and int(grade.group()) <= 13 else None,
        int(number) if number else None,
    )


def read_dates(text: str) -> list[date]:
    """Days with commas, semicolons or spaces between them.

    :raises ValidationError: one of them is no day, or there are more than ten.
    """
    found = []
    for word in re.split(r"[,;\s]+", text.strip()):
        if word:
            found.append(forms.DateField(input_formats=DATES).clean(word.rstrip(".")))
    if len(found) > MOST_WISHES:
        raise ValidationError(_("At most %(most)d dates.") % {"most": MOST_WISHES})
    return found


def opened(text: str | None) -> datetime | None:
    """When the page was opened that the answer came from, as its hidden field says; None without."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at if timezone.is_aware(at) else None


class ReasonForm(forms.Form):
    """Why: for declining, withdrawing and cancelling."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        validators=[no_cpr],
        help_text=gettext_lazy("In a few words, without names."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class VersionForm(forms.Form):
    """A deed that asks for nothing but that the page is still true."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SlotForm(forms.Form):
    """One session to plan. All empty: there is none."""

    day = DayField(label=gettext_lazy("Day"), required=False)
    begins = ClockField(label=gettext_lazy("From"), required=False)
    ends = ClockField(label=gettext_lazy("To"), required=False)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False, validators=[no_cpr])
    first = forms.TypedChoiceField(label=gettext_lazy("Instructor"), required=False, empty_value=None)
    second = forms.TypedChoiceField(label=gettext_lazy("And"), required=False, empty_value=None)

    def __init__(self, *arguments: Any, people: Mapping[str, User], minutes: int, **more: Any) -> None:
        """:param people: who may be chosen, by id: read once for all the forms of a page."""
        super().__init__(*arguments, **more)
        self.minutes = minutes

        def person(key: str) -> User:
            if key not in people:
                raise ValueError(key)
            return people[key]

        for name in ("first", "second"):
            field: Any = self.fields[name]
            field.choices = [("", "–"), *((key, one.name) for key, one in people.items())]
            field.coerce = person

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day, begins, ends = cleaned.get("day"), cleaned.get("begins"), cleaned.get("ends")
        if self.errors:
            return cleaned
        if begins and not day:
            self.add_error("day", _("Give the day too."))
        if (day or cleaned.get("first")) and not begins:
            self.add_error("begins", _("Give the hour too."))
        if self.errors or not day or not begins:
            return cleaned
        if not 2000 <= day.year <= 2100:
            self.add_error("day", _("This year cannot be right."))
            return cleaned
        start = timezone.make_aware(datetime.combine(day, begins))
        end = (
            timezone.make_aware(datetime.combine(day, ends))
            if ends
            else start + timedelta(minutes=self.minutes)
        )
        if end <= start:
            self.add_error("ends", _("The session ends before it begins."))
        cleaned |= {"starts_at": start, "ends_at": end}
        return cleaned

    @property
    def slot(self) -> Slot | None:
        cleaned = self.cleaned_data
        if "starts_at" not in cleaned:
            return None
        return Slot(cleaned["starts_at"], cleaned["ends_at"], self.instructors, cleaned["place"])

    @property
    def instructors(self) -> list[User]:
        chosen = [self.cleaned_data.get("first"), self.cleaned_data.get("second")]
        return list(dict.fromkeys(one for one in chosen if one))


class MoveForm(forms.Form):
    """Another time or place for a session."""

    day = DayField(label=gettext_lazy("Day"))
    begins = ClockField(label=gettext_lazy("From"))
    ends = ClockField(label=gettext_lazy("To"))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False, validators=[no_cpr])
    district = forms.ModelChoiceField(
        queryset=District.objects.none(), label=gettext_lazy("District"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, session: Session, user: User, **more: Any) -> None:
        start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        initial = {
            "day": start.date(),
            "begins": start.time(),
            "ends": end.time(),
            "place": session.place,
            "district": session.district_id,
            "version": session.version,
        }
        super().__init__(data, initial=initial, **more)
        self.fields["district"].queryset = District.objects.visible_to(user)  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not 2000 <= day.year <= 2100:
            raise ValidationError(_("This year cannot be right."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if {"day", "begins", "ends"} <= cleaned.keys():
            cleaned["starts_at"] = timezone.make_aware(datetime.combine(cleaned["day"], cleaned["begins"]))
            cleaned["ends_at"] = timezone.make_aware(datetime.combine(cleaned["day"], cleaned["ends"]))
            if cleaned["ends_at"] <= cleaned["starts_at"]:
                self.add_error("ends", _("The session ends before it begins."))
        return cleaned


class InstructorsForm(forms.Form):
    """Who teaches."""

    instructors = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Instructors"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, candidates: Sequence[Any], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.fields["instructors"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            pk__in=[one.user.pk for one in candidates]
        )
        self.fields["instructors"].choices = [  # type: ignore[attr-defined]
            (one.user.pk, candidate_label(one)) for one in candidates
        ]


def candidate_label(candidate: Any) -> str:
    """Somebody who could teach, with why she is suggested or why she cannot."""
    if candidate.taken_by:
        return _("%(name)s: taken, %(where)s") % {"name": candidate.user.name, "where": candidate.taken_by}
    return _("%(name)s: free, %(reason)s") % {"name": candidate.user.name, "reason": candidate.reason}


class HeadsForm(forms.Form):
    """How many came, by class: a field a class, or one where there is none."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, classes: Sequence[dict[str, Any]], expected: int | None, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.classes = classes
        for name, label, start in self._fields(expected):
            self.fields[name] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=MOST_HEADS,
                initial=start,
                widget=forms.NumberInput(
                    attrs={"inputmode": "numeric", "autocomplete": "off", "data-heads": ""}
                ),
                error_messages={
                    "required": _("Enter how many came."),
                    "invalid": _("Enter a whole number, without letters."),
                    "min_value": _("Enter a number from 0 to %(most)d.") % {"most": MOST_HEADS},
                    "max_value": _("Enter a number from 0 to %(most)d.") % {"most": MOST_HEADS},
                },
            )

    def _fields(self, expected: int | None) -> list[tuple[str, str, int]]:
        if not self.classes:
            return [("heads", _("How many came?"), expected or 0)]
        return [
            (
                f"heads-{one['id']}",
                one["label"],
                one["heads"] if one["heads"] is not None else one["expected"] or 0,
            )
            for one in self.classes
        ]

    @property
    def number_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("heads")]

    def numbers(self) -> list[tuple[int | None, int]]:
        """(the class's id or None, how many) of each."""
        return [
            (int(name.partition("-")[2]) if "-" in name else None, self.cleaned_data[name])
            for name in self.fields
            if name.startswith("heads")
        ]


class ParticipantsForm(forms.Form):
    """How many came to a talk, of one profession and administration. All empty: nothing."""

    profession = forms.ChoiceField(label=gettext_lazy("Profession"), required=False)
    administration = forms.ChoiceField(
        label=pgettext_lazy("of a municipality", "Administration"), required=False
    )
    heads = forms.IntegerField(label=gettext_lazy("Heads"), min_value=0, max_value=MOST_HEADS, required=False)

    def __init__(
        self,
        *arguments: Any,
        people: Sequence[Profession],
        places: Sequence[Organisation],
        **more: Any,
    ) -> None:
        super().__init__(*arguments, **more)
        self.known: dict[str, dict[str, Any]] = {
            "profession": {str(row.pk): row for row in people},
            "administration": {str(row.pk): row for row in places},
        }
        for name, rows in self.known.items():
            self.fields[name].choices = [("", "–"), *((key, str(row)) for key, row in rows.items())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        named = cleaned.get("profession") or cleaned.get("administration")
        if named and cleaned.get("heads") is None and "heads" not in self.errors:
            self.add_error("heads", _("Enter how many came."))
        return cleaned

    @property
    def count(self) -> Count | None:
        cleaned = self.cleaned_data
        if cleaned.get("heads") is None:
            return None
        return Count(
            cleaned["heads"],
            profession=self.known["profession"].get(cleaned["profession"]),
            administration=self.known["administration"].get(cleaned["administration"]),
        )


class EvaluationForm(forms.Form):
    """A number from 1 to 5, and a line if one likes."""

    SCORES = (
        (5, gettext_lazy("5, very good")),
        (4, "4"),
        (3, "3"),
        (2, "2"),
        (1, gettext_lazy("1, poor")),
    )
    score = forms.TypedChoiceField(
        label=gettext_lazy("What did you think of it?"), choices=SCORES, coerce=int, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("In a line, if you like"),
        help_text=gettext_lazy("Write nothing about who you or others are."),
        max_length=500,
        required=False,
        validators=[no_cpr],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    #: By lot, and not `uuid7`, which would tell when the page was opened.
    key = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)


class OfferForm(OfARow, forms.ModelForm):
    offered_from = DayField(label=gettext_lazy("Offered from"))
    withdrawn_on = DayField(label=gettext_lazy("Withdrawn on"), required=False)

    class Meta:
        model = Offer
        fields = (
            "title",
            "key",
            "kind",
            "audience",
            "description",
            "length_minutes",
            "sessions",
            "capacity",
            "targeted",
            "qualifies_as",
            "offered_from",
            "withdrawn_on",
        )
        widgets = {"description": forms.Textarea(attrs={"rows": 5})}  # noqa: RUF012
        error_messages = {  # noqa: RUF012
            "key": {"invalid": gettext_lazy("Letters, digits, hyphens and underscores only, and no spaces.")}
        }

    def __init__(self, *arguments: Any, user: User, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.user = user
        self.fields["key"].help_text = _("A short word for it, without spaces; figures and imports name it.")
        if self.instance.pk:
            self.watch()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        length, sessions, capacity = (cleaned.get(n) for n in ("length_minutes", "sessions", "capacity"))
        if length is not None and not 5 <= length <= 960:
            self.add_error("length_minutes", _("Between 5 minutes and 16 hours."))
        if sessions is not None and not 1 <= sessions <= 50:
            self.add_error("sessions", _("Between 1 and 50."))
        if capacity is not None and capacity < 1:
            self.add_error("capacity", _("At least 1, or nothing."))
        if cleaned.get("targeted") and cleaned.get("kind") != Offer.Kind.TEACHING_COURSE:
            self.add_error("targeted", _("Only a teaching course counts as a targeted course."))
        if cleaned.get("qualifies_as") and cleaned.get("kind") != Offer.Kind.TRAINING:
            self.add_error("qualifies_as", _("Only a training makes something of its participants."))
        start, end = cleaned.get("offered_from"), cleaned.get("withdrawn_on")
        if start and end and end < start:
            self.add_error("withdrawn_on", _("It is withdrawn before it is offered."))
        same = Offer.objects.filter(
            ~Q(pk=self.instance.pk), municipality=self.user.municipality_id, key=cleaned.get("key")
        )
        if cleaned.get("key") and same.exists():
            self.add_error("key", _("Another offer has this key."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """The database's own constraints are told by `clean` in words of the form."""
        return super()._get_validation_exclusions() | set(self.fields)  # type: ignore[misc]


class ProfessionForm(forms.Form):
    """A profession by which participants are counted."""

    title = forms.CharField(label=gettext_lazy("Profession"), max_length=80, validators=[no_cpr])

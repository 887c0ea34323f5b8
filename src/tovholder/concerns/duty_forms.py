"""Forms of the hotline's duty: turns, shifts, and who takes over."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.access.models import User
from tovholder.concerns.forms import MomentField, tapped
from tovholder.concerns.models import DutyShift, DutyTurn
from tovholder.concerns.word_forms import row_key
from tovholder.core.days import clock_time

#: A shift is repeated for less than so long.
LONGEST_REPEAT = timedelta(days=93)


class PlannedForm(forms.Form):
    """One that is new bears its row's key, one that is corrected the version that the form showed."""

    PLANNED: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, row: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=model_to_dict(row, (*self.PLANNED, "version")) if row else initial)
        if row is None:
            self.fields["row"] = row_key()
        else:
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1
            )

    def go_on_from(self, newest: Any) -> list[tuple[str, Any, Any]]:
        """Keep what was typed and let the form know the newest version.

        :returns: where the two differ: the field, what stands there now, what was typed.
        """
        self.data = {**{name: self.data[name] for name in self.data}, "version": str(newest.version)}
        mine = self.cleaned_data
        return [
            (str(self.fields[name].label), said(getattr(newest, name)), said(mine[name]))
            for name in self.PLANNED
            if name in mine and getattr(newest, name) != mine[name]
        ]


def said(value: Any) -> str:
    """A planned value in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, User):
        return value.name
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value)
    return clock_time(value) if isinstance(value, time) else str(value)


class ShiftForm(PlannedForm):
    PLANNED: ClassVar = DutyShift.PLANNED

    adviser = forms.ModelChoiceField(queryset=User.objects.none(), label=gettext_lazy("Adviser"))
    starts_at = MomentField(label=gettext_lazy("From"))
    ends_at = MomentField(label=gettext_lazy("Until"))

    def __init__(self, data: Any = None, *, advisers: Any, row: DutyShift | None = None) -> None:
        super().__init__(data, row=row)
        self.fields["adviser"].queryset = advisers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        begins, ends = found.get("starts_at"), found.get("ends_at")
        if begins and ends and not begins < ends <= begins + timedelta(hours=24):
            self.add_error("ends_at", _("A shift ends after it begins, within a day."))
        return found


class PlanShiftForm(ShiftForm):
    """A new shift, and the same on other days."""

    until = forms.DateField(
        label=gettext_lazy("Repeat until"),
        help_text=gettext_lazy("Leave it empty for one shift."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On these days of the week"),
        choices=tapped(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        begins, until = found.get("starts_at"), found.get("until")
        if until and begins and not LONGEST_REPEAT > until - timezone.localdate(begins) > timedelta(0):
            self.add_error("until", _("It is repeated until a later day, within three months."))
        if until and not found.get("weekdays"):
            self.add_error("weekdays", _("Choose at least one day of the week."))
        if found.get("weekdays") and not until and "until" not in self.errors:
            self.add_error("until", _("Write until which day it is repeated."))
        return found


class TurnForm(PlannedForm):
    """A month or so of the national hotline."""

    PLANNED: ClassVar = DutyTurn.PLANNED

    house = forms.CharField(label=gettext_lazy("House"), max_length=80)
    ours = forms.BooleanField(label=gettext_lazy("It is our turn"), required=False)
    first_day = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    last_day = forms.DateField(
        label=gettext_lazy("Until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    opens = forms.TimeField(
        label=gettext_lazy("Opens"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    closes = forms.TimeField(
        label=gettext_lazy("Closes"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and not (first <= last and first.year >= 2000 and last.year <= 2200):
            self.add_error("last_day", _("The turn ends after it begins."))
        opens, closes = found.get("opens"), found.get("closes")
        if opens and closes and opens >= closes:
            self.add_error("closes", _("It closes after it opens."))
        return found


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(queryset=User.objects.none(), label=gettext_lazy("Who takes over"))

    def __init__(self, data: Any = None, *, advisers: Any, initial: Any = None) -> None:
        super().__init__(data, initial={"to": initial} if initial else None)
        self.fields["to"].queryset = advisers  # type: ignore[attr-defined]

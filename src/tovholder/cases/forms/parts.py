"""Fields that several forms have."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.core.ids import uuid7

DATES = ["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%y"]
#: No access is given, and no step noted, beyond these.
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


class DayField(forms.DateField):
    """A day, in the manner of the browser or typed."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=DATES, **more)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not FIRST <= value < LAST:
            raise forms.ValidationError(_("Enter a valid date."), code="invalid")


class Keyed(forms.Form):
    """Carries the key of the row that it makes."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, initial: Any = None, **more: Any) -> None:
        super().__init__(data, files, initial={"key": uuid7(), **(initial or {})}, **more)


class ReasonForm(forms.Form):
    """Why: and nothing else."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnyReasonForm(forms.Form):
    """Perhaps why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NothingForm(forms.Form):
    """A deed that needs no words."""


def end_of(day: date | None) -> datetime | None:
    """The midnight that ends a day: what runs until a day runs through it."""
    return make_aware(datetime.combine(day + timedelta(days=1), time.min)) if day else None


def last_day(until: datetime | None) -> date | None:
    """The day through which something runs: what ends at midnight ran until the day before."""
    return localdate(until - timedelta(microseconds=1)) if until else None

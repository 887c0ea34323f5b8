"""What the report's pages take."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tovholder.core.typesetting import plain


class PlainText(forms.CharField):
    """Text; control characters that came along from where it was copied are dropped, not complained of."""

    def to_python(self, value: Any) -> str:
        return plain(str(super().to_python(value)))


class NarrativeForm(forms.Form):
    """An initiative's narrative, and the version that it began from."""

    text = PlainText(
        label=pgettext_lazy("report", "Narrative"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)


class FreezeForm(forms.Form):
    """For which day the year's figures are kept, and what the freeze is called."""

    as_of = forms.DateField(
        label=_("Counted to the end of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    label = forms.CharField(
        label=_("Called"), max_length=100, help_text=_("For instance: half-yearly status")
    )

    def __init__(self, *args: Any, year: int, last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = last
        self.year = year

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > self.last:
            raise forms.ValidationError(_("Figures can be frozen when the day has come, not before."))
        if day.year != self.year:
            raise forms.ValidationError(_("The day is not in %(year)s.") % {"year": self.year})
        return day

"""Giving access, asking for it, staying out, and the emergency door."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tovholder.access.models import User
from tovholder.cases.forms.parts import DayField, Keyed, end_of, last_day
from tovholder.cases.models import Participation
from tovholder.cases.operations.access import SHORTEST_REASON
from tovholder.core.meanwhile import OfARow
from tovholder.disclosures.models import LegalBasis


class Colleague(forms.ModelChoiceField):
    """A colleague by name and agency."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.agency.short_name})"


class BasisField(forms.ModelChoiceField):
    """On which provision another agency is told whom a case is about."""

    def __init__(self, queryset: Any = None, **more: Any) -> None:
        super().__init__(LegalBasis.objects.none() if queryset is None else queryset, **more)


class GiveForm(Keyed):
    """Who gets access, until when, and why."""

    user = Colleague(queryset=User.objects.none(), label=gettext_lazy("Who?"))
    since = DayField(
        label=gettext_lazy("From and with"),
        help_text=gettext_lazy("Left empty, it begins at once."),
        required=False,
    )
    until = DayField(
        label=gettext_lazy("Until and with"),
        help_text=gettext_lazy("Leave it empty where it has no end yet."),
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)
    basis = BasisField(
        label=gettext_lazy("Legal basis for telling another agency"),
        help_text=gettext_lazy("Where your colleague is of another agency than yours."),
        required=False,
    )
    why = forms.BooleanField(
        label=gettext_lazy("Tell another agency why we have the case, too"),
        required=False,
        initial=True,
    )

    def __init__(self, data: Any = None, *, people: Any, bases: Any, today: date) -> None:
        super().__init__(data, initial={"since": today})
        fields: Any = self.fields
        fields["user"].queryset, fields["basis"].queryset = people, bases


class ExtendForm(OfARow, forms.Form):
    """Until when, as it stands, to be changed; and why."""

    until = DayField(
        label=gettext_lazy("Until and with"),
        help_text=gettext_lazy("Leave it empty where it has no end yet."),
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, data: Any = None, *, part: Participation) -> None:
        """:param part: the access as it stands."""
        until = {"until": last_day(part.valid_until), "to the second": part.valid_until}
        super().__init__(data, initial=until)
        self.watch({**until, "reason": part.why.text})


class ExtendSeveralForm(OfARow, forms.Form):
    """Whose access ends on another day, which day, and why."""

    parts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Whose access?"), widget=forms.CheckboxSelectMultiple
    )
    until = DayField(label=gettext_lazy("Until and with"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, data: Any = None, *, parts: Sequence[tuple[Participation, str]]) -> None:
        """:param parts: those who take part, and what each is called. Nobody is chosen beforehand."""
        super().__init__(data)
        choice: Any = self.fields["parts"]
        choice.choices = [(str(part.pk), label) for part, label in parts]
        choice.coerce = {str(part.pk): part for part, _label in parts}.__getitem__
        self.watch({str(part.pk): (part.valid_until, part.why.text) for part, _label in parts})

    def _changed_meanwhile(self) -> None:
        """Told, unless all that were chosen say by now what was written."""
        given = self.cleaned_data
        wanted = (end_of(given.get("until")), given.get("reason"))
        self.stands = all((one.valid_until, one.why.text) == wanted for one in given.get("parts", ()))
        if not self.stands:
            self._tell()


class ExcludeForm(forms.Form):
    """Who stays out, and why."""

    user = Colleague(queryset=User.objects.none(), label=gettext_lazy("Who?"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, data: Any = None, *, people: Any) -> None:
        super().__init__(data)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class AskForm(Keyed):
    """A case's number, and why one needs it."""

    number = forms.CharField(label=gettext_lazy("The case's number"), max_length=12)
    reason = forms.CharField(
        label=gettext_lazy("Why do you need it?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """Yes or no, until when, and a word to who asked."""

    granted = forms.ChoiceField(label=gettext_lazy("Answer"), widget=forms.RadioSelect)
    until = DayField(
        label=gettext_lazy("Until and with"),
        help_text=gettext_lazy("Leave it empty where it has no end yet."),
        required=False,
    )
    answer = forms.CharField(label=gettext_lazy("A word to who asked"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, bases: Any = None) -> None:
        """:param bases: what may let us tell the agency of whoever asked; None, where it is our own."""
        super().__init__(data)
        choices: Any = self.fields["granted"]
        choices.choices = [("yes", gettext_lazy("Give access")), ("no", gettext_lazy("Refuse"))]
        if bases is not None:
            self.fields["basis"] = BasisField(
                label=gettext_lazy("Legal basis for telling another agency"), queryset=bases, required=False
            )


class EmergencyForm(Keyed):
    """Which case, for how long, and why it cannot wait."""

    number = forms.CharField(label=gettext_lazy("The case's number"), max_length=12)
    reason = forms.CharField(
        label=gettext_lazy("Why can it not wait?"),
        help_text=gettext_lazy("A coordinator reads it and reviews the access."),
        min_length=SHORTEST_REASON,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    hours = forms.TypedChoiceField(
        label=gettext_lazy("For how long?"), coerce=int, widget=forms.RadioSelect, initial="4"
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choices: Any = self.fields["hours"]
        choices.choices = [
            ("2", gettext_lazy("2 hours")),
            ("4", gettext_lazy("4 hours")),
            ("8", gettext_lazy("8 hours")),
            ("24", gettext_lazy("24 hours")),
        ]


class ReviewForm(forms.Form):
    """Whether it was justified, and what was found."""

    justified = forms.ChoiceField(label=gettext_lazy("Was it justified?"), widget=forms.RadioSelect)
    finding = forms.CharField(
        label=gettext_lazy("What you found"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choices: Any = self.fields["justified"]
        choices.choices = [
            ("yes", gettext_lazy("Yes, it was justified")),
            ("no", gettext_lazy("No, it was not")),
        ]

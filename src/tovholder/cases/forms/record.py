"""Notes, documents, and sharing them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from tovholder.access.models import Agency, User
from tovholder.cases.files.kinds import ENDINGS
from tovholder.cases.forms.parts import DayField, Keyed
from tovholder.disclosures.forms import on_what
from tovholder.disclosures.models import Consent, LegalBasis

#: A note is read by people.
LONGEST_NOTE = 20_000


class NoteForm(Keyed):
    """A note's words."""

    text = forms.CharField(
        label=pgettext_lazy("in a case", "Note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 10, "cols": 60}),
    )


class DocumentForm(Keyed):
    """A file and what it is."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )
    title = forms.CharField(
        label=gettext_lazy("What is it?"),
        help_text=gettext_lazy("Say what it is, for example Statement from the school. Leave names out."),
        max_length=200,
    )


class Somebody(forms.ModelChoiceField):
    """A colleague by name and agency."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.agency.short_name})"


class TaskForm(Keyed):
    """Who does what by when."""

    title = forms.CharField(
        label=gettext_lazy("What is to be done?"),
        help_text=gettext_lazy("What is known of the citizen belongs into a note."),
        max_length=200,
    )
    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(), label=gettext_lazy("Which agency answers for it?")
    )
    assigned_to = Somebody(
        queryset=User.objects.none(),
        label=gettext_lazy("Who does it?"),
        required=False,
        empty_label=gettext_lazy("The agency decides"),
    )
    due_on = DayField(label=gettext_lazy("By when?"))

    def __init__(self, data: Any = None, *, agencies: Any, people: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["assigned_to"].queryset = people  # type: ignore[attr-defined]


class ReceiversForm(forms.Form):
    """The first question of a share: to whom."""

    to = forms.ModelMultipleChoiceField(
        queryset=Agency.objects.none(),
        label=gettext_lazy("To whom?"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, agencies: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["to"].queryset = agencies  # type: ignore[attr-defined]


class BasisChoice(forms.ModelChoiceField):
    """A provision with what it allows."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.short_title}: {obj.meaning}"


class ShareForm(Keyed):
    """Why, and on which basis: only those that reach all of the receivers are offered."""

    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        help_text=gettext_lazy("What the receiver is to use it for."),
        max_length=300,
    )
    necessity = forms.CharField(
        label=gettext_lazy("Why is it necessary?"),
        help_text=gettext_lazy("Why they need just this, and why less would not do."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    basis = BasisChoice(
        queryset=LegalBasis.objects.none(),
        label=gettext_lazy("Legal basis"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    consent = forms.ModelChoiceField(
        queryset=Consent.objects.none(),
        label=gettext_lazy("Consent"),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("Where the basis rests on one."),
    )

    def __init__(self, data: Any = None, *, bases: Any, consents: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["basis"].queryset = bases  # type: ignore[attr-defined]
        self.fields["consent"].queryset = consents  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        on_what(self, found)
        return found

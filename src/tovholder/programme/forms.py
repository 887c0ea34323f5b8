"""Forms on the plan and its money: what a field is called, what it takes, and what is wrong with it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tovholder.core.cpr import no_cpr
from tovholder.core.ids import uuid7

from .models import Assessment, Commitment, FundingSource, RefinancingStep

NO_NAMES = _("No names of citizens, and no CPR numbers.")


class Day(forms.DateInput):
    """A day: the browser's own calendar where it has one, and a text that is read in Danish where not."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class DayField(forms.DateField):
    """A day that can be meant: no plan and no money of it lies outside these years."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found is not None and not 2000 <= found.year <= 2100:
            raise forms.ValidationError(_("Choose a day that can be meant."))
        return found


def day(label: Any, **options: Any) -> forms.DateField:
    return DayField(label=label, widget=Day(), **options)


def amount(label: Any, **options: Any) -> forms.DecimalField:
    """Kroner as a Dane writes them: 1.234,50."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, max_digits=15, decimal_places=2, localize=True, widget=widget, **options
    )


def text(label: Any, *, rows: int = 5, **options: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=area, validators=[no_cpr], **options)


def line(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, validators=[no_cpr], **options)


class ManualFigureForm(forms.Form):
    """A figure by hand: a number, or for a share how many of how many."""

    as_of = day(_("Counted to the end of"))
    value = forms.DecimalField(
        label=_("Figure"),
        min_value=0,
        max_digits=15,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    numerator = forms.IntegerField(
        label=_("How many"), min_value=0, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    denominator = forms.IntegerField(
        label=_("Of how many"), min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    evidence = text(
        _("Evidence"),
        max_length=2000,
        help_text=_(
            "Where the figure comes from, so that a colleague could find it again. No names of citizens."
        ),
    )

    def __init__(self, *args: Any, is_share: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("value",) if is_share else ("numerator", "denominator"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        numerator, denominator = values.get("numerator"), values.get("denominator")
        if numerator is not None and denominator is not None and numerator > denominator:
            self.add_error("numerator", _("There cannot be more than there are in all."))
        return values


class MarkForm(forms.Form):
    done_on = day(_("Done on"))
    evidence = text(
        _("How one can see it"),
        max_length=2000,
        rows=3,
        help_text=_("For instance the letter's number in the archive. No names of citizens."),
    )


class AssessmentForm(forms.Form):
    as_of = day(_("As of"))
    judgement = forms.ChoiceField(
        label=_("Judgement"),
        choices=[("", _("by the checklist alone")), *Assessment.Judgement.choices],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("What is chosen here is the goal's state until somebody writes a new assessment."),
    )
    text = text(_("How the goal stands"), max_length=10000, rows=8, help_text=NO_NAMES)

    def __init__(self, *args: Any, is_judged: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_judged:
            del self.fields["judgement"]


class FreezeForm(forms.Form):
    as_of = day(_("To the end of"), help_text=_("Everything that counts up to and with this day."))
    label = line(
        _("What for"), max_length=100, help_text=_("For instance: half-year status to the committee.")
    )


class _OfSource(forms.Form):
    """A form on money of one of the plan's sources."""

    funding = forms.ModelChoiceField(
        label=_("Source"), queryset=FundingSource.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, sources: QuerySet[FundingSource], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["funding"]
        field.queryset = sources


class PostingForm(_OfSource):
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)
    posted_on = day(_("Date"))
    amount = amount(_("Amount"), help_text=_("In kroner. What came back is written with a minus."))
    text = line(_("Text"), max_length=300, help_text=NO_NAMES)
    voucher = forms.CharField(label=_("Voucher"), max_length=100, required=False)
    commitment = forms.ModelChoiceField(
        label=_("Pays the commitment"),
        queryset=Commitment.objects.none(),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, commitments: QuerySet[Commitment], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["commitment"]
        field.queryset = commitments

    def clean_amount(self) -> Decimal:
        found: Decimal = self.cleaned_data["amount"]
        if found == 0:
            raise forms.ValidationError(_("The amount is 0."))
        return found


class CommitmentForm(_OfSource):
    form = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)
    amount = amount(_("Amount"), min_value=Decimal("0.01"), help_text=_("In kroner, for the whole time."))
    made_on = day(_("Made on"))
    runs_from = day(_("Runs from"))
    runs_until = day(_("Runs until"))
    text = line(_("What it is for"), max_length=300, help_text=NO_NAMES)
    reference = forms.CharField(label=_("Reference"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        begins, ends = values.get("runs_from"), values.get("runs_until")
        if begins and ends and ends < begins:
            self.add_error("runs_until", _("It ends before it begins."))
        return values


class ReleaseForm(forms.Form):
    released_on = day(_("Released on"))
    reason = line(_("Why"), max_length=300, help_text=NO_NAMES)


class RefinancingForm(forms.Form):
    state = forms.ChoiceField(
        label=_("How the search stands"), choices=RefinancingStep.State.choices, widget=forms.RadioSelect
    )
    stands_on = day(_("Since"))
    note = text(_("Note"), max_length=2000, rows=3, required=False)


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV from the finance system, with the columns Dato, Kilde, Beløb, Tekst and Bilag, parted by"
            " semicolons. A file that also has Løber fra and Løber til holds commitments."
        ),
    )

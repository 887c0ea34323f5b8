"""Forms of the ledger, of consents and of the list of legal bases."""

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.access.models import Agency, User
from tovholder.core.ids import uuid7
from tovholder.core.meanwhile import OfARow
from tovholder.disclosures import queries, wording
from tovholder.disclosures.models import Consent, Disclosure, LegalBasis
from tovholder.disclosures.operations import RestsOnNoConsent
from tovholder.people.models import Person

_DATE = {"type": "date"}
#: No consent and no provision of today runs before or after.
EARLIEST, LATEST = date(1980, 1, 1), date(2100, 12, 31)
#: No text of the ledger is longer: what is longer is a document of a case.
LONGEST = 20_000


def _text(label: Any, most: int, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


def _date(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    bounds = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    return forms.DateField(label=label, widget=widget, validators=bounds, **options)


def on_what(form: forms.BaseForm, found: dict[str, Any]) -> None:
    """Tell where a consent is chosen that the provision does not rest on."""
    basis = found.get("basis")
    if basis is not None and found.get("consent") and not basis.needs_consent:
        form.add_error("consent", str(RestsOnNoConsent()))


class BasisChoice(forms.ModelChoiceField):
    """A provision, with what it allows beside its name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


def of_consent(queryset: Any) -> forms.ModelChoiceField:
    """Which consent it rests on."""
    return forms.ModelChoiceField(
        label=gettext_lazy("Consent, where the basis rests on one"),
        queryset=queryset,
        required=False,
        empty_label=gettext_lazy("None"),
    )


class ToldForm(forms.Form):
    """What passed between us and somebody else: what, when, why and on which provision."""

    what = forms.ChoiceField(
        label=gettext_lazy("What was it?"), choices=Disclosure.What.choices, widget=forms.RadioSelect
    )
    told_at = forms.DateTimeField(
        label=gettext_lazy("When was it told?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    content = _text(gettext_lazy("What was told"), LONGEST, 6)
    purpose = forms.CharField(label=gettext_lazy("Purpose"), max_length=300)
    necessity = _text(gettext_lazy("Why is it necessary?"), 500, 2)
    basis = BasisChoice(label=gettext_lazy("Legal basis"), queryset=LegalBasis.objects.none())
    consent = of_consent(Consent.objects.none())
    act = forms.UUIDField(widget=forms.HiddenInput, required=False)

    #: Who is at the other end: of the list, or somebody outside, and what to say where nobody is named.
    ENDS: ClassVar[tuple[str, str]]
    NOBODY: ClassVar[Any]
    #: What a provision must allow the reader's agency: to give, or to be reached.
    ALLOWS: ClassVar[str]

    def __init__(self, data: Any = None, *, reader: User, person: Person, at: datetime, on: date) -> None:
        super().__init__(data, initial={"act": uuid7(), "told_at": at, "what": Disclosure.What.ORAL})
        fields: Any = self.fields
        others = Agency.objects.filter(municipality=reader.municipality_id)
        others = others.exclude(key=reader.agency.key if reader.agency else "")
        fields[self.ENDS[0]].queryset = others.order_by("short_name")
        kind = reader.agency.kind if reader.agency else ""
        bases: Any = LegalBasis.objects.filter(
            municipality=reader.municipality_id, **{f"{self.ALLOWS}__contains": [kind]}
        )
        fields["basis"].queryset = bases.valid(on).order_by("short_title")
        fields["consent"].queryset = queries.consents_of(person.pk, on=on)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        listed, outside = self.ENDS
        if not found.get(listed) and not found.get(outside) and not set(self.ENDS) & self.errors.keys():
            self.add_error(outside, self.NOBODY)
        on_what(self, found)
        return found


class ReceiveForm(ToldForm):
    """What somebody else told us."""

    giver = forms.ModelChoiceField(
        label=gettext_lazy("Who told it"),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=gettext_lazy("Somebody outside: write below"),
    )
    giver_name = forms.CharField(
        label=gettext_lazy("If somebody outside: who?"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("A school or another municipality's info house, for instance."),
    )

    field_order = ENDS = ("giver", "giver_name")
    NOBODY = gettext_lazy("Choose or write who told it.")
    ALLOWS = "reaches"

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        basis: Any = self.fields["basis"]
        basis.required, basis.empty_label = False, wording.NO_BASIS

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("consent") and not found.get("basis") and "basis" not in self.errors:
            self.add_error("consent", str(RestsOnNoConsent()))
        return found


class GiveForm(ToldForm):
    """What we told somebody else, in a talk or a letter."""

    receivers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who was told"),
        queryset=Agency.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    receiver_name = forms.CharField(
        label=gettext_lazy("If somebody outside: who?"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("A school or another municipality's info house, for instance."),
    )

    field_order = ENDS = ("receivers", "receiver_name")
    NOBODY = gettext_lazy("Choose or write whom you have told it.")
    ALLOWS = "gives"

    def known(self) -> dict[str, Any]:
        """As `operations.tell` takes it."""
        values = dict(self.cleaned_data)
        name = values.pop("receiver_name")
        return {**values, "receivers": list(values["receivers"]), "receiver_names": [name] if name else []}


class ConsentForm(forms.Form):
    """Somebody allows one purpose to be served by named agencies."""

    purpose = forms.CharField(
        label=gettext_lazy("What is it for?"),
        max_length=300,
        help_text=gettext_lazy("One purpose. Another purpose is another consent."),
    )
    agencies = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which agencies may know?"),
        queryset=Agency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They read the consent; who is to tell something on it is named, too."),
    )
    way = forms.ChoiceField(
        label=gettext_lazy("How was it given?"), choices=Consent.Way.choices, widget=forms.RadioSelect
    )
    given_by = forms.CharField(
        label=gettext_lazy("Given by, if not by the person"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("For a child: who holds custody."),
    )
    valid_from = _date(gettext_lazy("From"))
    valid_until = _date(gettext_lazy("Until, if it ends by itself"), required=False)
    row = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, reader: User, on: date, adult_born: int | None) -> None:
        """:param adult_born: the year in which whom it is about was born, where she is of age."""
        super().__init__(data, initial={"row": uuid7(), "valid_from": on, "way": Consent.Way.ORAL})
        fields: Any = self.fields
        if adult_born:
            hint = _("The person was born in %(year)s: nobody gives it for an adult but a guardian.")
            fields["given_by"].help_text = hint % {"year": adult_born}
        agencies = Agency.objects.filter(municipality=reader.municipality_id)
        fields["agencies"].queryset = agencies.order_by("short_name")

    def known(self) -> dict[str, Any]:
        """As `operations.give_consent` takes it."""
        values = dict(self.cleaned_data)
        values["id"] = values.pop("row")
        return {**values, "agencies": list(values["agencies"])}


class WithdrawForm(forms.Form):
    how = forms.CharField(
        label=gettext_lazy("How was it withdrawn?"),
        max_length=200,
        help_text=gettext_lazy("By telephone to us, for instance."),
    )


class StopForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Why does it stop?"), max_length=200)


class BasisForm(forms.Form):
    """A provision of the municipality's own."""

    title = forms.CharField(label=gettext_lazy("Provision"), max_length=120)
    short_title = forms.CharField(label=gettext_lazy("Short form"), max_length=60)
    key = forms.SlugField(
        label=gettext_lazy("Key"),
        max_length=40,
        help_text=gettext_lazy("Small letters, digits and hyphens. A new wording of the same keeps its key."),
        error_messages={
            "invalid": gettext_lazy("Letters, digits, hyphens and underscores only, and no spaces.")
        },
    )
    meaning = _text(gettext_lazy("What it allows"), 500)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300)
    gives = forms.MultipleChoiceField(
        label=gettext_lazy("Who may give on it"),
        choices=Agency.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    reaches = forms.MultipleChoiceField(
        label=gettext_lazy("Whom it reaches"),
        choices=Agency.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    needs_consent = forms.BooleanField(label=gettext_lazy("It rests on consent"), required=False)
    valid_from = _date(gettext_lazy("In force from"))
    valid_until = _date(gettext_lazy("In force until"), required=False)


class EndBasisForm(OfARow, forms.Form):
    valid_until = _date(gettext_lazy("Last day in force"))

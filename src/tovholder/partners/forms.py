"""Forms of the register. What the database or an operation refuses comes back to its field."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tovholder.access.models import User
from tovholder.core.meanwhile import OfARow
from tovholder.core.tables import Column
from tovholder.partners import queries
from tovholder.partners.models import (
    Contact,
    ContactLog,
    District,
    Organisation,
    SchoolType,
)

#: A day that is written by hand lies within these.
EARLIEST, LATEST = date(1800, 1, 1), date(2200, 1, 1)


class Day(forms.DateField):
    """A day, by the browser's own calendar where it has one."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input-width-s"})
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found is not None and not EARLIEST <= found <= LATEST:
            raise forms.ValidationError(_("Choose a day that can be meant."))
        return found


class Moment(forms.DateTimeField):
    """A day and a time, in the municipality's time zone."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "input-width-s"}
        )
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found is not None and not EARLIEST <= found.date() <= LATEST:
            raise forms.ValidationError(_("Choose a day that can be meant."))
        return found


def _choices(choices: Sequence[tuple[str, Any]], empty: str | Promise = "") -> list[tuple[str, Any]]:
    return [("", empty), *_capitalised(choices)]


def _capitalised(choices: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Names of choices begin in lower case where they stand in a sentence, not as a button."""
    return [(value, capfirst(label)) for value, label in choices]


class OrganisationForm(OfARow, forms.Form):
    """What is known of an organisation; for a new one, also which type of school it is."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=_capitalised(Organisation.Kind.choices),
        widget=forms.RadioSelect,
        initial="school",
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    institution_number = forms.CharField(
        label=_("Institution number"),
        required=False,
        max_length=10,
        help_text=_("Digits. An import finds a school again by it."),
    )
    school_type = forms.ChoiceField(
        label=_("School type"),
        required=False,
        choices=_choices(SchoolType.Type.choices, _("Not a school, or not known")),
        help_text=_("The type on the day of a session decides how its pupils count."),
    )
    type_from = Day(label=_("School type from"), required=False)
    district = forms.ModelChoiceField(
        label=_("District"), queryset=District.objects.none(), required=False, empty_label=_("No district")
    )
    parent = forms.ModelChoiceField(
        label=_("Belongs to"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("No administration"),
        help_text=_("The administration that a unit is part of."),
    )
    short_name = forms.CharField(
        label=_("Short name"), required=False, max_length=20, help_text=_("For instance BIF.")
    )
    street = forms.CharField(label=_("Street and number"), required=False, max_length=200)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=10)
    city = forms.CharField(label=_("City"), required=False, max_length=100)
    active_from = Day(label=_("Exists from"), required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("About the place, never about a citizen."),
    )

    def __init__(self, *args: Any, actor: User, organisation: Organisation | None = None, **options: Any):
        if organisation is not None:
            known = {
                name: getattr(organisation, name) for name in self.base_fields if hasattr(organisation, name)
            }
            known |= {"district": organisation.district_id, "parent": organisation.parent_id}
            options["initial"] = known | (options.get("initial") or {})
        super().__init__(*args, **options)
        if organisation is not None:
            self.watch()
        self.fields["district"].queryset = District.objects.visible_to(actor)  # type: ignore[attr-defined]
        above = Organisation.objects.visible_to(actor).filter(kind=Organisation.Kind.ADMINISTRATION)
        if organisation is not None:  # a school's type is changed by itself, with the day from which it holds
            above = above.exclude(pk=organisation.pk)
            del self.fields["school_type"], self.fields["type_from"]
        self.fields["parent"].queryset = above.in_name_order()  # type: ignore[attr-defined]

    def clean_institution_number(self) -> str:
        number: str = self.cleaned_data["institution_number"].replace(" ", "")
        if number and not (number.isascii() and number.isdigit()):
            raise forms.ValidationError(_("An institution number has digits only."))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "school_type" in self.fields and cleaned.get("school_type") and not cleaned.get("type_from"):
            self.add_error("type_from", _("Say from which day the school is of this type."))
        return cleaned


class OnDayForm(OfARow, forms.Form):
    """A day on which something ends."""

    on = Day(label=_("Day"))


class SchoolTypeForm(OfARow, forms.Form):
    school_type = forms.ChoiceField(
        label=_("School type"), choices=_capitalised(SchoolType.Type.choices), widget=forms.RadioSelect
    )
    type_from = Day(label=_("From"))


class ContactForm(OfARow, forms.Form):
    """Somebody whom we reach at work."""

    name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.CharField(label=_("Role or title"), required=False, max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    valid_from = Day(label=_("Contact from"))


class AgreementForm(OfARow, forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("What was agreed"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Never about a citizen."),
    )
    valid_from = Day(label=_("From"))
    runs_until = Day(label=_("Last day"), required=False, help_text=_("Empty: until it is ended."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("runs_until")
        if first and last and last < first:
            self.add_error("runs_until", _("It cannot end before the day on which it begins."))
        return cleaned


class TalkForm(forms.Form):
    """A talk for the log."""

    when = Moment(label=_("When"))
    channel = forms.ChoiceField(
        label=_("How"),
        choices=_capitalised(ContactLog.Channel.choices),
        widget=forms.RadioSelect,
        initial="meeting",
    )
    contact = forms.ModelChoiceField(
        label=_("With whom"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=_("Nobody in particular"),
    )
    text = forms.CharField(
        label=_("What about"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("About the work together. Never about a citizen: no name, no CPR number, no case."),
    )

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["contact"].queryset = queries.contacts(organisation).filter(  # type: ignore[attr-defined]
            ended_on__isnull=True
        )


class RelationForm(OfARow, forms.Form):
    """Who holds the relation, from a day on."""

    user = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )
    valid_from = Day(label=_("From"))

    def __init__(self, *args: Any, actor: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["user"].queryset = queries.colleagues(actor)  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xlsm,text/csv"}),
        help_text=_(
            "Excel (.xlsx) or CSV, at most 10 MB and 20,000 rows. One row names the columns; titles may stand"
            " above it."
        ),
    )
    sheet = forms.CharField(
        label=_("Sheet"),
        required=False,
        max_length=31,
        help_text=_("Of an Excel file with several. Empty: the first with something in it."),
    )


class ColumnsForm(OfARow, forms.Form):
    """Which head of the file is which column."""

    def __init__(self, *args: Any, wanted: Sequence[Column], header: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        heads = [(str(index), head or f"({index + 1})") for index, head in enumerate(header)]
        self.keys = [column.key for column in wanted]
        for column in wanted:
            self.fields[column.key] = forms.ChoiceField(
                label=str(column.label), required=False, choices=_choices(heads, _("Not in the file"))
            )
        self.fields["default_kind"] = forms.ChoiceField(
            label=_("Rows without a kind are"), choices=_capitalised(Organisation.Kind.choices)
        )
        self.fields["types_from"] = Day(
            label=_("School types hold from"),
            help_text=_("Sessions before that day count no pupils as municipal or free."),
        )
        self.watch()

    @property
    def heads(self) -> dict[str, int | None]:
        chosen = {key: self.cleaned_data[key] for key in self.keys}
        return {key: int(value) if value else None for key, value in chosen.items()}


class FilterForm(forms.Form):
    """What the list is narrowed to. Never refuses: an unknown value is no filter."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100, widget=forms.SearchInput)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=_choices(Organisation.Kind.choices, _("All"))
    )
    district = forms.ChoiceField(label=_("District"), required=False)
    type = forms.ChoiceField(
        label=_("School type"),
        required=False,
        choices=_choices([*SchoolType.Type.choices, ("none", _("not known"))], _("All")),
    )
    holder = forms.ChoiceField(label=_("Relation"), required=False)
    closed = forms.BooleanField(label=_("Closed ones"), required=False)

    def __init__(self, filters: queries.Filters, *, actor: User) -> None:
        super().__init__(
            initial={
                name: getattr(filters, name) for name in ("q", "kind", "district", "type", "holder", "closed")
            }
        )
        districts, holders = queries.choices(actor=actor)
        self.fields["district"].choices = _choices(districts, _("All"))  # type: ignore[attr-defined]
        own = [("mine", _("Mine")), ("nobody", _("Nobody"))]
        self.fields["holder"].choices = _choices([*own, *holders], _("All"))  # type: ignore[attr-defined]

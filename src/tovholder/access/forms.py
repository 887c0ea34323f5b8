"""The forms of Administration and the log's filter."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tovholder.access.models import Agency, User
from tovholder.access.roles import ROLES
from tovholder.core.meanwhile import OfARow

#: Beyond these no day is meant, and arithmetic ends.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


def _role_choices() -> list[tuple[str, Any]]:
    return [("", "–"), *_roles()]


def _roles_or_all() -> list[tuple[str, Any]]:
    return [("", _("All")), *_roles()]


def _roles() -> list[tuple[str, Any]]:
    return [(role.value, definition.label) for role, definition in ROLES.items()]


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def start_of(day: date) -> datetime:
    """Midnight in the municipality."""
    return timezone.make_aware(datetime.combine(max(FIRST_DAY, min(day, LAST_DAY)), time.min))


def end_of(day: date) -> datetime:
    """The midnight that ends a day."""
    return start_of(min(day, LAST_DAY) + timedelta(days=1))


class Reasoned(forms.Form):
    """A deed that needs no more than a reason."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Stands on the person's page, which administrators see."),
    )


class Confirmed(forms.Form):
    """A deed that needs no more than a yes."""


class _AgencyField(forms.ModelChoiceField):
    def label_from_instance(self, agency: Any) -> str:
        return f"{agency.name} ({agency.short_name})"


class _WithAgency(Reasoned):
    agency = _AgencyField(Agency.objects.none(), label=_("Agency"))

    def __init__(self, *arguments: Any, actor: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.visible_to(actor).order_by("name")


class OpenAccount(_WithAgency):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("A link to choose a password is sent here. The mail says nothing about the work."),
    )
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("First role"), choices=_role_choices, required=False)

    field_order = ("name", "email", "title", "agency", "role", "reason")

    def clean_role(self) -> str | None:
        return self.cleaned_data["role"] or None


class ChangeDetails(OfARow, Reasoned):
    name = forms.CharField(label=_("Name"), max_length=120)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("If you change it, the person is signed out, and the old address is told."),
    )

    field_order = ("name", "title", "email", "reason")


class ChangeAgency(OfARow, _WithAgency):
    field_order = ("agency", "reason")


class GrantRole(Reasoned):
    role = forms.ChoiceField(label=_("Role"), choices=_role_choices)
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput,
        help_text=_("Leave it empty if the role has no end."),
    )

    field_order = ("role", "until", "reason")

    def clean_until(self) -> datetime | None:
        day = self.cleaned_data["until"]
        if day and day > LAST_DAY:
            raise forms.ValidationError(_("That is too far ahead."))
        return end_of(day) if day else None


class AgencyDetails(OfARow, forms.ModelForm):
    class Meta:
        model = Agency
        fields = ("name", "short_name", "kind")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if self.instance.pk:
            self.watch()


class NewAgency(AgencyDetails):
    key = forms.SlugField(
        label=_("Key"),
        max_length=40,
        help_text=_("Short, lower case, for instance bif. Files name the agency by it, and it stays."),
        error_messages={"invalid": _("Letters, digits, hyphens and underscores only, and no spaces.")},
    )

    field_order = ("key", "name", "short_name", "kind")


class PeopleFilter(forms.Form):
    """Which people the list shows; what cannot be read counts as not asked."""

    name = forms.CharField(label=_("Name or e-mail"), required=False, max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=_roles_or_all, required=False)
    agency = forms.TypedChoiceField(label=_("Agency"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("Account"),
        choices=[("open", _("open")), ("ended", _("ended")), ("all", _("all"))],
        required=False,
    )

    def __init__(self, *arguments: Any, agencies: list[Agency], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["agency"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *((agency.pk, agency.short_name) for agency in agencies)]


class LogFilter(forms.Form):
    """Which changes the log shows; what cannot be read counts as not asked."""

    since = forms.DateField(label=_("From"), required=False, widget=DayInput)
    until = forms.DateField(label=_("To"), required=False, widget=DayInput)
    actor = forms.TypedChoiceField(label=_("Who"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind of thing"), required=False)

    def __init__(
        self, *arguments: Any, names: dict[int, str], kinds: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        for name, choices in (("actor", list(names.items())), ("kind", kinds)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *choices]

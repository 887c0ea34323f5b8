"""Forms in which a coordinator keeps the hotline's words and deadlines."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.concerns.forms import tapped
from tovholder.concerns.models import Deadline
from tovholder.concerns.operations import MOST_DAYS
from tovholder.core.cpr import no_cpr
from tovholder.core.ids import uuid7

#: A deadline is decided at most so long before it holds.
FARTHEST = timedelta(days=3653)
_ANEW = gettext_lazy("Open the form again, and fill it in anew.")
_WITHIN = gettext_lazy("A deadline is 1 to 365 days.")


def row_key() -> forms.UUIDField:
    """The key of the row that a form makes, so that a second click makes no second one."""
    return forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid7, error_messages={"required": _ANEW, "invalid": _ANEW}
    )


class WordForm(forms.Form):
    """A kind or a topic. One that is new bears a row's key, one that is corrected what the form showed."""

    KEPT: ClassVar[tuple[str, ...]] = ("name",)

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, validators=[no_cpr])

    def __init__(self, data: Any = None, *, word: Any = None) -> None:
        shown = {name: getattr(word, name) for name in self.KEPT} if word else {}
        super().__init__(data, initial={**shown, **{f"was_{name}": text for name, text in shown.items()}})
        if word is None:
            self.fields["row"] = row_key()
            return
        for name in self.KEPT:
            self.fields[f"was_{name}"] = forms.CharField(
                widget=forms.HiddenInput, max_length=80, required=False, strip=False
            )

    def kept(self) -> dict[str, Any]:
        """What the operation takes, with `was` where a word is corrected."""
        given = dict(self.cleaned_data)
        was = {name: given.pop(f"was_{name}") for name in self.KEPT if f"was_{name}" in given}
        return {**given, "was": was} if was else given

    def go_on_from(self, newest: Any) -> None:
        """Keep what was typed, and let the form know what stands there by now."""
        self.data = {
            **{name: self.data[name] for name in self.data},
            **{f"was_{name}": getattr(newest, name) for name in self.KEPT},
        }


class NumberForm(WordForm):
    """A telephone number, whose it is, and when it answers."""

    KEPT: ClassVar[tuple[str, ...]] = ("name", "phone", "hint")

    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=30,
        validators=[
            RegexValidator(
                r"^\+?[0-9() -]*[0-9]$", gettext_lazy("Write the number in digits, with spaces as you like.")
            )
        ],
    )
    hint = forms.CharField(
        label=gettext_lazy("When"),
        help_text=gettext_lazy("Opening hours, or whom to ask for"),
        max_length=80,
        required=False,
        validators=[no_cpr],
    )
    field_order = ("name", "phone", "hint")


class DeadlineForm(forms.Form):
    """How long something may take, from a day on."""

    key = forms.ChoiceField(label=gettext_lazy("Deadline for"), choices=tapped(Deadline.Key.choices))
    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={"min_value": _WITHIN, "max_value": _WITHIN},
    )
    working_days = forms.TypedChoiceField(
        label=gettext_lazy("Counted in"),
        choices=[("yes", gettext_lazy("Working days")), ("no", gettext_lazy("Calendar days"))],
        coerce=lambda sent: sent == "yes",
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("The law and its paragraph, or who decided it and when"),
        max_length=200,
        validators=[no_cpr],
    )
    valid_from = forms.DateField(
        label=gettext_lazy("Holds from"),
        help_text=gettext_lazy("Today or later. What came before keeps its old deadline."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, data: Any = None, *, today: date, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial={"valid_from": today, **initial})
        self.today = today
        self.fields["row"] = row_key()

    def clean_valid_from(self) -> date:
        on: date = self.cleaned_data["valid_from"]
        if on > self.today + FARTHEST:
            raise forms.ValidationError(_("This day is more than ten years ahead."))
        return on


class CorrectDeadlineForm(DeadlineForm):
    """A rule whose first day has not passed, put right; it bears what the form showed."""

    KEPT: ClassVar[tuple[str, ...]] = ("days", "working_days", "source")

    def __init__(self, data: Any = None, *, rule: Deadline) -> None:
        shown = {"days": rule.days, "working_days": _counted(rule), "source": rule.source}
        was = {f"was_{name}": value for name, value in shown.items()}
        super().__init__(data, today=rule.valid_from, initial={**shown, **was})
        for name in ("key", "valid_from", "row"):
            del self.fields[name]
        for name in self.KEPT:
            self.fields[f"was_{name}"] = forms.CharField(
                widget=forms.HiddenInput, max_length=200, strip=False, error_messages={"required": _ANEW}
            )

    def clean_was_days(self) -> int:
        sent = self.cleaned_data["was_days"]
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0

    def kept(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        was = {name: given[f"was_{name}"] for name in self.KEPT}
        was["working_days"] = was["working_days"] == "yes"
        return {**{name: given[name] for name in self.KEPT}, "was": was}

    def go_on_from(self, newest: Deadline) -> None:
        """Keep what was typed, and let the form know what stands there by now."""
        now = {"was_days": newest.days, "was_working_days": _counted(newest), "was_source": newest.source}
        self.data = {**{name: self.data[name] for name in self.data}, **now}


def _counted(rule: Deadline) -> str:
    return "yes" if rule.working_days else "no"

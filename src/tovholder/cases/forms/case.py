"""Opening, describing, moving and closing a case."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from tovholder.cases.forms.parts import DayField, Keyed
from tovholder.cases.models import Case, Step
from tovholder.cases.queries.opened import Reason

#: What stands in the form when a case is opened; a municipality writes what is right for the case.
PURPOSE = gettext_lazy("To prevent crime with an extremist motive")
BASIS = gettext_lazy("GDPR art. 6 (1) (e); disclosure: Administration of Justice Act § 115")


class OpenForm(Keyed):
    """Why a case is opened, for what, and on which basis it is kept."""

    reason = forms.CharField(
        label=gettext_lazy("Why we are here"),
        help_text=gettext_lazy(
            "What was seen, and why it belongs in the Infohus. Another agency reads it when it is passed on."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    purpose = forms.CharField(label=gettext_lazy("Purpose"), max_length=300)
    basis = forms.CharField(
        label=gettext_lazy("Basis"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial={"purpose": str(PURPOSE), "basis": str(BASIS), **(initial or {})})


class DescribeForm(forms.Form):
    """The same words, changed."""

    reason = OpenForm.base_fields["reason"]
    purpose = OpenForm.base_fields["purpose"]
    basis = OpenForm.base_fields["basis"]
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class JoinForm(forms.Form):
    """Which case a concern joins, by its number."""

    number = forms.CharField(label=gettext_lazy("The case's number"), max_length=12)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class PurposeForm(forms.Form):
    """Why one opens the case today: one of what is likely, or in one's own words."""

    purpose = forms.ChoiceField(label=gettext_lazy("Why do you open the case?"), widget=forms.RadioSelect)
    words = forms.CharField(label=gettext_lazy("In your own words"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, reasons: list[Reason]) -> None:
        likely = next(reason.key for reason in reasons if reason.likely)
        super().__init__(data, initial={"purpose": likely})
        self.reasons = {reason.key: reason.words for reason in reasons}
        choices: Any = self.fields["purpose"]
        choices.choices = list(self.reasons.items())

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("purpose") == "other" and not found.get("words", "").strip():
            self.add_error("words", gettext_lazy("Write why you open the case."))
        return found

    def said(self) -> str:
        """The purpose in words, as the log keeps it."""
        chosen: str = self.cleaned_data["purpose"]
        return self.cleaned_data["words"].strip() if chosen == "other" else self.reasons[chosen]


class StepForm(Keyed):
    """What happened, and when."""

    kind = forms.ChoiceField(label=gettext_lazy("What has happened?"), widget=forms.RadioSelect)
    on = DayField(label=gettext_lazy("Which day?"))
    note = forms.CharField(
        label=gettext_lazy("Remark"),
        help_text=gettext_lazy("It becomes a note of your agency."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, offered: list[Step.Kind], today: date, seen: UUID | None, likely: str = ""
    ) -> None:
        first = likely if likely in offered else (offered[0] if offered else "")
        super().__init__(data, initial={"on": today, "seen": seen, "kind": first})
        self.offer(offered)

    def offer(self, kinds: Sequence[Step.Kind]) -> None:
        """Let one of these be chosen."""
        choices: Any = self.fields["kind"]
        choices.choices = [(kind.value, str(kind.label).capitalize()) for kind in kinds]


class CloseForm(forms.Form):
    """How it ended, and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        choices=[(value, str(label)) for value, label in Case.Outcome.choices],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choices: Any = self.fields["outcome"]
        choices.choices = [(value, str(label).capitalize()) for value, label in Case.Outcome.choices]

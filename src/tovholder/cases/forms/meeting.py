"""Forms of the register check, the meetings, the minutes and the tasks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tovholder.access.models import Agency, User
from tovholder.cases.files.kinds import ENDINGS
from tovholder.cases.forms.parts import DayField, Keyed
from tovholder.cases.models import CheckAnswer, Document, Heading, Item, Recommendation
from tovholder.cases.operations.meeting import last_working_day
from tovholder.core.ids import uuid7
from tovholder.disclosures.models import LegalBasis

Answer = CheckAnswer.Answer
LONGEST_TEXT = 10_000
TIMES = ["%H:%M", "%H.%M", "%H%M"]


class WithAgency(forms.ModelChoiceField):
    """Somebody by name and agency."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.agency.short_name})"


class Several(forms.ModelMultipleChoiceField):
    """People by name and agency."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.agency.short_name})"


# --- the register check ----------------------------------------------------------------------------------


class AnswerForm(forms.Form):
    """What an agency answers about one case. Three taps; a contribution folds out: words, a file, or both.

    The file is one of the agency's own documents in the case, or a new one, which takes the other's place.
    """

    GIVE = "give"
    CHOICES = (
        (Answer.NOT_KNOWN.value, gettext_lazy("Not known here")),
        (Answer.NOTHING.value, gettext_lazy("Known, nothing to share")),
        (GIVE, gettext_lazy("We contribute")),
    )

    answer = forms.ChoiceField(label=gettext_lazy("Answer"), choices=CHOICES, widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("What does the meeting need?"),
        help_text=gettext_lazy("Only what the meeting must use. The meeting sees exactly this."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    dimension = forms.ChoiceField(
        label=gettext_lazy("Heading"),
        choices=[("", gettext_lazy("No particular heading")), *Heading.Dimension.choices],
        required=False,
    )
    basis = forms.TypedChoiceField(label=gettext_lazy("Legal basis"), required=False, empty_value=None)
    document = forms.ModelChoiceField(
        label=gettext_lazy("Your documents in the case"),
        queryset=Document.objects.none(),
        required=False,
    )
    file = forms.FileField(
        label=gettext_lazy("A new file"),
        help_text=gettext_lazy("PDF, Word, Excel, OpenDocument, a picture or plain text."),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS), "data-by-button": True}
        ),
    )
    title = forms.CharField(
        label=gettext_lazy("What is the file?"),
        help_text=gettext_lazy("For example Statement from the school. Leave names out."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"data-by-button": True}),
    )
    #: Of the document that a new file becomes.
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(min_value=0, max_value=100_000, widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        bases: Sequence[LegalBasis],
        documents: Any = None,
        initial: Any = None,
        **more: Any,
    ) -> None:
        """Take a form in, or show one.

        :param documents: those that may be chosen, as a queryset; it is asked where one was chosen.
        """
        super().__init__(data, files, initial={"key": uuid7(), **(initial or {})}, **more)
        fields: Any = self.fields
        by_key = {str(basis.pk): basis for basis in bases}
        fields["basis"].choices = [(key, str(basis)) for key, basis in by_key.items()]
        fields["basis"].coerce = by_key.__getitem__
        if documents is not None:
            fields["document"].queryset = documents
        self.offer([])

    def offer(self, documents: Iterable[Document]) -> None:
        """Show these documents to choose from."""
        field: Any = self.fields["document"]
        titles = [(str(document.pk), document.title) for document in documents]
        field.choices = [("", _("No document")), *titles] if titles else []

    @property
    def offers(self) -> bool:
        """Whether there is a document to choose."""
        field: Any = self.fields["document"]
        return bool(field.choices)

    def go_on_with(self, document: Document) -> None:
        """The file was taken and is a document now, which is chosen: no browser fills a file in again."""
        sent: Any = self.data
        data = sent.copy()
        data["document"], data["title"], data["key"] = str(document.pk), "", str(uuid7())
        self.data = data

    def clean_version(self) -> int:
        return self.cleaned_data.get("version") or 0

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") != self.GIVE or "file" in self.errors:
            return data
        if data.get("file") and not data.get("title") and "title" not in self.errors:
            self.add_error("title", _("Say what the file is."))
        if data.get("title") and not data.get("file"):
            self.add_error("file", _("Choose the file, or leave empty what it is."))
        return data


def _said_of(item: Item) -> str:
    number = _("Case %(number)s") % {"number": item.case.number if item.case else ""}
    follow_up = _("Follow-up").lower()
    return f"{number} ({follow_up})" if item.kind == Item.Kind.FOLLOW_UP else number


class AskForm(forms.Form):
    """Which agencies are asked about which cases, who answers for each, and by when."""

    cases = forms.TypedMultipleChoiceField(
        label=gettext_lazy("About which cases?"), coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    due_on = DayField(label=gettext_lazy("Answers by"))
    due_time = forms.TimeField(
        label=gettext_lazy("Time"),
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )

    why = forms.BooleanField(
        label=gettext_lazy("Tell them why we have the cases, too"),
        help_text=gettext_lazy("Word for word, as it stands on each case's page."),
        required=False,
        initial=True,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        items: Sequence[Item],
        members: Sequence[tuple[Agency, list[User]]],
        starts_at: datetime,
        due_on: date | None = None,
        **more: Any,
    ) -> None:
        """Offer a day: by the rule, and before the meeting in any case.

        :param items: those of the agenda with a case; a follow-up is asked about where somebody says so.
        :param due_on: the day that the municipality's deadline gives.
        """
        day = last_working_day(starts_at)
        day = min(day, due_on or day)
        super().__init__(data, initial={"due_on": day, "due_time": time(12)}, **more)
        self.starts_at = starts_at
        fields: Any = self.fields
        fields["cases"].choices = [(str(one.case_id), _said_of(one)) for one in items]
        fields["cases"].initial = [one.case_id for one in items if one.kind == Item.Kind.CASE]
        for agency, people in members:
            self.fields[f"member-{agency.pk}"] = forms.ChoiceField(
                label=agency.short_name,
                required=False,
                choices=[("", _("Is not asked")), *((str(one.pk), one.name) for one in people)],
                initial=str(people[0].pk),
            )
        self.people = {str(one.pk): one for _agency, people in members for one in people}

    def tell(self, ways: Mapping[int, tuple[str, bool]]) -> None:
        """Say at each agency on which basis it is told, or why it cannot be asked: it is not, unless chosen.

        :param ways: by agency, the words, and whether a basis reaches it.
        """
        for agency, (words, reached) in ways.items():
            if not reached:
                self.initial[f"member-{agency}"] = ""
            self[f"member-{agency}"].help_text = words

    @property
    def member_fields(self) -> list[Any]:
        """One for each agency."""
        return [self[name] for name in self.fields if name.startswith("member-")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [value for name, value in data.items() if name.startswith("member-") and value]
        if not chosen and not self.errors:
            raise forms.ValidationError(_("Choose at least one agency to ask."))
        data["members"] = [self.people[value] for value in chosen]
        day, clock = data.get("due_on"), data.get("due_time")
        if day and clock:
            data["due_at"] = make_aware(datetime.combine(day, clock))
            if data["due_at"] >= self.starts_at:
                self.add_error("due_on", _("The answers must come before the meeting begins."))
        return data


# --- meetings --------------------------------------------------------------------------------------------


class SeriesForm(Keyed):
    """When the Infohus meets."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    day = DayField(label=gettext_lazy("First meeting"))
    begins = forms.TimeField(
        label=gettext_lazy("Begins"),
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    every_days = forms.IntegerField(
        label=gettext_lazy("Days between the meetings"), min_value=1, max_value=366, initial=14
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes a meeting"), min_value=10, max_value=480, initial=110
    )
    minutes_an_item = forms.IntegerField(
        label=gettext_lazy("Minutes a case"), min_value=5, max_value=120, initial=20
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=100, required=False)
    once = forms.BooleanField(
        label=gettext_lazy("One meeting only"),
        help_text=gettext_lazy("An extra one, or one in place of a meeting that you cancel."),
        required=False,
    )


class EndSeriesForm(forms.Form):
    """From which day there are no more meetings by a rule."""

    on = DayField(label=gettext_lazy("No meetings from"))


class MinutesForm(forms.Form):
    """How long an item may take."""

    minutes = forms.IntegerField(label=pgettext_lazy("of time", "Minutes"), min_value=1, max_value=240)


class ReasonForm(forms.Form):
    """Why a meeting is cancelled. Everybody who works with cases reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Say nothing about a case: everybody who works with cases reads it."),
        max_length=200,
    )


class HeadingForm(forms.Form):
    """What was said under a heading."""

    dimension = forms.ChoiceField(choices=Heading.Dimension.choices, widget=forms.HiddenInput)
    text = forms.CharField(
        max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 3}), strip=False
    )
    version = forms.IntegerField(min_value=0, max_value=100_000, widget=forms.HiddenInput, required=False)

    def clean_version(self) -> int:
        return self.cleaned_data.get("version") or 0


class RecommendForm(forms.Form):
    """What the meeting recommends: one tap."""

    recommendation = forms.ChoiceField(
        label=pgettext_lazy("of a meeting", "Recommendation"),
        choices=Recommendation.What.choices,
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(min_value=0, max_value=100_000, widget=forms.HiddenInput)


class TaskLineForm(Keyed):
    """A task in one line."""

    line = forms.CharField(
        label=gettext_lazy("New task in one line"),
        help_text=gettext_lazy(
            "Who, agency, what, by when. For example: Mette, SOF, samtale, inden 1. oktober."
        ),
        max_length=400,
    )


class DecisionForm(Keyed):
    """What one's own agency decided."""

    text = forms.CharField(
        label=gettext_lazy("Our decision"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )


class CopiesForm(forms.Form):
    """Who gets a copy on paper, and of what."""

    what = forms.ChoiceField(
        label=gettext_lazy("What?"),
        choices=[("agenda", gettext_lazy("Agenda")), ("minutes", gettext_lazy("Minutes"))],
        widget=forms.RadioSelect,
    )
    people = Several(
        label=gettext_lazy("A copy for"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, people: Sequence[User], **more: Any) -> None:
        super().__init__(data, **more)
        field: Any = self.fields["people"]
        field.queryset = User.objects.filter(pk__in=[one.pk for one in people]).select_related("agency")


# --- tasks -----------------------------------------------------------------------------------------------


class Versioned(forms.Form):
    """Carries the version that the page showed."""

    version = forms.IntegerField(min_value=1, max_value=100_000, widget=forms.HiddenInput)


class ChangeTaskForm(Versioned):
    """What is to be done, where that may be said in other words, and by when."""

    title = forms.CharField(label=gettext_lazy("Task"), max_length=200)
    due_on = DayField(label=gettext_lazy("By"))

    def __init__(self, data: Any = None, *, words_stand: bool, **more: Any) -> None:
        super().__init__(data, **more)
        if words_stand:
            del self.fields["title"]


class HandOnForm(Versioned):
    """Who does it from now on."""

    to = WithAgency(label=gettext_lazy("To whom?"), queryset=User.objects.none())

    def __init__(self, data: Any = None, *, people: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class DropForm(Versioned):
    """Why it is not to be done."""

    why = forms.CharField(label=gettext_lazy("Why is it dropped?"), max_length=200)

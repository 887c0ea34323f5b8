"""Forms of the hotline and of triage. A call's form is one page, in the order in which a call goes."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import localize
from django.utils.functional import keep_lazy_text
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tovholder.access.models import Agency, User
from tovholder.concerns.models import (
    CallerKind,
    Channel,
    ConcernReport,
    Danger,
    PoliceClearance,
    Residence,
)
from tovholder.concerns.operations import CORRECTED, HOURS, SEEN, Told
from tovholder.core.cpr import no_cpr
from tovholder.core.ids import uuid7
from tovholder.disclosures.forms import of_consent, on_what
from tovholder.disclosures.queries import bases_for

#: A text of a form is not longer than this.
LONGEST = 4000
#: A call is written down at the latest so long after it came.
OLDEST = timedelta(days=366)
#: A field without a word, beside one with some.
NOTHING = "–"
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y %H.%M"]


def quiet(form: Any) -> None:
    """Let a form show what stands in it without saying what is missing: somebody is still writing."""
    form._errors = ErrorDict()
    form.cleaned_data = {}


def soften(form: Any) -> bool:
    """Say of a form that is still being filled in what is wrong, and not what is missing.

    :returns: whether something is wrong.
    """
    for name, faults in list(form.errors.as_data().items()):
        wrong = [fault for fault in faults if fault.code != "required"]
        if wrong:
            form.errors[name].data[:] = wrong
        else:
            del form.errors[name]
    return bool(form.errors)


def differences(now: Any, mine: Any, *, without: Collection[str] = ()) -> list[tuple[str, str, str]]:
    """Where one form differs in two windows: the field, what stands there now, what was written here."""
    rows = []
    for name, field in {**now.fields, **mine.fields}.items():
        if name not in without and not field.widget.is_hidden:
            texts = _said(now, name), _said(mine, name)
            if texts[0] != texts[1]:
                rows.append((str(field.label), *texts))
    return rows


def _said(form: Any, name: str) -> str:
    """What stands in a field, as its page says it; the field of a caller's name is there or not."""
    if name not in form.fields:
        return NOTHING
    value, field = form[name].value(), form.fields[name]
    if isinstance(value, bool):
        return _("Yes") if value else NOTHING
    if isinstance(field, forms.DateField | forms.DateTimeField):
        with suppress(forms.ValidationError):
            value = localize(field.to_python(value))
    known = dict(getattr(field, "choices", ()))
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(known.get(each, each)) for each in values if each) or NOTHING


def tapped(choices: Iterable[Any]) -> list[Any]:
    """Choices as buttons begin with a capital."""
    return [(value, _capitals(label)) for value, label in choices]


@keep_lazy_text
def _capitals(label: Any) -> str:
    return str(capfirst(str(label)))


def text(
    label: Any,
    *,
    rows: int = 3,
    hint: Any = "",
    most: int = LONGEST,
    required: bool = False,
    validators: Collection[Any] = (),
) -> Any:
    """A field of several lines."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=required,
        validators=validators,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def place_of(user: User) -> str:
    """How one's own municipality is said as a place where somebody lives; "" where one belongs to none."""
    return user.municipality.name.removesuffix(" Kommune").removesuffix("s") if user.municipality else ""


class MomentField(forms.DateTimeField):
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=MOMENTS, **more)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found and not 2000 <= found.year <= 2200:
            raise forms.ValidationError(_("This time cannot be right."), code="moment")
        return found


class CallForm(forms.Form):
    """What is asked and told on the line. An anonymous caller has no fields for name and telephone."""

    danger = forms.ChoiceField(
        label=gettext_lazy("Is anyone in danger now?"),
        choices=[(Danger.NO, gettext_lazy("No")), (Danger.YES, gettext_lazy("Yes, or in doubt"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Answer first: is anyone in danger now?")},
    )
    danger_done = forms.CharField(
        label=gettext_lazy("What was done about the danger?"),
        help_text=gettext_lazy("Who was called, and when"),
        max_length=300,
        required=False,
        validators=[no_cpr],
    )
    anonymous = forms.ChoiceField(
        label=gettext_lazy("Does the caller want to stay anonymous?"),
        choices=[("yes", gettext_lazy("Yes, anonymous")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=gettext_lazy("The caller's name"), max_length=150, required=False)
    phone = forms.CharField(label=gettext_lazy("The caller's telephone"), max_length=30, required=False)
    caller_kind = forms.ChoiceField(
        label=gettext_lazy("The caller is"), choices=tapped(CallerKind.choices), widget=forms.RadioSelect
    )
    authority = forms.CharField(
        label=gettext_lazy("Which authority"),
        help_text=gettext_lazy("Where an authority calls or writes. It is sent a receipt."),
        max_length=150,
        required=False,
    )
    received_at = MomentField(label=gettext_lazy("When it came"))
    channel = forms.ChoiceField(
        label=gettext_lazy("How it came"), choices=tapped(Channel.choices), widget=forms.RadioSelect
    )
    behaviour = text(
        gettext_lazy("Behaviour"), hint=gettext_lazy("What does he or she do otherwise? Since when?")
    )
    relations = text(gettext_lazy("Relations"), hint=gettext_lazy("New or lost company?"))
    statements = text(
        gettext_lazy("Statements"), hint=gettext_lazy("What was said or shared, as literally as possible?")
    )
    situation = text(
        gettext_lazy("Situation"), hint=gettext_lazy("What happens in his or her life just now?")
    )
    strengths = text(
        gettext_lazy("What goes well"), hint=gettext_lazy("School, work, family, grown-ups who matter")
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kind of extremism, if any"),
        help_text=gettext_lazy("Several, or none. Leave it open where you do not know."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    residence = forms.ChoiceField(
        label=gettext_lazy("Where does the one live whom it is about?"),
        choices=Residence.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )
    advice = text(gettext_lazy("Advice in a few words"), validators=[no_cpr])
    call_back_at = MomentField(label=gettext_lazy("Call back"), required=False)

    #: What the draft keeps of the sent form.
    LEFT_OUT: ClassVar = {"csrfmiddlewaretoken", "version", "act", "sure"}
    ABOUT_SOMEBODY: ClassVar = (*SEEN, "kinds")
    #: What goes with a call that ends as advice alone.
    NOT_IN_ADVICE: ClassVar = (*ABOUT_SOMEBODY, "anonymous", "name", "phone", "authority", "call_back_at")

    def __init__(
        self,
        data: Any = None,
        *,
        at: datetime,
        kinds: Iterable[Any] = (),
        topics: Iterable[Any] = (),
        here: str = "",
    ) -> None:
        local = timezone.localtime(at)
        initial = {
            "received_at": local.strftime("%Y-%m-%dT%H:%M"),
            "channel": Channel.NATIONAL_HOTLINE,
        }
        self.refused_names = False
        self.at = at
        if data is not None and data.get("anonymous") == "yes" and (data.get("name") or data.get("phone")):
            data = data.copy()
            self.refused_names = True
            data["name"] = data["phone"] = ""
        super().__init__(data, initial=initial)
        if self.anonymity != "no":
            del self.fields["name"], self.fields["phone"]
        self.fields["kinds"].choices = [(each.key, each.name) for each in kinds]  # type: ignore[attr-defined]
        self.fields["topics"].choices = [(each.key, each.name) for each in topics]  # type: ignore[attr-defined]
        self.fields["residence"].choices = [  # type: ignore[attr-defined]
            (Residence.HERE, here or _("Here")),
            (Residence.ELSEWHERE, _("Another municipality")),
            (Residence.UNKNOWN, _("Not known")),
        ]

    @property
    def anonymity(self) -> str:
        """ "yes", "no", or "" where it was not asked yet."""
        return str(self.data.get("anonymous") or "") if self.is_bound else ""

    @property
    def is_about_somebody(self) -> bool:
        """Something stands in it that tells of a citizen."""
        return any(str(self.data.get(name) or "").strip() for name in self.ABOUT_SOMEBODY)

    def lost_with_advice(self, *, named: bool) -> dict[str, str]:
        """What advice alone does not keep of a form that is right: somebody is asked before it goes.

        :param named: it is said whom it is about.
        """
        lost = {}
        if named or self.is_about_somebody:
            lost["seen"] = _(
                "You have written about somebody. With advice only, what was seen and whom it is about is"
                " deleted now."
            )
        if self.cleaned_data["call_back_at"]:
            lost["call_back"] = _(
                "You have promised to call back. With advice only, the promise and who called are deleted"
                " now, and nobody is reminded."
            )
        return lost

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if self.refused_names:
            self.add_error(
                "anonymous", _("The caller stays anonymous: name and telephone are removed and not kept.")
            )
        if found.get("danger") == Danger.YES and not found.get("danger_done"):
            self.add_error("danger_done", _("Write what was done about the danger."))
        received, back = found.get("received_at"), found.get("call_back_at")
        if received and not self.at - OLDEST <= received <= self.at + timedelta(minutes=10):
            self.add_error("received_at", _("It came within the last year, and not after now."))
        if back and back < self.at - timedelta(days=1):
            self.add_error("call_back_at", _("The time to call back has passed."))
        return found

    def told(self) -> Told:
        """What the operations take."""
        given = self.cleaned_data
        return Told(
            at=given["received_at"],
            channel=given["channel"],
            caller_kind=given["caller_kind"],
            authority=given["authority"],
            anonymous=given["anonymous"] == "yes",
            danger=given["danger"],
            danger_done=given["danger_done"],
            seen={group: given[group] for group in SEEN},
            kinds=given["kinds"],
            residence=given["residence"] or Residence.UNKNOWN,
            topics=given["topics"],
            advice=given["advice"],
            call_back_at=given["call_back_at"],
        )

    @classmethod
    def data_of(cls, what: Any) -> QueryDict:
        """What a call ended with, as its form would have sent it."""
        data = QueryDict(mutable=True)
        for name in cls.base_fields:
            value = getattr(what, name, None)
            if isinstance(value, list):
                data.setlist(name, value)
            elif isinstance(value, datetime):
                data[name] = timezone.localtime(value).strftime(MOMENTS[0])
            elif value is not None:
                data[name] = str(value)
        data["anonymous"] = "no" if getattr(what, "anonymous", None) is False else "yes"
        data["received_at"] = timezone.localtime(getattr(what, "received_at", None) or what.at).strftime(
            MOMENTS[0]
        )
        return data

    @classmethod
    def draft(cls, data: Any) -> dict[str, list[str]]:
        """What is kept of a form that is still being filled in; an anonymous caller's name never."""
        kept = {name: values for name, values in data.lists() if name not in cls.LEFT_OUT}
        if data.get("anonymous") != "no":
            kept = {name: values for name, values in kept.items() if name not in ("name", "phone")}
        return {
            name: [value.replace("\0", "")[: LONGEST * 2] for value in values]
            for name, values in kept.items()
        }


class CorrectForm(CallForm):
    """What was told, as it stands in a concern: to be corrected, or added to."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(
        self, data: Any = None, *, concern: ConcernReport, at: datetime, kinds: Iterable[Any], here: str
    ) -> None:
        used = [each for each in kinds if each.ended_on is None or each.key in concern.kinds]
        super().__init__(data, at=at, kinds=used, here=here)
        for name in self.fields.keys() - {*CORRECTED, "version"}:
            del self.fields[name]
        self.initial = {name: getattr(concern, name) for name in self.fields}


class GroundsForm(forms.Form):
    """The three short grounds of triage."""

    grounds = text(
        gettext_lazy("Grounds"), hint=gettext_lazy("What of it is a reason to act?"), most=2000, required=True
    )
    prevention = text(
        gettext_lazy("Perspective of prevention"),
        hint=gettext_lazy("What could become worse, and what could be prevented?"),
        most=2000,
        required=True,
    )
    proportionality = text(
        gettext_lazy("Proportionality"),
        hint=gettext_lazy("Could less do?"),
        most=2000,
        required=True,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


def of_basis(queryset: Any) -> Any:
    """Which provision a disclosure rests on."""
    return forms.ModelChoiceField(queryset=queryset, label=gettext_lazy("Legal basis"))


class AskPoliceForm(VersionForm):
    """A question to a named member of the police, asked in the words that the page has shown last.

    `shown` is their hash: changed words are shown first.
    """

    asked_of = forms.ModelChoiceField(queryset=User.objects.none(), label=gettext_lazy("Ask whom"))
    extract = text(
        gettext_lazy("What the police are told"),
        hint=gettext_lazy("Word for word. They see nothing else of the concern."),
        rows=8,
        required=True,
    )
    necessity = forms.CharField(label=gettext_lazy("Why it is necessary"), max_length=500)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: Any = None, *, police: Any, bases: Any, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["asked_of"].queryset = police  # type: ignore[attr-defined]
        self.fields["basis"] = of_basis(bases)
        self.initial["shown"] = self._hash  # of what stands there when the page is made: a draft, perhaps

    @property
    def preview(self) -> str:
        """The words as they would be told."""
        return "\n".join(str(self["extract"].value() or "").split("\r\n")).strip()

    def show(self) -> None:
        """Note that the page shows the words as they stand now."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("shown")] = self._hash()
        self.data = data

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.pop("shown", "") != self._hash() and "extract" not in self.errors:
            self.add_error(
                "extract", _("You have changed the words. Look at what they will see, and ask again.")
            )
            self.show()
        return found

    def _hash(self) -> str:
        return sha256(self.preview.encode()).hexdigest()


class AnswerPoliceForm(forms.Form):
    """The answer of the police."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=tapped(PoliceClearance.Answer.choices),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=pgettext_lazy("to an answer", "Note"),
        help_text=gettext_lazy("The coordinator reads it. Nothing of an investigation."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    necessity = forms.CharField(
        label=gettext_lazy("Why it is necessary"),
        max_length=500,
        initial=gettext_lazy("Prevention by several agencies waits for the answer."),
    )

    def __init__(self, data: Any = None, *, bases: Any, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["basis"] = of_basis(bases)


class ExitForm(forms.Form):
    """A reason, and where something is told with it: to whom, what, why, on which basis."""

    reason = text(gettext_lazy("Reason"), rows=3, most=2000, required=True)

    def __init__(
        self,
        data: Any = None,
        *,
        exit: str,
        tells: bool,
        must_tell: bool,
        agencies: Any = None,
        bases: Any = None,
        consents: Any = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.must_tell, self.tells = must_tell, tells
        if not tells:
            return
        if exit == ConcernReport.Exit.OTHER_HOUSE:
            self.fields["outside"] = forms.CharField(label=_("Which info house"), max_length=150)
        else:
            self.fields["agency"] = forms.ModelChoiceField(
                queryset=agencies, label=_("To which agency"), required=must_tell
            )
        self.fields["text"] = text(
            _("What they are told"), hint=_("Word for word"), rows=8, required=must_tell
        )
        self.fields["necessity"] = forms.CharField(
            label=_("Why it is necessary"), max_length=500, required=must_tell
        )
        self.fields["basis"] = of_basis(bases)
        self.fields["basis"].required = must_tell
        self.fields["consent"] = of_consent(consents)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if self.tells and not self.must_tell and self.is_told(found):
            for name in ("agency", "text", "necessity", "basis"):
                if name in self.fields and not found.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in too, or leave all of what is told empty."))
        on_what(self, found)
        return found

    @staticmethod
    def is_told(found: Mapping[str, Any]) -> bool:
        """Something is to be told to somebody."""
        return any(found.get(name) for name in ("agency", "outside", "basis"))


class ReasonForm(forms.Form):
    reason = text(gettext_lazy("Reason"), rows=3, most=500, required=True)


class AskIdentityForm(ReasonForm):
    """Why somebody must know who called; with the key of the row that it makes."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)


class OpenIdentityForm(forms.Form):
    """Open for some hours, or refuse."""

    hours = forms.TypedChoiceField(
        label=gettext_lazy("Your answer"), coerce=int, widget=forms.RadioSelect, choices=()
    )
    answer = forms.CharField(
        label=gettext_lazy("Words to who asked"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        said = [(hours, _("Open for %(hours)s hours") % {"hours": hours}) for hours in HOURS if hours > 1]
        self.fields["hours"].choices = [  # type: ignore[attr-defined]
            (1, _("Open for 1 hour")),
            *said,
            (0, _("Refuse")),
        ]


class ReceiptForm(forms.Form):
    on = forms.DateField(
        label=gettext_lazy("The receipt came on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, data: Any = None, *, earliest: Any, today: Any) -> None:
        super().__init__(data, initial={"on": today})
        self.earliest, self.today = earliest, today

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if not self.earliest <= on <= self.today:
            raise forms.ValidationError(_("It came after the referral, and not after today."))
        return on


class SureForm(forms.Form):
    """A deed that cannot be undone asks for a tick."""

    sure = forms.BooleanField(
        label=gettext_lazy("I have read what is deleted, and nothing of it is to stay"),
        error_messages={"required": gettext_lazy("Tick that you are sure.")},
    )


def agencies(municipality_id: Any, *, without: Any = None, kind: str = "") -> Any:
    """The agencies of a municipality, by name."""
    found = Agency.objects.filter(municipality=municipality_id)
    found = found.filter(kind=kind) if kind else found
    return found.exclude(pk=without).order_by("name")


def bases(user: User, on: Any, *, reaches: str = "", with_consent: bool = False) -> Any:
    """The provisions on which the user's agency may disclose to a kind of agency.

    :param with_consent: those that rest on one, too.
    """
    return bases_for(user.agency, on, reaches=[reaches] if reaches else [], with_consent=with_consent)

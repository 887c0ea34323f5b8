"""Words and deadlines: what the hotline's forms offer, and how long things may take."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.concerns import operations, queries, word_forms
from tovholder.concerns.models import AdviceTopic, Deadline, ExtremismKind, PhoneNumber
from tovholder.core.pages import page

KEEPS = Permission.CONCERN_TRIAGE
#: Beside which field a refusal stands; others stand above the form.
BESIDE: dict[type[operations.Refused], str] = {
    operations.NameTaken: "name",
    operations.NotThatLong: "days",
    operations.CalendarOnly: "working_days",
    operations.FromThenOn: "valid_from",
    operations.DayTaken: "valid_from",
}


@dataclass(frozen=True)
class Words:
    """A list of words: what it holds, the form of one, and how the pages call it."""

    model: type[Any]
    form: type[word_forms.WordForm]
    title: Any
    lead: Any
    one_more: Any
    correct: Any


LISTS = {
    "kinds": Words(
        ExtremismKind,
        word_forms.WordForm,
        gettext_lazy("Kinds of extremism"),
        gettext_lazy("A concern may have several, or none."),
        gettext_lazy("Add a kind of extremism"),
        gettext_lazy("Correct a kind of extremism"),
    ),
    "topics": Words(
        AdviceTopic,
        word_forms.WordForm,
        gettext_lazy("Advice topics"),
        gettext_lazy("What advice was about. They are counted, and never about somebody."),
        gettext_lazy("Add an advice topic"),
        gettext_lazy("Correct an advice topic"),
    ),
    "numbers": Words(
        PhoneNumber,
        word_forms.NumberForm,
        gettext_lazy("Telephone numbers"),
        gettext_lazy("They stand beside the call's form while somebody is on the line."),
        gettext_lazy("Add a telephone number"),
        gettext_lazy("Correct a telephone number"),
    ),
}


@gate.requires(KEEPS)
def words(request: gate.Request) -> HttpResponse:
    """The three lists and the deadlines, those that are over included."""
    context = {
        "lists": [_list(request, what) for what in LISTS],
        "deadlines": queries.kept_deadlines(request.user, request.today),
    }
    return page(request, "concerns/words.html", context)


def _list(request: gate.Request, what: str) -> dict[str, Any]:
    of = LISTS[what]
    found = of.model.objects.visible_to(request.user).order_by("position", "name")
    rows = [
        {
            "word": word,
            "place": place,
            "is_over": word.ended_on is not None and word.ended_on <= request.today,
            "can_end": what != "numbers" or word.key not in operations.IN_A_SENTENCE,
        }
        for place, word in enumerate(found)
    ]
    return {"what": what, "of": of, "rows": rows}


@gate.requires(KEEPS)
def add_word(request: gate.Request, what: str) -> HttpResponse:
    of = _of(what)
    form = of.form(_sent(request))
    if form.is_valid():
        try:
            operations.add_word(model=of.model, by=request.user, at=request.at, **form.kept())
        except operations.Refused as refused:
            form.add_error(BESIDE.get(type(refused)), str(refused))
        else:
            messages.success(request, _("%(name)s is on the list.") % {"name": form.cleaned_data["name"]})
            return redirect("concerns:words")
    context = {"form": form, "title": of.one_more, "verb": _("Put on the list"), "lead": of.lead}
    return page(request, "concerns/keep_word.html", context)


@gate.requires(KEEPS)
def correct_word(request: gate.Request, what: str, word_id: UUID) -> HttpResponse:
    """Rename a word, or correct a number; where somebody else saved first, show both."""
    of, word = _fetch(request, what, word_id)
    form, theirs = of.form(_sent(request), word=word), None
    if form.is_valid():
        try:
            operations.correct_word(word=word, by=request.user, at=request.at, **form.kept())
        except operations.ChangedMeanwhile as changed:
            theirs = changed
            form.add_error(None, str(changed))
            form.go_on_from(changed.newest)
        except operations.Refused as refused:
            form.add_error(BESIDE.get(type(refused)), str(refused))
        else:
            messages.success(request, _("The correction is saved."))
            return redirect("concerns:words")
    lead = _("It is called so on old concerns, too. What means something else is a new one.")
    context = {"form": form, "title": of.correct, "verb": _("Save"), "lead": lead, "theirs": theirs}
    return page(request, "concerns/keep_word.html", context)


@gate.requires(KEEPS)
def end_word(request: gate.Request, what: str, word_id: UUID) -> HttpResponse:
    done = _("%(name)s is no longer offered. Old concerns keep it.")
    return _deed(request, what, word_id, operations.end_word, done)


@gate.requires(KEEPS)
def reopen_word(request: gate.Request, what: str, word_id: UUID) -> HttpResponse:
    return _deed(request, what, word_id, operations.reopen_word, _("%(name)s is used again."))


@gate.requires(KEEPS)
def move_word_up(request: gate.Request, what: str, word_id: UUID) -> HttpResponse:
    sent = request.POST.get("place", "")
    place = int(sent) if sent.isdecimal() and len(sent) < 6 else 0

    def move(**more: Any) -> None:
        operations.move_word_up(place=place, **more)

    return _deed(request, what, word_id, move, _("%(name)s is moved up."))


def _deed(
    request: gate.Request, what: str, word_id: UUID, deed: Callable[..., None], done: str
) -> HttpResponse:
    _list_of, word = _fetch(request, what, word_id)
    if request.method == "POST":
        try:
            deed(word=word, by=request.user, at=request.at)
        except operations.ChangedMeanwhile:
            messages.warning(request, _("Somebody else has changed the order. Look at it, and try again."))
        except operations.Refused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, done % {"name": word.name})
    return redirect("concerns:words")


@gate.requires(KEEPS)
def add_deadline(request: gate.Request) -> HttpResponse:
    """Say how long something may take from a day on; the form begins with what holds today."""
    asked = request.GET.get("key", "")
    initial: dict[str, Any] = {"key": asked if asked in Deadline.Key.values else ""}
    if request.method != "POST" and initial["key"]:
        rule = queries.rules(request.user.municipality_id, request.today).get(asked, queries.Rule())
        initial |= {"days": rule.days, "working_days": "yes" if rule.working_days else "no"}
    form = word_forms.DeadlineForm(_sent(request), today=request.today, initial=initial)
    if form.is_valid():
        try:
            operations.add_deadline(by=request.user, at=request.at, **form.cleaned_data)
        except operations.Refused as refused:
            form.add_error(BESIDE.get(type(refused)), str(refused))
        else:
            messages.success(request, _("The deadline is added."))
            return redirect("concerns:words")
    lead = _("A concern is counted by the deadlines that held on the day it came.")
    context = {"form": form, "title": _("Add a deadline"), "verb": _("Add the deadline"), "lead": lead}
    return page(request, "concerns/keep_word.html", context)


@gate.requires(KEEPS)
def correct_deadline(request: gate.Request, deadline_id: UUID) -> HttpResponse:
    """Put a mistyped deadline right while its first day has not passed."""
    rule = gate.get_or_404(Deadline, deadline_id, actor=request.user)
    form, theirs = word_forms.CorrectDeadlineForm(_sent(request), rule=rule), None
    if form.is_valid():
        try:
            operations.correct_deadline(rule=rule, by=request.user, at=request.at, **form.kept())
        except operations.ChangedMeanwhile as changed:
            theirs = changed
            form.add_error(None, str(changed))
            form.go_on_from(changed.newest)
        except operations.Refused as refused:
            form.add_error(BESIDE.get(type(refused)), str(refused))
        else:
            messages.success(request, _("The correction is saved."))
            return redirect("concerns:words")
    title = _("Correct the deadline: %(name)s") % {"name": rule.get_key_display()}
    lead = _("What was counted by it today is counted anew. The history keeps both.")
    context = {"form": form, "title": title, "verb": _("Save"), "lead": lead, "theirs": theirs}
    return page(request, "concerns/keep_word.html", context)


def _sent(request: gate.Request) -> Any:
    return request.POST if request.method == "POST" else None


def _of(what: str) -> Words:
    if what not in LISTS:
        raise Http404
    return LISTS[what]


def _fetch(request: gate.Request, what: str, word_id: UUID) -> tuple[Words, Any]:
    of = _of(what)
    return of, gate.get_or_404(of.model, word_id, actor=request.user)

"""A call: a form in the order in which a call goes, saved as one types, and ended one way or the other."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.concerns import forms, operations, queries
from tovholder.concerns.defaults import NOBODYS_NUMBER
from tovholder.concerns.models import AdviceContact, Call, CallerIdentity, ConcernReport
from tovholder.core.ids import uuid7
from tovholder.core.pages import page
from tovholder.people import operations as people
from tovholder.people.cpr import digits
from tovholder.people.forms import PersonChoice
from tovholder.people.models import Person
from tovholder.people.operations import FIELDS

PLAIN = "text/plain; charset=utf-8"


@gate.requires(Permission.HOTLINE_WORK)
def begin(request: gate.Request) -> HttpResponse:
    """A clean form. It becomes a call in progress when something is saved."""
    if request.method == "POST":
        return _taken(request, _key_of(request), None)
    return _page(request, uuid7(), None, None)


@gate.requires(Permission.HOTLINE_WORK)
def call(request: gate.Request, call_id: UUID) -> HttpResponse:
    """A call in progress of one's own: opened again after a closed lid, saved, ended."""
    found = Call.objects.visible_to(request.user).filter(pk=call_id).first()
    if found is None:
        return _ended(request, call_id)
    if request.method == "POST":
        return _taken(request, call_id, found)
    return _page(request, call_id, found, _written(operations.content_of(found)))


@gate.requires(Permission.HOTLINE_WORK)
def caller(request: gate.Request) -> HttpResponse:
    """The fields for who calls: there are none, unless she is not anonymous."""
    data = QueryDict(mutable=True)
    data["anonymous"] = "no" if request.GET.get("anonymous") == "no" else "yes"
    form = forms.CallForm(data, at=request.at)
    forms.quiet(form)
    return page(request, "concerns/_caller.html", {"form": form})


@gate.requires(Permission.HOTLINE_WORK)
def discard(request: gate.Request, call_id: UUID) -> HttpResponse:
    """Throw a form away that was begun by mistake."""
    found = gate.get_or_404(Call, call_id, actor=request.user)
    if request.method == "POST":
        operations.discard_call(call=found, by=request.user, at=request.at)
        messages.success(request, _("The call is thrown away. Nothing of it is kept."))
        return redirect("concerns:list")
    return page(request, "concerns/discard.html", {"call": found})


def _key_of(request: gate.Request) -> UUID:
    try:
        return UUID(request.POST.get("call", ""))
    except ValueError:
        return uuid7()


def _written(content: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in content.items():
        data.setlist(name, values)
    return data


def _ended(request: gate.Request, call_id: UUID) -> HttpResponse:
    """A second click comes after the first has ended the call: it leads to what became of it.

    What was written in this window alone is shown beside that, so that it can be added.
    """
    what = operations.became(call_id=call_id, by=request.user)
    if what is None:
        raise Http404
    if request.headers.get("X-Requested-With") == "autosave":
        return HttpResponse(_over(), status=409, content_type=PLAIN)
    concern = what if isinstance(what, ConcernReport) else None
    only_here = _only_here(request, what) if request.method == "POST" else []
    if only_here:
        subjects: Any = concern.subjects() if concern else {}
        gate.saw(request, **subjects)
        context = {"concern": concern, "both": only_here, "sent": _sent_anew(request.POST), "key": uuid7()}
        return page(request, "concerns/call_ended.html", context)
    if request.POST.get("act") == ("advice" if concern else "concern"):
        messages.warning(request, str(operations.CallEnded.message))
    return redirect(concern) if concern else redirect("concerns:list")


def _over() -> str:
    return _("This call has ended. Press Save to see what became of it, and what you wrote here.")


def _only_here(request: gate.Request, what: ConcernReport | AdviceContact) -> list[tuple[str, str, str]]:
    """The field, what a call ended with, and what was sent from this window, where that says something else.

    With advice alone nothing is kept of anybody, and who presses it knows.
    """
    words, sent = queries.words_of_call(request.user.municipality_id, request.today), request.POST
    stands = forms.CallForm.data_of(what)
    concern = what if isinstance(what, ConcernReport) else None
    if concern and {sent.get(name, "") for name in ("name", "phone")} != {""}:
        sealed = CallerIdentity.objects.filter(concern=concern).first()
        if sealed and operations.caller_of(sealed) == (sent.get("name", ""), sent.get("phone", "")):
            stands["name"], stands["phone"] = sent.get("name", ""), sent.get("phone", "")
    now, mine = _form(request, stands, words), _form(request, sent, words)
    advice = sent.get("act") == "advice"
    rows = forms.differences(now, mine, without=forms.CallForm.NOT_IN_ADVICE if advice else ())
    if not advice:
        rows += _of_whom(request, concern.person if concern else None)
    return [row for row in rows if row[2].strip() not in ("", forms.NOTHING, row[1].strip())]


def _of_whom(request: gate.Request, person: Person | None) -> list[tuple[str, str, str]]:
    """The same of whom it is about."""
    mine = PersonChoice(request.POST, request=request, nobody=True)
    if mine.picked == PersonChoice.NOBODY:
        return []
    if mine.picked not in _WHO:
        about = _about(request, mine.picked)
        return [] if str(person) == about else [(_("Whom it is about"), str(person or forms.NOTHING), about)]
    now, without = PersonChoice(request=request, nobody=True), ["who", "words"]
    if person is not None:
        # Her CPR number is not shown unasked.
        known = {name: getattr(person, name) for name in FIELDS if name != "cpr"}
        now.initial = {**known, "address_protected": person.address_protected_at is not None}
        if person.cpr == digits(mine["cpr"].value() or ""):
            without.append("cpr")
    return forms.differences(now, mine, without=without)


def _sent_anew(sent: QueryDict) -> list[tuple[str, str]]:
    """What was sent, as another call's form takes it."""
    kept = forms.CallForm.draft(sent)
    return [(name, value) for name, values in kept.items() if name != "call" for value in values]


def _taken(request: gate.Request, key: UUID, found: Call | None) -> HttpResponse:
    """What was sent: saved as one types, searched in, or hung up."""
    sent = request.POST
    if request.headers.get("X-Requested-With") == "autosave":
        return _autosaved(request, key)
    if "person-search" in sent or sent.get("act") not in ("advice", "concern"):
        return _kept(request, key, found)
    return _hung_up(request, key, found)


def _version(sent: Any) -> int:
    text = str(sent.get("version") or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _keep(request: gate.Request, key: UUID) -> Call:
    return operations.keep_call(
        call_id=key,
        content=forms.CallForm.draft(request.POST),
        by=request.user,
        at=request.at,
        version=_version(request.POST),
    )


def _autosaved(request: gate.Request, key: UUID) -> HttpResponse:
    try:
        kept = _keep(request, key)
    except operations.WrittenElsewhere as error:
        said = " ".join([str(error), _("Press Save to see both.")])
        return HttpResponse(said, status=409, content_type=PLAIN)
    except Call.DoesNotExist:
        return HttpResponse(_over(), status=409, content_type=PLAIN)
    answer = HttpResponse(status=204)
    answer.headers["X-Version"] = str(kept.version)
    answer.headers["X-Address"] = reverse("concerns:call", args=[key])
    return answer


def _kept(request: gate.Request, key: UUID, found: Call | None) -> HttpResponse:
    """Saved by the button, or a search for the person: the page again, with everything that was typed."""
    words = queries.words_of_call(request.user.municipality_id, request.today)
    both: list[tuple[str, str, str]] = []
    try:
        found = _keep(request, key)
    except operations.WrittenElsewhere as error:
        found, both = error.newest, _both(request, error.newest, words)
    except Call.DoesNotExist:
        return _ended(request, key)
    searches = "person-search" in request.POST
    form = _form(request, request.POST, words)
    choice = PersonChoice(request.POST, request=request, nobody=True)
    wrong = [forms.soften(form), not searches and forms.soften(choice)]
    return _page(
        request,
        key,
        found,
        request.POST,
        form=form,
        choice=choice,
        words=words,
        version=found.version,
        both=both,
        saved=not both,
        wrong=any(wrong),
    )


def _hung_up(
    request: gate.Request, key: UUID, found: Call | None, version: int | None = None
) -> HttpResponse:
    sent, act = request.POST, request.POST["act"]
    words = queries.words_of_call(request.user.municipality_id, request.today)
    form = _form(request, sent, words)
    choice = PersonChoice(sent, request=request, nobody=True)
    shown: Any = {"form": form, "words": words}
    if act == "advice":
        named = choice.picked not in ("", PersonChoice.NOBODY)
        lost = form.lost_with_advice(named=named) if form.is_valid() else {}
        if lost.keys() - sent.getlist("sure"):
            return _page(request, key, found, sent, asks=lost, **shown)
    else:
        shown["choice"] = choice
        choice.is_valid()
    if form.is_valid() and not (act == "concern" and choice.errors):
        seen = _version(sent) if version is None else version
        try:
            with transaction.atomic():  # who was written down for it goes with what is refused
                if act == "advice":
                    return _advised(request, key, form, seen)
                return _taken_down(request, key, form, choice, seen)
        except operations.WrittenElsewhere as error:
            both, newest = _both(request, error.newest, words), error.newest
            if not both and version is None:  # the answer to the last save was lost
                return _hung_up(request, key, newest, newest.version)
            return _page(request, key, newest, sent, version=newest.version, both=both, **shown)
        except operations.CallEnded:
            return _ended(request, key)
        except (operations.Refused, people.Refused) as refused:
            form.add_error(None, str(refused))
    return _page(request, key, found, sent, wrong=True, **shown)


def _advised(request: gate.Request, key: UUID, form: forms.CallForm, version: int) -> HttpResponse:
    operations.hang_up_with_advice(
        call_id=key, told=form.told(), by=request.user, at=request.at, version=version
    )
    messages.success(request, _("The call is ended as advice. Nothing of the form is kept beside it."))
    return redirect("concerns:list")


def _taken_down(
    request: gate.Request, key: UUID, form: forms.CallForm, choice: PersonChoice, version: int
) -> HttpResponse:
    concern = operations.take_down(
        call_id=key,
        told=form.told(),
        by=request.user,
        at=request.at,
        version=version,
        person=choice.resolve(by=request.user, at=request.at),
        name=form.cleaned_data.get("name", ""),
        phone=form.cleaned_data.get("phone", ""),
    )
    said = _("Concern %(number)s is made. The coordinator takes over.") % {"number": concern.number}
    messages.success(request, said)
    return redirect(concern)


#: Who it is about, as the page names it that chooses.
_WHO = {
    PersonChoice.NEW: gettext_lazy("Somebody who is not here: write down"),
    PersonChoice.UNKNOWN: gettext_lazy("An unknown person, with a description"),
    PersonChoice.NOBODY: gettext_lazy("Nobody in particular yet"),
}


def _both(request: gate.Request, newest: Call, words: Any) -> list[tuple[str, str, str]]:
    """Where two windows differ: the field, what was saved in the other, what was sent from this one."""
    saved = _written(operations.content_of(newest))
    now, mine = (
        (_form(request, data, words), PersonChoice(data, request=request, nobody=True))
        for data in (saved, request.POST)
    )
    rows = forms.differences(now[0], mine[0])
    if now[1].picked != mine[1].picked:
        about = [_about(request, choice.picked) for choice in (now[1], mine[1])]
        rows.append((_("Whom it is about"), about[0], about[1]))
    return rows + forms.differences(now[1], mine[1], without=("who", "words"))


def _about(request: gate.Request, picked: str) -> str:
    if picked in _WHO:
        return str(_WHO[picked])
    try:
        key = UUID(picked)
    except ValueError:
        return forms.NOTHING
    person = Person.objects.visible_to(request.user).filter(pk=key).first()
    gate.saw(request, persons=[person] if person else [])
    return str(person or forms.NOTHING)


def _form(request: gate.Request, data: Any, words: Any, *, at: Any = None) -> forms.CallForm:
    here = forms.place_of(request.user)
    return forms.CallForm(data, at=at or request.at, kinds=words["kind"], topics=words["topic"], here=here)


def _page(
    request: gate.Request,
    key: UUID,
    found: Call | None,
    data: Any,
    *,
    form: forms.CallForm | None = None,
    choice: PersonChoice | None = None,
    words: Any = None,
    version: int | None = None,
    both: list[tuple[str, str, str]] | None = None,
    saved: bool = False,
    asks: Mapping[str, str] | None = None,
    wrong: bool = False,
) -> HttpResponse:
    """The form with what stands in it. Only a hang-up says what is missing."""
    words = words or queries.words_of_call(request.user.municipality_id, request.today)
    begun = found.begun_at if found else request.at
    if form is None:
        form = _form(request, data, words, at=request.at)
        forms.quiet(form)
    if choice is None:
        choice = PersonChoice(data, request=request, nobody=True)
        if data is not None and not choice.searching:
            forms.quiet(choice)
    numbers = {word.key: word for word in words["number"]}
    if version is None:
        version = _version(data) if wrong or asks else found.version if found else 0
    context = {
        "form": form,
        "choice": choice,
        "call": found,
        "key": key,
        "version": version,
        "begun": begun,
        "numbers": words["number"],
        "advice_days": queries.days_of_advice(words),
        "number": {name: word.phone for name, word in numbers.items() if word.phone != NOBODYS_NUMBER},
        "turn": queries.turn_on(request.user.municipality_id, request.today),
        "both": both,
        "saved": saved,
        "asks": asks,
        "wrong": wrong,
        "agency": request.user.agency,
        "address": reverse("concerns:call", args=[key]) if found else reverse("concerns:begin"),
    }
    return page(request, "concerns/call.html", context)

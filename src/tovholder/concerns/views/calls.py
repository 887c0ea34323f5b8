"""A call: a form in the order in which a call goes, saved as one types, and ended one way or the other."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.concerns import forms, operations, queries
from tovholder.concerns.models import AdviceContact, Call, ConcernReport
from tovholder.core.ids import uuid7
from tovholder.core.pages import page
from tovholder.people import operations as people
from tovholder.people.forms import PersonChoice


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
    """A second click comes after the first has ended the call: it leads to what became of it."""
    concern = ConcernReport.objects.filter(call=call_id, taken_by=request.user).first()
    if concern is not None:
        return redirect(concern)
    if AdviceContact.objects.filter(pk=call_id, by=request.user).exists():
        return redirect("concerns:list")
    raise Http404


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
    plain = "text/plain; charset=utf-8"
    try:
        kept = _keep(request, key)
    except operations.ChangedMeanwhile as error:
        return HttpResponse(str(error), status=409, content_type=plain)
    except Call.DoesNotExist:
        return HttpResponse(_("This call has ended."), status=409, content_type=plain)
    answer = HttpResponse(status=204)
    answer.headers["X-Version"] = str(kept.version)
    answer.headers["X-Address"] = reverse("concerns:call", args=[key])
    return answer


def _kept(request: gate.Request, key: UUID, found: Call | None) -> HttpResponse:
    """Saved by the button, or a search for the person: the page again, with everything that was typed."""
    fault, version = "", _version(request.POST)
    try:
        found = _keep(request, key)
        version = found.version
    except operations.ChangedMeanwhile as error:
        fault = str(error)
        version = error.newest.version if error.newest else version
    except Call.DoesNotExist:
        return _ended(request, key)
    searches = "person-search" in request.POST
    words = queries.words_of_call(request.user.municipality_id, request.today)
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
        version=version,
        fault=fault,
        saved=not fault,
        wrong=any(wrong),
    )


def _hung_up(request: gate.Request, key: UUID, found: Call | None) -> HttpResponse:
    words = queries.words_of_call(request.user.municipality_id, request.today)
    form = _form(request, request.POST, words)
    act = request.POST["act"]
    choice = PersonChoice(request.POST, request=request, nobody=True)
    named = choice.picked not in ("", PersonChoice.NOBODY)
    if act == "advice":
        if (form.is_valid() and not (form.is_about_somebody or named)) or (
            form.is_valid() and request.POST.get("sure") == "yes"
        ):
            operations.hang_up_with_advice(call_id=key, told=form.told(), by=request.user, at=request.at)
            messages.success(
                request, _("The call is ended as advice. Nothing of the form is kept beside it.")
            )
            return redirect("concerns:list")
        asks = form.is_valid()
        return _page(request, key, found, request.POST, form=form, words=words, asks=asks, wrong=not asks)
    if form.is_valid() and choice.is_valid():
        try:
            concern = operations.take_down(
                call_id=key,
                told=form.told(),
                by=request.user,
                at=request.at,
                person=choice.resolve(by=request.user, at=request.at),
                name=form.cleaned_data.get("name", ""),
                phone=form.cleaned_data.get("phone", ""),
            )
        except (operations.Refused, people.Refused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _("Concern %(number)s is made. The coordinator takes over.") % {"number": concern.number},
            )
            return redirect(concern)
    return _page(request, key, found, request.POST, form=form, words=words, choice=choice, wrong=True)


def _form(request: gate.Request, data: Any, words: Any, *, at: Any = None) -> forms.CallForm:
    here = request.user.municipality.name if request.user.municipality else ""
    here = here.removesuffix(" Kommune").removesuffix("s")
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
    fault: str = "",
    saved: bool = False,
    asks: bool = False,
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
        "number": {name: word.phone for name, word in numbers.items()},
        "turn": queries.turn_on(request.user.municipality_id, request.today),
        "fault": fault,
        "saved": saved,
        "asks": asks,
        "wrong": wrong,
        "agency": request.user.agency,
        "address": reverse("concerns:call", args=[key]) if found else reverse("concerns:begin"),
    }
    return page(request, "concerns/call.html", context)

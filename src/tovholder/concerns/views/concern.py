"""A concern: what was seen, the three grounds, the police's answer, and the exits as cards."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tovholder.access import gate
from tovholder.access.drafts import Writing, WrittenElsewhere
from tovholder.access.models import Agency, User
from tovholder.access.roles import Permission
from tovholder.audit.queries import Change, changes_of
from tovholder.audit.reads import Way
from tovholder.concerns import forms, operations, queries
from tovholder.concerns.exits import possible
from tovholder.concerns.models import ConcernDraft, ConcernReport, PoliceClearance
from tovholder.concerns.operations.triage import TELLS, must_tell
from tovholder.concerns.similar import similar
from tovholder.concerns.wording import CARDS, SEEN_LABELS, extract_of
from tovholder.core import due as dues
from tovholder.core.pages import page
from tovholder.core.paper import Paper, Paragraph, Sheet, as_file
from tovholder.disclosures import operations as disclosures
from tovholder.disclosures.models import Disclosure
from tovholder.disclosures.queries import consents_of
from tovholder.people import operations as people
from tovholder.people.forms import PersonChoice
from tovholder.people.queries import adult_born

SEES = (Permission.HOTLINE_WORK, Permission.CONCERN_TRIAGE)
Exit = ConcernReport.Exit


def fetch(request: gate.Request, concern_id: UUID, *, way: Way = Way.PAGE) -> Any:
    """The concern with what its pages say, if the reader may see it; the look is recorded."""
    house = request.user.municipality_id
    found = ConcernReport.objects.select_related(
        "person__particulars", "taken_by", "triaged_by", "exit_by", "call_back_by", "confirmed_by"
    )
    named = queries.named(found, request.user)
    detailed = queries.detailed(named, today=request.today, municipality_id=house)
    return gate.get_or_404(detailed, concern_id, request=request, way=way)


@gate.requires(*SEES)
def show(request: gate.Request, concern_id: UUID) -> HttpResponse:
    concern = fetch(request, concern_id)
    form = forms.GroundsForm(initial=_grounds(concern))
    assesses = request.user.may(Permission.CONCERN_TRIAGE) and not concern.exit
    return _show(request, concern, form, draft=_draft(request, concern, form) if assesses else None)


def _draft(request: gate.Request, concern: ConcernReport, form: forms.GroundsForm) -> Writing:
    return Writing(
        request,
        ConcernDraft,
        form,
        list(form.fields),
        place="grounds",
        of=concern.pk,
        address=reverse("concerns:assess", args=[concern.pk]),
        over=str(operations.HasLeft.message) if concern.exit else "",
        concern=concern,
    )


@gate.requires(Permission.CONCERN_TRIAGE)
def assess(request: gate.Request, concern_id: UUID) -> HttpResponse:
    """Save the three grounds; where somebody else saved first, show both."""
    concern = fetch(request, concern_id)
    if request.method != "POST":
        return redirect(concern)
    sent = request.POST.copy()
    form = forms.GroundsForm(sent)
    draft = _draft(request, concern, form)
    if draft.answer:
        return draft.answer
    theirs: Any = None
    if form.is_valid():
        try:
            with draft.ends():
                operations.assess(concern=concern, by=request.user, at=request.at, **form.cleaned_data)
        except WrittenElsewhere:
            pass  # the page shows both
        except operations.ChangedMeanwhile as error:
            theirs = error
            sent["version"] = str(error.newest.version)
            form.add_error(None, str(error))
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The grounds are saved."))
            return redirect(concern)
    return _show(request, concern, form, theirs, draft)


def _grounds(concern: ConcernReport) -> dict[str, Any]:
    return {name: getattr(concern, name) for name in ("grounds", "prevention", "proportionality", "version")}


def _show(
    request: gate.Request, concern: Any, form: Any, theirs: Any = None, draft: Writing | None = None
) -> HttpResponse:
    user, today = request.user, request.today
    triages = user.may(Permission.CONCERN_TRIAGE)
    asked = list(
        PoliceClearance.objects.filter(concern=concern)
        .select_related("asked_of", "asked_by")
        .order_by("asked_at")
        if triages
        else ()
    )
    newest = next((each for each in reversed(asked) if each.withdrawn_at is None), None)
    others = similar(concern)
    beside = [one for group in others for one in group.concerns]
    gate.saw(request, concerns=[one.id for one in beside], persons=[one.person_id for one in beside])
    open_exits = possible(concern, newest) if triages else []
    context = {
        "concern": concern,
        "received": timezone.localdate(concern.received_at),
        "ago": dues.ago(timezone.localdate(concern.received_at), today),
        "groups": [(label, getattr(concern, name)) for name, label in SEEN_LABELS],
        "asked": [(each, _promised(each, today)) for each in asked],
        "newest": newest,
        "can_ask": triages and not concern.exit_at and concern.person and not (newest and not newest.answer),
        "others": others,
        "told": _told(concern) if triages else [],
        "triages": triages,
        "form": form,
        "theirs": theirs,
        "draft": draft,
        "cards": [_card(concern, each) for each in open_exits],
        "answered_at": concern.answered and parse_datetime(concern.answered["at"]),
        "told_to_us": _told_to_us(user, concern) if triages else None,
        "waits_for_grounds": not (concern.grounds and concern.prevention and concern.proportionality),
        "next": queries.next_of(concern, user=user, today=today),
        "may_be_purged": triages and concern.exit == Exit.POLICE,
        "calls_back": concern.call_back_by_id == user.pk or triages,
        "may_correct": _may_correct(user, concern),
    }
    return page(request, "concerns/concern.html", context)


def _told_to_us(user: User, concern: ConcernReport) -> UUID | None:
    """The entry of the ledger by which an authority told it to the reader's agency."""
    ours = concern.taken_by.agency_id == user.agency_id
    return concern.received[-1] if concern.received and ours else None


def _told(concern: ConcernReport) -> list[dict[str, Any]]:
    """To whom something of the concern was told, and when; who is outside reads it nowhere but on paper."""
    if not concern.disclosed:
        return []
    entries = Disclosure.objects.filter(pk__in=concern.disclosed).select_related("receiver", "particulars")
    return [
        {
            "url": one.get_absolute_url(),
            "reader": one.reader,
            "day": one.at,
            "outside": one.receiver_id is None,
            "file": reverse("disclosures:extract", args=[one.pk]),
        }
        for one in entries.order_by("at", "id")
    ]


def _promised(asked: PoliceClearance, today: Any) -> tuple[str, str]:
    if asked.withdrawn_at:
        return "no_target", _("Taken back")
    if asked.answer:
        return "done", asked.get_answer_display()
    return dues.distance(asked.due_on or today, today)


def _card(concern: ConcernReport, exit: str) -> dict[str, Any]:
    title, happens = CARDS[exit]
    url = reverse("concerns:leave", args=[concern.pk, exit])
    if exit == Exit.INFO_HOUSE:
        try:  # cases lies above this context: the card leads there, where it is installed
            url = reverse("cases:open_from_concern", args=[concern.pk])
        except NoReverseMatch:
            url = ""
    return {"title": title, "happens": happens, "url": url, "exit": exit}


@gate.requires(Permission.CONCERN_TRIAGE)
def who(request: gate.Request, concern_id: UUID) -> HttpResponse:
    """Say whom a concern is about."""
    concern = fetch(request, concern_id)
    sent = request.POST.copy() if request.method == "POST" else None
    choice = PersonChoice(sent, request=request, chosen=concern.person)
    form = forms.VersionForm(sent, initial={"version": concern.version})
    theirs: Any = None
    if sent is not None and not choice.searching and form.is_valid() and choice.is_valid():
        try:
            with transaction.atomic():  # somebody new is not written down where it is refused
                person = choice.resolve(by=request.user, at=request.at)
                assert person is not None
                operations.say_who(
                    concern=concern,
                    person=person,
                    by=request.user,
                    at=request.at,
                    version=form.cleaned_data["version"],
                )
        except operations.ChangedMeanwhile as error:
            theirs = error
            sent["version"] = str(error.newest.version)
            gate.saw(request, persons=[error.newest.person_id] if error.newest.person_id else [])
            form.add_error(None, str(error))
        except (operations.Refused, people.Refused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is noted whom the concern is about."))
            if queries.clearance_of(concern) and person.pk != concern.person_id:
                messages.warning(
                    request, _("Where the police were asked about somebody else, ask them again.")
                )
            return redirect(concern)
    context = {
        "concern": concern,
        "choice": choice,
        "form": form,
        "agency": request.user.agency,
        "theirs": theirs,
        "both": theirs
        and [(_("Whom it is about"), theirs.newest.person or _("Nobody is named yet."), person)],
    }
    return page(request, "concerns/who.html", context)


@gate.requires(*SEES)
def correct(request: gate.Request, concern_id: UUID) -> HttpResponse:
    """Correct what was told, or add to it; below, what stood. Where somebody else saved first, show both."""
    concern = fetch(request, concern_id)
    sent = request.POST.copy() if request.method == "POST" else None
    form, theirs = _correct_form(request, concern, sent), None
    draft = Writing(
        request,
        ConcernDraft,
        form,
        list(form.fields),
        place="correction",
        of=concern.pk,
        over="" if _may_correct(request.user, concern) else str(operations.HasLeft.message),
        concern=concern,
    )
    if draft.answer:
        return draft.answer
    if sent is not None and form.is_valid():
        try:
            with draft.ends():
                operations.correct(concern=concern, by=request.user, at=request.at, **form.cleaned_data)
        except WrittenElsewhere:
            pass  # the page shows both
        except operations.ChangedMeanwhile as error:
            theirs = error
            sent["version"] = str(error.newest.version)
            form.add_error(None, str(error))
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is corrected. What stood before is kept."))
            return redirect(concern)
    context = {
        "concern": concern,
        "form": form,
        "may_correct": _may_correct(request.user, concern),
        "theirs": theirs,
        "both": theirs and forms.differences(_correct_form(request, theirs.newest), form),
        "corrections": _corrections(concern),
        "draft": draft,
    }
    return page(request, "concerns/correct.html", context)


def _may_correct(user: User, concern: ConcernReport) -> bool:
    takes_part = user.may(Permission.CONCERN_TRIAGE) or concern.taken_by_id == user.pk
    return concern.exit_at is None and takes_part


def _correct_form(request: gate.Request, concern: ConcernReport, data: Any = None) -> forms.CorrectForm:
    user = request.user
    kinds = queries.kinds(user.municipality_id)
    return forms.CorrectForm(data, concern=concern, at=request.at, kinds=kinds, here=forms.place_of(user))


def _corrections(concern: ConcernReport) -> list[Change]:
    """What stood before it was corrected, newest first."""
    fields = ConcernReport._meta.fields
    names = {str(field.verbose_name) for field in fields if field.name in operations.CORRECTED}
    changed = [
        replace(change, fields=[field for field in change.fields if field.name in names])
        for change in changes_of(concern)
        if change.deed == "update"
    ]
    return [change for change in changed if change.fields]


@gate.requires(Permission.CONCERN_TRIAGE)
def leave(request: gate.Request, concern_id: UUID, exit: str) -> HttpResponse:
    """One exit: what happens, its reason, and what is told to whom."""
    concern = fetch(request, concern_id)
    shut = exit not in CARDS or exit == Exit.INFO_HOUSE or concern.exit_at is not None
    if not shut and request.method != "POST":  # sent, the operation asks the same
        shut = exit not in possible(concern, queries.clearance_of(concern))
    if shut:
        messages.error(request, str(operations.ExitNotPossible.message))
        return redirect(concern)
    form = _exit_form(request, concern, exit)
    draft = Writing(
        request,
        ConcernDraft,
        form,
        list(form.fields),
        place=f"leave {exit}",
        of=concern.pk,
        concern=concern,
    )
    if draft.answer:
        return draft.answer
    if form.is_valid():
        try:
            with draft.ends(along=True):
                operations.leave(
                    concern=concern,
                    by=request.user,
                    at=request.at,
                    exit=exit,
                    reason=form.cleaned_data["reason"],
                    handover=_handover(form),
                    purge=exit == Exit.POLICE,
                )
        except WrittenElsewhere:
            pass  # the page shows both
        except (operations.Refused, disclosures.Refused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Concern %(number)s has left triage.") % {"number": concern.number})
            return redirect(concern)
    title, happens = CARDS[exit]
    if exit == Exit.CHILD_REFERRAL and concern.person and (born := adult_born(concern.person, request.today)):
        adult = _("The person was born in %(year)s: a referral is about a child, born or unborn.")
        happens = f"{happens} {adult % {'year': born}}"
    shown = {"title": title, "happens": happens, "exit": exit}
    context = {"concern": concern, "form": form, "draft": draft, **shown}
    return page(request, "concerns/leave.html", context)


def _exit_form(request: gate.Request, concern: ConcernReport, exit: str) -> forms.ExitForm:
    user = request.user
    tells = exit in TELLS and concern.person_id is not None
    must = tells and must_tell(exit, queries.clearance_of(concern))
    outside = exit == Exit.OTHER_HOUSE
    kind = {Exit.OTHER_HOUSE: Agency.Kind.OTHER, Exit.POLICE: Agency.Kind.POLICE}.get(
        Exit(exit), Agency.Kind.MUNICIPAL
    )
    return forms.ExitForm(
        request.POST if request.method == "POST" else None,
        exit=exit,
        tells=tells,
        must_tell=must,
        agencies=None if outside else forms.agencies(user.municipality_id, without=user.agency_id, kind=kind),
        bases=forms.bases(user, request.today, reaches=kind, with_consent=True),
        consents=consents_of(concern.person_id, on=request.today) if tells and concern.person_id else None,
        initial={"text": extract_of(concern, born=True)} if must else None,
    )


def _handover(form: forms.ExitForm) -> operations.Handover | None:
    given = form.cleaned_data
    if not form.tells or not form.is_told(given):
        return None
    return operations.Handover(
        text=given["text"],
        necessity=given["necessity"],
        basis=given["basis"],
        consent=given["consent"],
        agency=given.get("agency"),
        outside=given.get("outside", ""),
    )


@gate.requires(Permission.CONCERN_TRIAGE)
def receipt(request: gate.Request, concern_id: UUID) -> HttpResponse:
    """Note that the receipt of a child-protection referral came."""
    concern = fetch(request, concern_id)
    if concern.receipt_due_on is None:
        return redirect(concern)
    form = forms.ReceiptForm(
        request.POST if request.method == "POST" else None,
        earliest=timezone.localdate(concern.exit_at),
        today=request.today,
    )
    if form.is_valid():
        operations.note_receipt(concern=concern, by=request.user, at=request.at, on=form.cleaned_data["on"])
        messages.success(request, _("The receipt is noted."))
        return redirect(concern)
    return page(request, "concerns/receipt.html", {"concern": concern, "form": form})


@gate.requires(Permission.CONCERN_TRIAGE)
def confirm(request: gate.Request, concern_id: UUID) -> HttpResponse:
    """The receipt to a referring authority, to print: it says nothing of what is done with the matter."""
    concern = fetch(request, concern_id, way=Way.PRINT)
    if request.method == "POST":
        operations.confirm(concern=concern, by=request.user, at=request.at)
        messages.success(request, _("It is noted that the receipt was sent."))
        return redirect(concern)
    return page(request, "concerns/confirm.html", {"concern": concern, "letter": _letter(request, concern)})


@gate.requires(Permission.CONCERN_TRIAGE)
@require_safe
def confirm_file(request: gate.Request, concern_id: UUID) -> HttpResponse:
    """The same letter as a file, for Digital Post."""
    concern = fetch(request, concern_id, way=Way.PRINT)
    house = request.user.municipality
    paper = Paper(
        title=_("We have received your referral"),
        house=house.name if house else "",
        by=request.user.name,
        at=request.at,
        sheets=[Sheet([Paragraph(text) for text in _letter(request, concern)])],
    )
    return as_file(paper, _("receipt.pdf"))


def _letter(request: gate.Request, concern: Any) -> list[str]:
    """The receipt's paragraphs: it says nothing of the citizen, nothing of what is done."""
    house, agency = request.user.municipality, request.user.agency
    said = {
        "day": date_format(timezone.localdate(concern.received_at)),
        "house": house.name if house else "",
        "number": concern.number,
    }
    return [
        concern.authority or _("To who referred"),
        "\n".join([date_format(request.today), _("Our number %(number)s") % said]),
        _("%(house)s has received your referral %(day)s.") % said,
        _(
            "We read it, and we get in touch if we need to know more."
            " For the citizen's sake we cannot tell you what is done with it."
        ),
        _("If something new happens, write or call again. If somebody is in danger now, call 112."),
        ", ".join(each.name for each in (agency, house) if each),
    ]


@gate.requires(*SEES)
def called_back(request: gate.Request, concern_id: UUID) -> HttpResponse:
    """Note that the caller was called back."""
    concern = fetch(request, concern_id)
    if request.method == "POST":
        operations.call_back_done(concern=concern, by=request.user, at=request.at)
        messages.success(request, _("It is noted that you called back."))
    return redirect(concern)

"""Pages of the ledger, of consents and of the list of legal bases."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tovholder.access import gate
from tovholder.access.drafts import COLUMNS, Writing, WrittenElsewhere
from tovholder.access.models import Agency
from tovholder.access.roles import Permission
from tovholder.audit.reads import Way
from tovholder.core.columns import rows
from tovholder.core.keyset import keyset
from tovholder.core.pages import page
from tovholder.core.paper import Block, Facts, Heading, Paper, Paragraph, Sheet, as_file
from tovholder.disclosures import forms, operations, queries, wording
from tovholder.disclosures.models import Consent, Disclosure, DisclosureDraft, LegalBasis
from tovholder.people.models import Person
from tovholder.people.queries import adult_born

READS = (Permission.DISCLOSURE_WRITE, Permission.LEDGER_AUDIT)
KEEPS = Permission.BASIS_EDIT
_MY_DRAFT = f"""
select {COLUMNS} from disclosures_disclosuredraft d
 where d.of = people_person.id and d.by_id = %s and d.place = %s
"""


# --- the ledger -----------------------------------------------------------------------------------------


@gate.requires(*READS)
@require_safe
def ledger(request: gate.Request) -> HttpResponse:
    """What my agency gave or was given; for an auditor that it passed, without whom and what."""
    audits = queries.audits(request.user)
    received = request.GET.get("direction") == "received"
    bases = queries.all_bases(request.user)
    chosen = next((basis for basis in bases if str(basis.pk) == request.GET.get("basis")), None)
    about = _key(request.GET.get("person", "")) if audits else None
    asked = queries.ledger(
        reader=request.user, received=received, basis=chosen.pk if chosen else None, person=about
    )
    found = keyset(asked, order=("-at", "-id"), query=request.GET)
    if not audits:
        gate.saw(request, way=Way.LIST, persons=[row.person_id for row in found])
    context = {
        "audits": audits,
        "received": received,
        "bases": bases,
        "chosen": chosen,
        "about": about,
        "page": found,
        "rows": [_row(row, audits, request.at) for row in found],
    }
    return page(request, "disclosures/ledger.html", context)


def _key(text: str) -> UUID | None:
    """What stands for a citizen to an auditor; None, where it is nothing of the kind."""
    with suppress(ValueError):
        return UUID(text)
    return None


def _row(row: Disclosure, audits: bool, at: datetime) -> dict[str, Any]:
    # Who is outside may be a school or a person: not for the auditor.
    outside = _("outside") if audits else row.particulars.outside
    end = wording.ended(row.stopped_at, row.ends_at, at)
    return {
        "url": row.get_absolute_url(),
        "day": wording.day(row.at),
        "what": row.get_what_display(),
        "person": str(row.person_id if audits else row.person),
        # Of a key of version 7, what is not the time when it was made.
        "key": str(row.person_id)[-12:],
        "giver": row.giver.short_name if row.giver else outside,
        "receiver": row.receiver.short_name if row.receiver else outside,
        "basis": row.basis.short_title if row.basis else wording.NO_BASIS,
        "stopped": wording.day(end[0]) if end else "",
    }


@gate.requires(*READS)
@require_safe
def disclosure(request: gate.Request, disclosure_id: UUID) -> HttpResponse:
    return page(request, "disclosures/disclosure.html", _entry(request, disclosure_id, Way.PAGE))


@gate.requires(Permission.DISCLOSURE_WRITE)
@require_safe
def printed(request: gate.Request, disclosure_id: UUID) -> HttpResponse:
    """The extract on paper. That it may not be used for an investigation stands above and below it."""
    return page(request, "disclosures/print.html", _entry(request, disclosure_id, Way.PRINT))


@gate.requires(Permission.DISCLOSURE_WRITE)
@require_safe
def extract(request: gate.Request, disclosure_id: UUID) -> HttpResponse:
    """The extract as a file."""
    found = _entry(request, disclosure_id, Way.EXTRACT)
    stopped = found["stopped"]
    blocks: list[Block] = [Facts(found["facts"])]
    if stopped:
        blocks.append(Paragraph(stopped[:1].upper() + stopped[1:]))
    blocks += [
        Heading(1, _("Exactly what was disclosed")),
        Paragraph(found["content"] or _("It is shown to your agency no longer.")),
    ]
    assert request.user.agency is not None
    paper = Paper(
        title=_("Extract of a disclosure"),
        house=request.user.agency.name,
        mark=str(wording.NOT_FOR_INVESTIGATION),
        by=request.user.name,
        at=request.at,
        sheets=[Sheet(blocks)],
    )
    return as_file(paper, _("extract-of-a-disclosure.pdf"))


def _entry(request: gate.Request, disclosure_id: UUID, way: Way) -> dict[str, Any]:
    """An entry of the ledger as its page, its print and its file show it; the look is recorded."""
    audits = queries.audits(request.user)
    related = ["giver", "receiver", "basis", "recorded_by"]
    related += [] if audits else ["person", "consent", "content", "particulars"]
    shown: Any = gate.get_or_404(
        Disclosure.objects.select_related(*related),
        disclosure_id,
        request=None if audits else request,
        actor=request.user,
        way=way,
    )
    mine = {shown.giver_id, shown.receiver_id} & {request.user.agency_id}
    if not audits and not mine:
        # An auditor who discloses, too, reads other agencies' entries as an auditor alone.
        raise Http404
    content = None if audits else getattr(shown, "content", None)
    row = _row(shown, audits, request.at)
    end = wording.ended(shown.stopped_at, shown.ends_at, request.at)
    return {
        "entry": shown,
        "row": row,
        "audits": audits,
        "content": content.text if content else "",
        "stopped": wording.stopped(end, "" if audits else shown.particulars.stopped_why),
        "facts": _facts(shown, row, audits),
        "may_not": wording.NOT_FOR_INVESTIGATION,
        "can_stop": not audits
        and shown.giver_id == request.user.agency_id
        and end is None
        and request.user.may(Permission.DISCLOSURE_WRITE),
    }


def _facts(entry: Any, row: dict[str, Any], audits: bool) -> list[tuple[str, str]]:
    """What the ledger says of an entry; to an auditor neither about whom, but for her key, nor why."""
    others = [] if audits else [str(each.reader) for each in queries.of_act(entry)]
    when = date_format(localtime(entry.at), "DATETIME_FORMAT")
    said = [
        (_("About"), row["person"]),
        (_("What"), row["what"][:1].upper() + row["what"][1:]),
        (_("From"), row["giver"]),
        (_("To"), ", ".join([row["receiver"], *others])),
        (_("When"), when),
    ]
    by = (_("Recorded by"), entry.recorded_by.name)
    if audits:
        return [*said, (_("Legal basis"), row["basis"]), by]
    said += [
        (_("Purpose"), entry.particulars.purpose),
        (_("Why it was necessary"), entry.particulars.necessity),
        (_("Legal basis"), entry.basis.title if entry.basis else wording.NO_BASIS),
        (_("Consent"), entry.consent.purpose if entry.consent else ""),
        by,
    ]
    return [fact for fact in said if fact[1]]


@gate.requires(Permission.DISCLOSURE_WRITE)
def stop(request: gate.Request, disclosure_id: UUID) -> HttpResponse:
    shown = gate.get_or_404(
        Disclosure.objects.select_related("giver", "receiver", "basis"), disclosure_id, request=request
    )
    if shown.giver_id != request.user.agency_id:
        raise Http404
    return _form_page(
        request,
        forms.StopForm(request.POST or None),
        lambda **values: operations.stop(disclosure=shown, **values),
        heading=_("Stop a disclosure"),
        facts=_("The receiver reads it no further. That it was given stays in the ledger."),
        done=_("The disclosure is stopped."),
        back=shown.get_absolute_url(),
        above=_("Disclosure"),
        verb=_("Stop the disclosure"),
    )


def _about(request: gate.Request, person_id: UUID, place: str) -> Any:
    """The person, and what the reader is writing about her: one statement."""
    people = Person.objects.annotate(my_draft=rows(_MY_DRAFT, request.user.pk, place))
    return gate.get_or_404(people, person_id, request=request)


def _draft(request: gate.Request, form: forms.ToldForm, person: Any, place: str) -> Writing:
    names = [name for name in form.fields if name != "act"]
    mine = map(DisclosureDraft.of_columns, person.my_draft)
    kept = {draft.of: draft for draft in mine}
    return Writing(request, DisclosureDraft, form, names, place=place, of=person.pk, kept=kept, person=person)


@gate.requires(Permission.DISCLOSURE_WRITE)
def receive(request: gate.Request, person_id: UUID) -> HttpResponse:
    person = _about(request, person_id, "received")
    form = forms.ReceiveForm(
        request.POST or None, reader=request.user, person=person, at=request.at, on=request.today
    )
    return _form_page(
        request,
        form,
        lambda **values: operations.receive(person=person, **values),
        draft=_draft(request, form, person, "received"),
        heading=_("Record what was told to us"),
        facts=_("It stands in the ledger, and your agency reads it."),
        done=_("It is recorded."),
        back=person.get_absolute_url(),
        above=_("Person"),
        verb=_("Record"),
        sees=_("Your own agency, as far as it sees the person"),
        may_not=True,
    )


@gate.requires(Permission.DISCLOSURE_WRITE)
def give(request: gate.Request, person_id: UUID) -> HttpResponse:
    person = _about(request, person_id, "given")
    form = forms.GiveForm(
        request.POST or None, reader=request.user, person=person, at=request.at, on=request.today
    )
    return _form_page(
        request,
        form,
        lambda **values: operations.tell(person=person, **values),
        draft=_draft(request, form, person, "given"),
        heading=_("Record what we told"),
        facts=_("It stands in the ledger, and each agency that was told it reads it."),
        done=_("It is recorded."),
        back=person.get_absolute_url(),
        above=_("Person"),
        verb=_("Record"),
        sees=_("Your own agency and those that were told, as far as they see the person"),
        may_not=True,
    )


# --- consent --------------------------------------------------------------------------------------------


@gate.requires(Permission.DISCLOSURE_WRITE)
def give_consent(request: gate.Request, person_id: UUID) -> HttpResponse:
    person = gate.get_or_404(Person, person_id, request=request)
    born = adult_born(person, request.today)
    form = forms.ConsentForm(request.POST or None, reader=request.user, on=request.today, adult_born=born)
    return _form_page(
        request,
        form,
        lambda **values: operations.give_consent(person=person, **values),
        heading=_("Note a consent"),
        facts=_("It is given freely, for one purpose, and can be withdrawn at any time."),
        done=_("The consent is noted."),
        back=person.get_absolute_url(),
        above=_("Person"),
        verb=_("Note the consent"),
        sees=_("The agency that noted it, those it names, and coordinators"),
    )


@gate.requires(Permission.DISCLOSURE_WRITE)
def withdraw_consent(request: gate.Request, consent_id: UUID) -> HttpResponse:
    consent = gate.get_or_404(Consent.objects.select_related("person"), consent_id, request=request)
    number = queries.resting_on(consent, request.at)
    return _form_page(
        request,
        forms.WithdrawForm(request.POST or None),
        lambda **values: operations.withdraw_consent(consent=consent, **values),
        heading=_("Withdraw a consent"),
        facts=_("What rests on it stops at once, other agencies' too. Of yours: %(number)s.")
        % {"number": number},
        done=_("The consent is withdrawn. What rested on it has stopped."),
        back=consent.person.get_absolute_url(),
        above=_("Person"),
        verb=_("Withdraw the consent"),
    )


# --- legal bases ----------------------------------------------------------------------------------------


@gate.requires(*READS, KEEPS)
@require_safe
def bases(request: gate.Request) -> HttpResponse:
    kinds = dict(Agency.Kind.choices)
    rows = [
        {
            "basis": basis,
            "gives": ", ".join(str(kinds.get(kind, kind)) for kind in basis.gives),
            "reaches": ", ".join(str(kinds.get(kind, kind)) for kind in basis.reaches),
            "is_coming": basis.valid_from > request.today,
            "is_over": basis.valid_until is not None and basis.valid_until < request.today,
        }
        for basis in queries.all_bases(request.user)
    ]
    rows.sort(key=lambda row: bool(row["is_over"]))
    reads = any(request.user.may(one) for one in READS)
    context = {"rows": rows, "can_edit": request.user.may(KEEPS), "reads_ledger": reads}
    return page(request, "disclosures/bases.html", context)


@gate.requires(KEEPS)
def add_basis(request: gate.Request) -> HttpResponse:
    return _form_page(
        request,
        forms.BasisForm(request.POST or None, initial={"valid_from": request.today}),
        operations.add_basis,
        heading=_("Add a legal basis"),
        facts=_("Whoever discloses chooses among the provisions that reach the receiver."),
        done=_("The legal basis is added."),
        back=reverse("disclosures:bases"),
        above=_("Legal bases"),
        verb=_("Add"),
    )


@gate.requires(KEEPS)
def end_basis(request: gate.Request, basis_id: UUID) -> HttpResponse:
    basis = gate.get_or_404(LegalBasis, basis_id, actor=request.user)
    form = forms.EndBasisForm(request.POST or None, initial={"valid_until": request.today})
    form.watch({"valid_until": basis.valid_until})
    return _form_page(
        request,
        form,
        lambda **values: operations.end_basis(basis=basis, **values),
        heading=_("End a legal basis"),
        facts=basis.title,
        done=_("The legal basis ends."),
        back=reverse("disclosures:bases"),
        above=_("Legal bases"),
        verb=_("End"),
    )


def _form_page(
    request: gate.Request,
    form: django_forms.Form,
    do: Callable[..., Any],
    *,
    done: str,
    back: str,
    draft: Writing | None = None,
    **words: Any,
) -> HttpResponse:
    """Show a form and do what it says; then back to where it was opened."""
    if draft and draft.answer:
        return draft.answer
    if form.is_valid():
        known = getattr(form, "known", None)
        values = known() if known else form.cleaned_data
        try:
            with draft.ends(along=True) if draft else nullcontext():
                do(by=request.user, at=request.at, **values)
        except WrittenElsewhere:
            pass  # the page shows both
        except operations.Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, done)
            return redirect(back)
    context = {"form": form, "draft": draft, "back": back, **words}
    context["sentence"] = wording.NOT_FOR_INVESTIGATION
    return page(request, "disclosures/form.html", context)

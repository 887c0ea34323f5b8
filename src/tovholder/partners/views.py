"""Pages of the register. Importing has its own: `partners.import_views`."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tovholder.access import gate
from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.core import exports
from tovholder.core.keyset import keyset
from tovholder.core.pages import page
from tovholder.core.turns import wait_for_turn
from tovholder.partners import forms, operations, queries
from tovholder.partners.models import (
    Agreement,
    Contact,
    ContactLog,
    Organisation,
    RelationHolder,
    SchoolType,
)

#: Entries of the log on one page.
LOG_SIZE = 20
#: Fields that take the form's whole width.
WIDE = {"name", "title", "text", "note", "street", "parent", "contact"}


# --- the list and its files ----------------------------------------------------------------------------


@gate.requires(Permission.PARTNER_READ)
@require_safe
def organisation_list(request: gate.Request) -> HttpResponse:
    filters = queries.Filters.of(request.GET)
    found = queries.organisations(actor=request.user, on=request.today, filters=filters)
    rows = keyset(found, order=Organisation.NAME_ORDER, query=request.GET, count_to=200)
    types = dict(SchoolType.Type.choices)
    for row in rows:
        row.type_word = types.get(row.school_type, "")
    context = {
        "rows": rows,
        "filters": filters,
        "form": forms.FilterForm(filters, actor=request.user),
        "query": _filters_of(request),
        "can_edit": request.user.may(Permission.PARTNER_EDIT),
        "can_import": request.user.may(Permission.PARTNER_IMPORT),
    }
    return page(request, "partners/list.html", context)


def _filters_of(request: gate.Request) -> str:
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return f"?{kept.urlencode()}" if kept else ""


@gate.requires(Permission.PARTNER_READ)
@require_safe
def register_csv(request: gate.Request) -> HttpResponse:
    content = exports.csv_bytes(queries.export_header(), queries.export_rows(_asked_for(request)))
    return exports.download(content, exports.CSV, f"partnere-{request.today}.csv")


@gate.requires(Permission.PARTNER_READ)
@require_safe
def register_xlsx(request: gate.Request) -> HttpResponse:
    rows = queries.export_rows(_asked_for(request))
    content = exports.xlsx_bytes(_("Partners"), queries.export_header(), rows)
    return exports.download(content, exports.XLSX, f"partnere-{request.today}.xlsx")


def _asked_for(request: gate.Request) -> Any:
    filters = queries.Filters.of(request.GET)
    return queries.organisations(actor=request.user, on=request.today, filters=filters)


# --- one organisation ----------------------------------------------------------------------------------


@gate.requires(Permission.PARTNER_READ)
@require_safe
def organisation(request: gate.Request, organisation_id: int) -> HttpResponse:
    described = queries.described(Organisation.objects.all(), request.today)
    shown = gate.get_or_404(described, organisation_id, actor=request.user)
    today = request.today
    contacts = list(queries.contacts(shown))
    agreements = list(queries.agreements(shown))
    for agreement in agreements:
        agreement.over = _is_over(agreement, today)  # type: ignore[attr-defined]
    talks = keyset(queries.talks(shown), order=("-at", "-id"), query=request.GET, size=LOG_SIZE)
    school = shown.kind == Organisation.Kind.SCHOOL
    types = dict(SchoolType.Type.choices)
    context = {
        "organisation": shown,
        "type_word": types.get(shown.school_type, ""),
        "is_closed": shown.closed_on is not None and shown.closed_on <= today,
        "contacts": [contact for contact in contacts if not _has_left(contact, today)],
        "left": [contact for contact in contacts if _has_left(contact, today)],
        "agreements": agreements,
        "talks": talks,
        "types": list(shown.school_types.order_by("-valid_from")) if school else [],
        "units": list(shown.units.in_name_order()) if shown.kind == Organisation.Kind.ADMINISTRATION else [],
        "is_school": school,
        "can_edit": request.user.may(Permission.PARTNER_EDIT),
    }
    return page(request, "partners/organisation.html", context)


def _has_left(contact: Contact, today: Any) -> bool:
    return contact.ended_on is not None and contact.ended_on <= today


def _is_over(agreement: Agreement, today: Any) -> bool:
    ended = agreement.ended_on is not None and agreement.ended_on <= today
    return ended or (agreement.runs_until is not None and agreement.runs_until < today)


# --- forms ---------------------------------------------------------------------------------------------


def _form_page(
    request: gate.Request,
    form: django_forms.Form,
    do: Callable[..., Any],
    *,
    heading: str,
    done: str | Promise,
    of: Organisation | None = None,
    button: str = "",
    consequence: str = "",
) -> HttpResponse:
    """Show a form, and do what it says. Where to: the organisation that `do` returns, else `of`."""
    if form.is_valid():
        try:
            made = do(by=request.user, at=request.at, **form.cleaned_data)
        except operations.Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, str(done))
            return redirect(made if isinstance(made, Organisation) else of or "partners:list")
    context = {
        "form": form,
        "heading": heading,
        "organisation": of,
        "button": button or _("Save"),
        "consequence": consequence,
        "wide": WIDE,
        "back": of.get_absolute_url() if of else reverse("partners:list"),
    }
    return page(request, "partners/form.html", context)


def _of(request: gate.Request, organisation_id: int) -> Organisation:
    return gate.get_or_404(Organisation, organisation_id, actor=request.user)


def _posted(request: gate.Request) -> Any:
    return request.POST if request.method == "POST" else None


def _wait(request: gate.Request, of: str) -> None:
    """A form that is sent is held against what stands there after whoever came before it."""
    if request.method == "POST":
        wait_for_turn(of)


def _on_day(request: gate.Request, held: date | None) -> forms.OnDayForm:
    """A form that asks for the day of an end, and tells who comes after somebody else has given one."""
    form = forms.OnDayForm(_posted(request), initial={"on": request.today})
    form.watch({"on": held})
    return form


@gate.requires(Permission.PARTNER_EDIT)
def register(request: gate.Request) -> HttpResponse:
    initial = {"type_from": request.today.replace(month=1, day=1)}
    form = forms.OrganisationForm(_posted(request), actor=request.user, initial=initial)
    done = gettext_lazy("The organisation is in the register.")
    heading = _("New organisation")
    return _form_page(request, form, operations.register, heading=heading, done=done)


@gate.requires(Permission.PARTNER_EDIT)
def change(request: gate.Request, organisation_id: int) -> HttpResponse:
    found = _of(request, organisation_id)
    form = forms.OrganisationForm(_posted(request), actor=request.user, organisation=found)

    def do(**facts: Any) -> Organisation:
        return operations.change(organisation=found, **facts)

    return _form_page(request, form, do, heading=_("Edit"), done=gettext_lazy("Saved."), of=found)


@gate.requires(Permission.PARTNER_EDIT)
def close(request: gate.Request, organisation_id: int) -> HttpResponse:
    found = _of(request, organisation_id)
    form = _on_day(request, found.closed_on)

    def do(**facts: Any) -> None:
        operations.close(organisation=found, **facts)

    return _form_page(
        request,
        form,
        do,
        heading=_("Close"),
        button=_("Close the organisation"),
        done=gettext_lazy("The organisation is closed."),
        consequence=_(
            "From that day it is no longer offered when something is booked. What was done with it stays, "
            "and counts. You can take the closing back."
        ),
        of=found,
    )


@gate.requires(Permission.PARTNER_EDIT)
@require_POST
def reopen(request: gate.Request, organisation_id: int) -> HttpResponse:
    found = _of(request, organisation_id)
    try:
        operations.reopen(organisation=found, by=request.user, at=request.at)
    except operations.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The closing is taken back."))
    return redirect(found)


@gate.requires(Permission.PARTNER_EDIT)
def school_type(request: gate.Request, organisation_id: int) -> HttpResponse:
    _wait(request, f"school type of {organisation_id}")
    found = _of(request, organisation_id)
    form = forms.SchoolTypeForm(_posted(request), initial={"type_from": request.today})
    newest = found.school_types.order_by("-valid_from").first()
    form.watch({"school_type": newest.type, "type_from": newest.valid_from} if newest else {})

    def do(**facts: Any) -> None:
        operations.set_school_type(organisation=found, **facts)

    return _form_page(
        request,
        form,
        do,
        heading=_("School type"),
        done=gettext_lazy("The school type is set."),
        consequence=_(
            "Pupils of sessions from that day count with the new type. Frozen figures stay as they are."
        ),
        of=found,
    )


@gate.requires(Permission.PARTNER_EDIT)
def add_contact(request: gate.Request, organisation_id: int) -> HttpResponse:
    found = _of(request, organisation_id)
    form = forms.ContactForm(_posted(request), initial={"valid_from": request.today})

    def do(**facts: Any) -> None:
        operations.add_contact(organisation=found, **facts)

    done = gettext_lazy("The contact is added.")
    return _form_page(request, form, do, heading=_("New contact"), done=done, of=found)


@gate.requires(Permission.PARTNER_EDIT)
def change_contact(request: gate.Request, contact_id: int) -> HttpResponse:
    contact = _contact(contact_id, request.user)
    initial = {name: getattr(contact, name) for name in forms.ContactForm.base_fields}
    form = forms.ContactForm(_posted(request), initial=initial)
    form.watch()

    def do(**facts: Any) -> None:
        operations.change_contact(contact=contact, **facts)

    done = gettext_lazy("Saved.")
    return _form_page(request, form, do, heading=_("Contact"), done=done, of=contact.organisation)


@gate.requires(Permission.PARTNER_EDIT)
def end_contact(request: gate.Request, contact_id: int) -> HttpResponse:
    contact = _contact(contact_id, request.user)
    form = _on_day(request, contact.ended_on)

    def do(**facts: Any) -> None:
        operations.end_contact(contact=contact, **facts)

    return _form_page(
        request,
        form,
        do,
        heading=_("No longer a contact"),
        done=gettext_lazy("The contact has ended."),
        consequence=_("Entries of the log still name %(name)s.") % {"name": contact.name},
        of=contact.organisation,
    )


def _contact(contact_id: int, actor: User) -> Contact:
    return gate.get_or_404(Contact.objects.select_related("organisation"), contact_id, actor=actor)


@gate.requires(Permission.PARTNER_EDIT)
def make_agreement(request: gate.Request, organisation_id: int) -> HttpResponse:
    found = _of(request, organisation_id)
    form = forms.AgreementForm(_posted(request), initial={"valid_from": request.today})

    def do(**facts: Any) -> None:
        operations.make_agreement(organisation=found, **facts)

    done = gettext_lazy("The agreement is noted.")
    return _form_page(request, form, do, heading=_("New agreement"), done=done, of=found)


@gate.requires(Permission.PARTNER_EDIT)
def change_agreement(request: gate.Request, agreement_id: int) -> HttpResponse:
    agreement = _agreement(agreement_id, request.user)
    initial = {name: getattr(agreement, name) for name in forms.AgreementForm.base_fields}
    form = forms.AgreementForm(_posted(request), initial=initial)
    form.watch()

    def do(**facts: Any) -> None:
        operations.change_agreement(agreement=agreement, **facts)

    done = gettext_lazy("Saved.")
    return _form_page(request, form, do, heading=_("Agreement"), done=done, of=agreement.organisation)


@gate.requires(Permission.PARTNER_EDIT)
def end_agreement(request: gate.Request, agreement_id: int) -> HttpResponse:
    agreement = _agreement(agreement_id, request.user)
    form = _on_day(request, agreement.ended_on)

    def do(**facts: Any) -> None:
        operations.end_agreement(agreement=agreement, **facts)

    return _form_page(
        request,
        form,
        do,
        heading=_("The agreement ends"),
        done=gettext_lazy("The agreement has ended."),
        consequence=_("“%(title)s” stays on the page among what has been.") % {"title": agreement.title},
        of=agreement.organisation,
    )


def _agreement(agreement_id: int, actor: User) -> Agreement:
    return gate.get_or_404(Agreement.objects.select_related("organisation"), agreement_id, actor=actor)


@gate.requires(Permission.PARTNER_EDIT)
def log_talk(request: gate.Request, organisation_id: int) -> HttpResponse:
    found = _of(request, organisation_id)
    form = forms.TalkForm(_posted(request), organisation=found, initial={"when": _minute(request.at)})

    def do(**facts: Any) -> None:
        operations.log_talk(organisation=found, **facts)

    done = gettext_lazy("The entry is in the log.")
    return _form_page(request, form, do, heading=_("New entry in the log"), done=done, of=found)


def _minute(at: datetime) -> datetime:
    local = timezone.localtime(at)
    return local.replace(second=0, microsecond=0, tzinfo=local.tzinfo)


@gate.requires(Permission.PARTNER_EDIT)
def remove_entry(request: gate.Request, entry_id: int) -> HttpResponse:
    entries = ContactLog.objects.select_related("organisation")
    entry = gate.get_or_404(entries, entry_id, actor=request.user)
    form = django_forms.Form(_posted(request))

    def do(**facts: Any) -> None:
        operations.remove_entry(entry=entry, **facts)

    return _form_page(
        request,
        form,
        do,
        heading=_("Remove an entry from the log"),
        button=_("Remove the entry"),
        done=gettext_lazy("The entry is removed."),
        consequence=_(
            "What was written is gone for good. That there was an entry, when, and who removed it, stays in "
            "the record."
        ),
        of=entry.organisation,
    )


def _holds(newest: RelationHolder) -> dict[str, Any]:
    """Who holds the relation and since when; nobody, where the last one has ended."""
    if newest.valid_until is not None:
        return {"user": None, "valid_from": newest.valid_until}
    return {"user": newest.user_id, "valid_from": newest.valid_from}


@gate.requires(Permission.PARTNER_EDIT)
def relation(request: gate.Request, organisation_id: int) -> HttpResponse:
    _wait(request, f"relation of {organisation_id}")
    described = queries.described(Organisation.objects.all(), request.today)
    found = gate.get_or_404(described, organisation_id, actor=request.user)
    initial = {"valid_from": request.today, "user": found.holder_id}
    form = forms.RelationForm(_posted(request), actor=request.user, initial=initial)
    newest = RelationHolder.objects.filter(organisation=found).order_by("-valid_from").first()
    form.watch(_holds(newest) if newest else {})

    def do(user: User | None, valid_from: Any, **deed: Any) -> None:
        if user is None:
            operations.end_relation(organisation=found, on=valid_from, **deed)
        else:
            operations.give_relation(organisation=found, user=user, valid_from=valid_from, **deed)

    return _form_page(
        request,
        form,
        do,
        heading=_("Who holds the relation"),
        done=gettext_lazy("Saved."),
        consequence=_("Whoever held it until then is noted with that day as the end."),
        of=found,
    )

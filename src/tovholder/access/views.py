"""Administration: people, roles, agencies; and who may do what, for everybody."""

from collections.abc import Callable
from copy import copy
from typing import Any, cast

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from requests import RequestException

from tovholder.access import forms, gate, operations, queries
from tovholder.access.models import Agency, RoleGrant, User
from tovholder.access.roles import Permission
from tovholder.core.pages import page

FACTORS = {
    "totp": gettext_lazy("authenticator app"),
    "webauthn": gettext_lazy("passkey or security key"),
    "recovery_codes": gettext_lazy("recovery codes"),
}

manages = gate.requires(Permission.ACCESS_MANAGE)


def site_of(request: gate.Request) -> str:
    """This installation's address as the administrator knows it: "https://host"."""
    return request.build_absolute_uri("/").rstrip("/")


@manages
def people(request: gate.Request) -> HttpResponse:
    agencies = list(Agency.objects.visible_to(request.user).order_by("short_name"))
    form = forms.PeopleFilter(request.GET or None, agencies=agencies)
    wanted = {key: value for key, value in _readable(form).items() if value}
    rows = queries.people(of=request.user, at=request.at, **wanted)
    context = {
        "form": form,
        "rows": rows[: queries.MOST],
        "more": len(rows) > queries.MOST,
        "most": queries.MOST,
    }
    return page(request, "access/people.html", {**context, "filtered": bool(wanted)})


@manages
def person(request: gate.Request, person_id: int) -> HttpResponse:
    shown = _person(request, person_id)
    who = queries.names(request.user)
    grants = queries.grants(user=shown, at=request.at, who=who)
    factors = queries.second_factors().get(shown.pk, [])
    context = {
        "person": shown,
        "factors": factors,
        "factor_words": ", ".join(str(FACTORS.get(kind, kind)) for kind in factors),
        "last_sign_in": queries.last_sign_in(shown),
        "grants": grants,
        "acts": queries.acts(user=shown, who=who),
        "is_me": shown.pk == request.user.pk,
    }
    return page(request, "access/person.html", context)


@manages
def open_account(request: gate.Request) -> HttpResponse:
    form = forms.OpenAccount(request.POST or None, actor=request.user)
    if form.is_valid():
        opened = _tried(
            form,
            operations.open_account,
            by=request.user,
            at=request.at,
            site=site_of(request),
            **form.cleaned_data,
        )
        if opened:
            messages.success(request, _("The account is open. A link to choose a password is on its way."))
            return redirect(opened)
    return page(request, "access/open_account.html", {"form": form}, partial="form")


@manages
def change_details(request: gate.Request, person_id: int) -> HttpResponse:
    subject = _person(request, person_id)
    start = {"name": subject.name, "title": subject.title, "email": subject.email}
    form = forms.ChangeDetails(request.POST or None, initial=start)
    form.watch()
    return _act(
        request,
        subject,
        form=form,
        deed=operations.change_details,
        heading=_("Change details"),
        button=_("Save"),
        done=_("The details are changed."),
    )


@manages
def change_agency(request: gate.Request, person_id: int) -> HttpResponse:
    subject = _person(request, person_id)
    start = {"agency": subject.agency_id}
    form = forms.ChangeAgency(request.POST or None, actor=request.user, initial=start)
    form.watch()
    return _act(
        request,
        subject,
        form=form,
        deed=operations.change_agency,
        heading=_("Move to another agency"),
        lead=_(
            "Whoever belongs to an agency sees what that agency sees, from the next page on. Access to cases"
            " was given for the former agency, and ends."
        ),
        button=_("Move"),
        done=_("The person is moved."),
    )


@manages
def grant_role(request: gate.Request, person_id: int) -> HttpResponse:
    return _act(
        request,
        _person(request, person_id),
        form=forms.GrantRole(request.POST or None),
        deed=operations.grant_role,
        heading=_("Grant a role"),
        lead=_("The role holds from now on. You cannot grant yourself a role: another administrator does."),
        button=_("Grant the role"),
        done=_("The role is granted."),
    )


@manages
def end_role(request: gate.Request, grant_id: int) -> HttpResponse:
    grant = gate.get_or_404(RoleGrant.objects.select_related("user"), grant_id, actor=request.user)
    return _act(
        request,
        grant.user,
        form=forms.Reasoned(request.POST or None),
        deed=lambda user, **rest: operations.end_role(grant=grant, **rest),
        heading=_("End the role %(role)s")
        % {"role": ", ".join(queries.role_labels([grant.role])) or grant.role},
        lead=_("It ends at once. What was done in the role stays."),
        button=_("End the role"),
        done=_("The role is ended."),
    )


@manages
def end_account(request: gate.Request, person_id: int) -> HttpResponse:
    return _act(
        request,
        _person(request, person_id),
        form=forms.Reasoned(request.POST or None),
        deed=operations.end_account,
        heading=_("End the account"),
        lead=_(
            "The person is signed out everywhere at once, and all roles end. The name stays on what was done."
            " The account can be reopened, without its roles."
        ),
        button=_("End the account"),
        done=_("The account is ended."),
    )


@manages
def reopen(request: gate.Request, person_id: int) -> HttpResponse:
    return _act(
        request,
        _person(request, person_id),
        form=forms.Reasoned(request.POST or None),
        deed=operations.reopen,
        heading=_("Reopen the account"),
        lead=_("It opens without roles. A link to choose a new password is sent."),
        button=_("Reopen"),
        done=_("The account is open. A link to choose a password is on its way."),
        site=site_of(request),
    )


@manages
def invite_again(request: gate.Request, person_id: int) -> HttpResponse:
    return _act(
        request,
        _person(request, person_id),
        form=forms.Confirmed(request.POST if request.method == "POST" else None),
        deed=operations.invite_again,
        heading=_("Send a new link"),
        lead=_("A link to choose a password is sent. It works once, and for three days."),
        button=_("Send"),
        done=_("The link is on its way."),
        site=site_of(request),
    )


@manages
def reset_second_factor(request: gate.Request, person_id: int) -> HttpResponse:
    return _act(
        request,
        _person(request, person_id),
        form=forms.Reasoned(request.POST or None),
        deed=operations.reset_second_factor,
        heading=_("Remove the second factor"),
        lead=_(
            "For somebody who has lost telephone or key. Make sure that you speak with the right person."
            " The person is signed out everywhere, is told by mail, and signs in with the password alone."
            " Whose duties need a second factor adds a new one before any page opens."
        ),
        button=_("Remove the second factor"),
        done=_("The second factor is removed."),
    )


@manages
def agencies(request: gate.Request) -> HttpResponse:
    return page(request, "access/agencies.html", {"agencies": queries.agencies(of=request.user)})


@manages
def add_agency(request: gate.Request) -> HttpResponse:
    form = forms.NewAgency(request.POST or None)
    if form.is_valid():
        added = _tried(form, operations.add_agency, by=request.user, at=request.at, **form.cleaned_data)
        if added:
            messages.success(request, _("The agency is on the list."))
            return redirect("access:agency_list")
    return page(request, "access/agency.html", {"form": form, "heading": _("Add an agency")}, partial="form")


@manages
def change_agency_details(request: gate.Request, agency_id: int) -> HttpResponse:
    agency = gate.get_or_404(Agency, agency_id, actor=request.user)
    form = forms.AgencyDetails(request.POST or None, instance=copy(agency))
    if form.is_valid():
        try:
            operations.change_agency_details(
                agency=agency, by=request.user, at=request.at, **form.cleaned_data
            )
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The agency is changed."))
            return redirect("access:agency_list")
    return page(request, "access/agency.html", {"form": form, "heading": agency.name}, partial="form")


@gate.signed_in
def roles(request: gate.Request) -> HttpResponse:
    """Who may do what, from the table that the software itself asks."""
    context = {"roles": queries.roles(), "everybody": queries.for_everybody()}
    return page(
        request, "access/roles.html", {**context, "manages": request.user.may(Permission.ACCESS_MANAGE)}
    )


@gate.signed_in
def own_address(request: gate.Request) -> HttpResponse:
    """Stands before the library's page: an address is who one is at the identity provider, too."""
    messages.info(request, _("Your e-mail address is how you sign in: an administrator changes it."))
    return redirect("mfa_index")


def _person(request: gate.Request, person_id: int) -> User:
    found = User.objects.with_roles(request.at).select_related("agency")
    return gate.get_or_404(found, person_id, actor=request.user)


def _act(
    request: gate.Request,
    subject: User,
    *,
    form: django_forms.Form,
    deed: Callable[..., Any],
    heading: str,
    button: str,
    done: str,
    lead: str = "",
    **further: Any,
) -> HttpResponse:
    """A page that says what will happen to somebody's account, and then does it."""
    if form.is_valid():
        try:
            deed(user=subject, by=request.user, at=request.at, **form.cleaned_data, **further)
        except operations.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect(subject)
    context = {"form": form, "person": subject, "heading": heading, "lead": lead, "button": button}
    back = reverse("access:person", args=[subject.pk])
    return page(request, "access/act.html", {**context, "back": back}, partial="form")


def _tried(form: Any, deed: Callable[..., Any], **particulars: Any) -> Any:
    """What the deed returns; None where a rule of the house refuses it, which the form then says."""
    try:
        return deed(**particulars)
    except operations.AddressTaken as refused:
        form.add_error("email", str(refused))
    except operations.KeyTaken as refused:
        form.add_error("key", str(refused))
    except operations.Refused as refused:
        form.add_error(None, str(refused))
    return None


def _readable(form: django_forms.Form) -> dict[str, Any]:
    """What a filter asks for, without what it could not read."""
    form.is_valid()
    return getattr(form, "cleaned_data", {})


@gate.public("The door of the identity provider.")
def by_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The sign-in library's own, which lets a provider that does not answer end as a fault of ours."""
    try:
        return cast(HttpResponse, openid_connect.login(request, provider_id))
    except RequestException as silent:
        provider = get_adapter().get_provider(request, provider_id)
        return cast(HttpResponse, render_authentication_error(request, provider, exception=silent))

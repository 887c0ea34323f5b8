"""How many came: the instructor's phone (one page, one number), and the participants of a talk."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.activities import forms, operations, queries
from tovholder.activities.models import BookedClass, Headcount, Profession, Session
from tovholder.activities.operations import Count
from tovholder.activities.views import row_of
from tovholder.core.pages import page
from tovholder.partners.models import Organisation

RUNS = (Permission.ACTIVITY_PLAN, Permission.ACTIVITY_TEACH)


@gate.requires(*RUNS)
def enter(request: gate.Request, session_id: int) -> HttpResponse:
    """The instructor's phone: one number a class, "Save 24 pupils", her next sessions."""
    sessions = queries.with_classes(Session.objects.select_related("booking__offer", "booking__organisation"))
    session: Any = gate.get_or_404(sessions, session_id, actor=request.user)
    form = heads_form(request, session)
    if request.method == "POST":
        answer = save(request, session, form, by=request.user)
        if answer is not None:
            return answer
    context = phone(request, session, form)
    if request.method != "POST":
        following = queries.next_of(request.user, request.at, without=session.pk)
        context["following"] = [row_of(one, request.at) for one in following]
        for row in context["following"]:
            row["url"] = reverse("activities:heads", args=[row["session"].pk])
    context["cancel_url"] = reverse("activities:cancel", args=[session.pk])
    return page(request, "activities/heads.html", context)


def heads_form(request: gate.Request, session: Any) -> forms.HeadsForm:
    """The form of a session from `queries.with_classes`."""
    return forms.HeadsForm(
        request.POST if request.method == "POST" else None,
        classes=session.asked,
        expected=session.booking.expected,
    )


def phone(request: gate.Request, session: Any, form: forms.HeadsForm) -> dict[str, Any]:
    """What the page of one number shows, with sign-in and without."""
    at = request.at
    labels = [one["label"] for one in session.asked]
    expected = sum(one["expected"] or 0 for one in session.asked) or session.booking.expected
    pupils = session.booking.offer.counts_pupils
    return {
        "session": session,
        "form": form,
        "fields": form.number_fields,
        "organisation": getattr(session, "organisation_name", None) or session.booking.organisation or "",
        "labels": labels,
        "pupils": pupils,
        "expected": expected,
        "opened": at.strftime("%Y-%m-%dT%H:%M:%S.%f%z"),
        "saved": any(one["heads"] is not None for one in session.asked),
        "begun": session.starts_at <= at + operations.COUNTED_BEFORE,
        "total": sum(_shown(field) for field in form.number_fields),
    }


def _shown(field: Any) -> int:
    try:
        return int(field.value() or 0)
    except (TypeError, ValueError):
        return 0


def save(request: gate.Request, session: Any, form: forms.HeadsForm, *, by: Any) -> HttpResponse | None:
    """Save the numbers: on to the next page, or a short answer for the script. None: show the form."""
    if not form.is_valid():
        faults = " ".join(str(text) for texts in form.errors.values() for text in texts)
        return JsonResponse({"saved": False, "message": faults}, status=400) if _asks_json(request) else None
    asks_json = _asks_json(request)
    classes = {one["id"]: BookedClass(pk=one["id"], booking_id=session.booking_id) for one in session.asked}
    numbers = form.numbers()
    late = bool(request.POST.get("late"))
    if by is None:
        way = Headcount.Way.OFFLINE if late else Headcount.Way.LINK
    else:
        way = Headcount.Way.OFFLINE if late else Headcount.Way.PAGE
    try:
        operations.enter_headcount(
            session=session,
            by=by,
            at=request.at,
            counts=[Count(heads, booked_class=classes.get(pk)) for pk, heads in numbers],
            way=way,
            opened_at=forms.opened(request.POST.get("opened")),
            client_key=form.cleaned_data["key"],
        )
    except operations.Refused as refused:
        if asks_json:
            return JsonResponse({"saved": False, "message": str(refused)}, status=409)
        form.add_error(None, str(refused))
        return None
    total = sum(heads for _pk, heads in numbers)
    text = _("Saved: %(heads)d.") % {"heads": total}
    if asks_json:
        return JsonResponse({"saved": True, "message": text})
    messages.success(request, text)
    return redirect(request.path if by is None else reverse("activities:session", args=[session.pk]))


def _asks_json(request: gate.Request) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _professions(user: Any, known: list[Headcount]) -> Any:
    """Those on the list, and those of which heads are counted here."""
    of_session = [row.profession_id for row in known]
    return Profession.objects.visible_to(user).filter(Q(ended_on__isnull=True) | Q(pk__in=of_session))


def _administrations(user: Any) -> Any:
    kinds = (Organisation.Kind.ADMINISTRATION, Organisation.Kind.UNIT)
    return Organisation.objects.visible_to(user).filter(kind__in=kinds).order_by("name")


@gate.requires(*RUNS)
def participants(request: gate.Request, session_id: int) -> HttpResponse:
    """The participants of a talk, workshop, webinar or training: a row a profession and administration."""
    sessions = queries.detailed(Session.objects.all())
    session: Any = gate.get_or_404(sessions, session_id, actor=request.user)
    known = list(Headcount.objects.filter(session=session).order_by("id"))
    people, places = list(_professions(request.user, known)), list(_administrations(request.user))
    maker = django_forms.formset_factory(forms.ParticipantsForm, extra=4, max_num=60, absolute_max=80)
    initial = [
        {"profession": one.profession_id, "administration": one.administration_id, "heads": one.heads}
        for one in known
    ]
    formset = maker(
        request.POST if request.method == "POST" else None,
        initial=initial,
        prefix="row",
        form_kwargs={"people": people, "places": places},
    )
    problem = ""
    if request.method == "POST" and formset.is_valid():
        counts = [one.count for one in formset if one.count is not None]
        left_out = [
            Count(
                0,
                profession=_one(people, row.profession_id),
                administration=_one(places, row.administration_id),
            )
            for row in known
            if (row.profession_id, row.administration_id) not in {count.of[1:] for count in counts}
        ]
        try:
            if not counts:  # an empty page is no answer, and takes back no number
                raise operations.NotPlausible(_("Enter how many came."))
            operations.enter_headcount(
                session=session,
                by=request.user,
                at=request.at,
                counts=[*counts, *left_out],
                opened_at=forms.opened(request.POST.get("opened")),
            )
        except operations.Refused as refused:
            problem = str(refused)
        else:
            messages.success(request, _("Saved: %(heads)d.") % {"heads": sum(one.heads for one in counts)})
            return redirect("activities:session", session_id=session.pk)
    context = {
        "session": session,
        "title": queries.title(session),
        "formset": formset,
        "problem": problem,
        "opened": request.at.strftime("%Y-%m-%dT%H:%M:%S.%f%z"),
    }
    return page(request, "activities/participants.html", context)


def _one(rows: list[Any], pk: int | None) -> Any:
    return next((row for row in rows if row.pk == pk), None)

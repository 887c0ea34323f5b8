"""What is done during a meeting: beginning an item, the room, the headings, the recommendation, tasks."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.models import Agency, User
from tovholder.access.roles import Permission
from tovholder.cases import words
from tovholder.cases.forms.meeting import HeadingForm, RecommendForm, TaskLineForm
from tovholder.cases.models import Heading, Item
from tovholder.cases.operations import meeting_talk as operations
from tovholder.cases.operations import tasks
from tovholder.cases.operations.refused import ChangedMeanwhile, Refused
from tovholder.cases.queries import meeting as queries
from tovholder.cases.queries import tasks_line
from tovholder.cases.views.check import kept, not_kept
from tovholder.cases.views.meeting import conflict_of, meeting_page, spoken_of


def fetch(request: gate.Request, item_id: UUID) -> Any:
    """The item, if the reader may see it."""
    return gate.get_or_404(Item.objects.select_related("meeting", "case"), item_id, actor=request.user)


def again(request: gate.Request, item: Item, **more: Any) -> HttpResponse:
    """The meeting's page with the form that came back."""
    found = spoken_of(request, item.pk)
    return meeting_page(request, found.meeting, found, **more)


@gate.requires(Permission.CASE_COORDINATE)
def begin(request: gate.Request, item_id: UUID) -> HttpResponse:
    """Begin an item. Nothing of it is shown before whoever must not hear it is out.

    On another day than the planned one it is asked first whether the meeting is to begin.
    """
    item = fetch(request, item_id)
    if request.method != "POST":
        return redirect("cases:item", item.pk)
    people = _people(request, request.POST.getlist("here"))
    left = set(request.POST.getlist("out"))
    here = [one for one in people if str(one.pk) not in left]
    out = [one for one in people if str(one.pk) in left]
    sure = bool(request.POST.get("sure"))
    said = {"were_here": [one.pk for one in people], "were_out": [one.pk for one in out], "sure": sure}
    try:
        operations.begin_item(
            item=item, by=request.user, at=request.at, present=here, out=out, on_any_day=sure
        )
    except operations.AnotherDay:
        return again(request, item, planned=words.moment(item.meeting.starts_at), **said)
    except operations.SomebodyMustLeave as must:
        return again(request, item, must_leave=must.users, **said)
    except Refused as refused:
        return again(request, item, refused=str(refused))
    return redirect("cases:item", item.pk)


def _people(request: gate.Request, keys: list[str]) -> list[User]:
    """Colleagues by their numbers; what is no number is nobody's."""
    numbers = [int(key) for key in keys[:200] if key.isdecimal() and len(key) < 18]
    found = User.objects.visible_to(request.user).filter(pk__in=numbers, ended_at__isnull=True)
    return list(found.select_related("agency").order_by("name", "id"))


@gate.requires(Permission.CASE_COORDINATE)
def end(request: gate.Request, item_id: UUID) -> HttpResponse:
    """End an item, and go on to the next."""
    item = fetch(request, item_id)
    if request.method == "POST":
        operations.end_item(item=item, by=request.user, at=request.at)
    return redirect("cases:meeting", item.meeting_id)


@gate.requires(Permission.CASE_COORDINATE)
def room(request: gate.Request, item_id: UUID) -> HttpResponse:
    """Somebody comes in or goes out while an item is spoken of."""
    item = fetch(request, item_id)
    if request.method == "POST":
        for user in _people(request, request.POST.getlist("come")):
            try:
                operations.come_in(item=item, user=user, by=request.user, at=request.at)
            except Refused as refused:
                return again(request, item, refused=str(refused))
        for user in _people(request, request.POST.getlist("go")):
            try:
                operations.go_out(item=item, user=user, by=request.user, at=request.at)
            except Refused as refused:
                return again(request, item, refused=str(refused))
    return redirect("cases:item", item.pk)


@gate.requires(Permission.CASE_COORDINATE)
def heading(request: gate.Request, item_id: UUID) -> HttpResponse:
    """Save what was said under a heading: as one types, or by its button."""
    item = fetch(request, item_id)
    if request.method != "POST":
        return redirect("cases:item", item.pk)
    of = next((one.value for one in Heading.Dimension if one.value == request.POST.get("dimension")), "")
    form = HeadingForm(request.POST, auto_id=f"%s_{of}")
    keeps = request.headers.get("X-Requested-With") == "autosave"
    conflict = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            saved = operations.write_heading(
                item=item,
                dimension=given["dimension"],
                by=request.user,
                at=request.at,
                text=given["text"],
                seen_version=given["version"],
            )
        except ChangedMeanwhile as meanwhile:
            conflict = meanwhile
            form.add_error("text", str(meanwhile))
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            if keeps:
                return kept(saved.version)
            return redirect("cases:item", item.pk)
    if keeps:
        return not_kept(form, conflict)
    # Whatever it was refused for, the words come back.
    sent = {name: form.data.get(name, "") for name in form.fields}
    if conflict is not None:
        sent["version"] = conflict.theirs.get("version", 0)
    told = conflict_of(conflict) if conflict else None
    return again(request, item, form=form, sent=sent, conflict=told)


@gate.requires(Permission.CASE_COORDINATE)
def recommend(request: gate.Request, item_id: UUID) -> HttpResponse:
    """Note the recommendation: one tap."""
    item = fetch(request, item_id)
    if request.method != "POST":
        return redirect("cases:item", item.pk)
    form = RecommendForm(request.POST, auto_id="recommend_%s")
    if form.is_valid():
        try:
            operations.recommend(
                item=item,
                by=request.user,
                at=request.at,
                recommendation=form.cleaned_data["recommendation"],
                seen_version=form.cleaned_data["version"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("cases:item", item.pk)
    return again(request, item, form=form)


@gate.requires(Permission.CASE_COORDINATE)
def task(request: gate.Request, item_id: UUID) -> HttpResponse:
    """Add a task from its line; or read the line back, without adding anything."""
    item = fetch(request, item_id)
    if request.method != "POST" or item.case is None:
        return redirect("cases:item", item.pk)
    form = TaskLineForm(request.POST, auto_id="task_%s")
    reads = request.headers.get("X-Requested-With") == "preview"
    read = None
    if form.is_valid():
        people = list(queries.on_the_case(item.case_id, request.user, request.at))
        agencies = list(Agency.objects.visible_to(request.user).order_by("short_name"))
        try:
            read = tasks_line.parse(
                form.cleaned_data["line"], people=people, agencies=agencies, today=request.today
            )
            if not reads:
                tasks.make_task(
                    case=item.case,
                    item=item,
                    by=request.user,
                    at=request.at,
                    title=read.title,
                    agency=read.agency,
                    assigned_to=read.assigned_to,
                    due_on=read.due_on,
                    form=form.cleaned_data["key"],
                )
                # To the line again: the next task is written where the last one was.
                return redirect(reverse("cases:item", args=[item.pk]) + "#task_line")
        except (tasks_line.NotUnderstood, Refused) as refused:
            form.add_error("line", str(refused))
    if reads:
        return JsonResponse({"read": _read(read) if read else "", "refused": _faults(form)})
    return again(request, item, form=form, task_form=form)


def _read(line: tasks_line.Line) -> str:
    who = f"{line.assigned_to.name}, {line.agency.short_name}" if line.assigned_to else line.agency.short_name
    given = {"who": who, "what": line.title, "day": words.weekday(line.due_on)}
    return _("Read as: %(who)s, %(what)s, by %(day)s") % given


def _faults(form: Any) -> str:
    return "; ".join(str(text) for errors in form.errors.values() for text in errors)

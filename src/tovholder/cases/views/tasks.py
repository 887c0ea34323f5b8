"""Tasks: the lists, and what is done with one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.audit.reads import Way
from tovholder.cases import words
from tovholder.cases.forms.meeting import ChangeTaskForm, DropForm, HandOnForm, Versioned
from tovholder.cases.models import Task
from tovholder.cases.operations import tasks as operations
from tovholder.cases.operations.refused import ChangedMeanwhile, Refused
from tovholder.cases.queries import opened
from tovholder.cases.queries import tasks as queries
from tovholder.cases.queries.meeting import on_the_case
from tovholder.cases.views import fetch
from tovholder.core.days import clock_time
from tovholder.core.keyset import keyset
from tovholder.core.pages import page


@gate.requires(Permission.CASE_WORK)
def task_list(request: gate.Request) -> HttpResponse:
    """Mine, my agency's or all of them; late ones; what is over. The filters stand in the address."""
    filters = queries.Filters.read(request.GET, request.user)
    found = filters.narrow(Task.objects.visible_to(request.user), request.user, request.today)
    order = ("-due_on", "-id") if filters.over else ("due_on", "id")
    shown = keyset(queries.detailed(found), order=order, query=request.GET)
    gate.saw(
        request,
        way=Way.LIST,
        cases={task.case_id for task in shown},
        persons={task.case.person_id for task in shown},
        purpose=_("My tasks"),
    )
    context = {
        "page": shown,
        "rows": [row_of(task, request) for task in shown],
        "filters": filters,
        "whose": _choices(request, filters),
        "narrowed": filters != queries.Filters(),
    }
    return page(request, "cases/task_list.html", context, partial="rows")


def _choices(request: gate.Request, filters: queries.Filters) -> list[dict[str, Any]]:
    agency = request.user.agency.short_name if request.user.agency else ""
    choices = [(queries.MINE, _("Mine")), (queries.AGENCY, _("All of %(agency)s") % {"agency": agency})]
    if request.user.may(Permission.CASE_COORDINATE):
        choices.append((queries.ALL, _("All agencies'")))
    return [{"key": key, "label": label, "current": key == filters.whose} for key, label in choices]


def row_of(task: Any, request: gate.Request) -> dict[str, Any]:
    """A line of a list: the task, by when, and how it stands in words."""
    state, word = queries.state_of(task, request.today)
    return {
        "task": task,
        "url": f"{task.pk}",
        "case": task.case.number,
        "due": words.day(task.due_on, today=request.today),
        "state": state,
        "word": word,
        "who": task.assigned_to.name if task.assigned_to else _("nobody yet"),
        "mine": task.assigned_to_id == request.user.pk,
        "takes": state not in ("done", "no_target")
        and task.agency_id == request.user.agency_id
        and task.assigned_to_id != request.user.pk,
        "open": state not in ("done", "no_target"),
        "may": operations.may_change(task, request.user),
    }


@gate.requires(Permission.CASE_WORK)
def task(request: gate.Request, task_id: UUID, deed: str = "") -> HttpResponse:
    """One task: take it, hand it on, change it, finish or drop it; each deed has its own address."""
    tasks = queries.detailed(Task.objects.select_related("item__meeting", "why"))
    rows = opened.children_with_purpose(tasks, request.user, request.today)
    found: Any = gate.get_or_404(rows, task_id, request=request)
    asked = fetch.asked(request, found, _obvious(request, found))
    if asked:
        return asked
    forms = _forms(request, found, deed)
    if deed and (deed not in forms or request.method != "POST"):
        return redirect("cases:task", task_id)
    form = forms.get(deed)
    conflict = None
    if form is not None and form.is_valid():
        try:
            said = _do(deed, found, request, form.cleaned_data)
        except ChangedMeanwhile as meanwhile:
            conflict = meanwhile
            form.add_error(None, str(meanwhile))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect("cases:task", task_id)
    context = {
        "task": found,
        "row": row_of(found, request),
        "case_url": found.case.get_absolute_url(),
        "made": words.day(found.made_at),
        "why_seen": words.who_sees_task(found.agency.short_name, False),
        "seen": words.who_sees_task(found.agency.short_name, found.item_id is not None),
        "form": form if form is not None and form.is_bound else None,
        "conflict": _told(conflict) if conflict else None,
        "mine": form.data if conflict and form is not None else None,
        **{f"{name}_form": one for name, one in forms.items()},
    }
    return page(request, "cases/task.html", context)


def _obvious(request: gate.Request, found: Task) -> str:
    """Why one opens a task that waits for oneself, or for one's agency: to do it."""
    over = found.done_at or found.dropped_at
    waits = found.assigned_to_id in (None, request.user.pk) and found.agency_id == request.user.agency_id
    return _("My task in the case") if waits and not over else ""


def _told(conflict: ChangedMeanwhile) -> dict[str, Any]:
    theirs = conflict.theirs
    return {
        "who": conflict.who,
        "when": clock_time(conflict.when) if conflict.when else "",
        "title": theirs.get("title", ""),
        "due": words.day(theirs["due_on"]) if theirs.get("due_on") else "",
        "assigned": theirs["assigned_to"].name if theirs.get("assigned_to") else _("nobody yet"),
    }


def _forms(request: gate.Request, found: Task, deed: str) -> dict[str, Any]:
    """The task's forms; the one that was sent holds what was typed."""
    version = {"version": found.version}
    people = on_the_case(found.case_id, request.user, request.at)
    if not operations.may_move(found, request.user):
        people = people.filter(agency=found.agency_id)

    def data(name: str) -> Any:
        return request.POST if deed == name else None

    return {
        "take": Versioned(data("take"), initial=version, auto_id="take_%s"),
        "finish": Versioned(data("finish"), initial=version, auto_id="finish_%s"),
        "change": ChangeTaskForm(
            data("change"),
            initial={**version, "title": found.title, "due_on": found.due_on},
            words_stand=found.words_stand,
            auto_id="change_%s",
        ),
        "hand_on": HandOnForm(data("hand_on"), initial=version, people=people, auto_id="hand_on_%s"),
        "drop": DropForm(data("drop"), initial=version, auto_id="drop_%s"),
    }


def _do(deed: str, found: Task, request: gate.Request, given: dict[str, Any]) -> str:
    common: dict[str, Any] = {
        "task": found,
        "by": request.user,
        "at": request.at,
        "seen_version": given["version"],
    }
    match deed:
        case "take":
            operations.take(**common)
            return _("The task is yours.")
        case "finish":
            operations.finish(**common)
            return _("The task is done.")
        case "change":
            operations.change(**common, title=given.get("title", found.title), due_on=given["due_on"])
            return _("The task is changed.")
        case "hand_on":
            operations.hand_on(**common, to=given["to"])
            return _("The task is handed on.")
    operations.drop(**common, why=given["why"])
    return _("The task is dropped.")

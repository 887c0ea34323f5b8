"""Pages of the programme: the plan to read, figures by hand, checklists, assessments, freezes, money."""

import base64
import binascii
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core import signing
from django.db.models import F, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce, JSONObject
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tovholder.access import gate
from tovholder.access.roles import Permission
from tovholder.core.keyset import keyset
from tovholder.core.pages import page

from . import forms, indicators, operations, queries
from .models import (
    ActionPlan,
    ChecklistItem,
    ChecklistMark,
    Commitment,
    Definition,
    Freeze,
    FundingSource,
    Goal,
    ManualFigure,
    Posting,
)
from .operations.finance_csv import MAX_BYTES

#: What a trial run carries along in the page, so that the file need not be chosen again; larger ones must.
CARRIED = 1_000_000
CARRY = signing.Signer(salt="programme.import")


def plans_of(request: gate.Request) -> list[ActionPlan]:
    """The municipality's plans, the newest first."""
    return list(ActionPlan.objects.visible_to(request.user).order_by("-starts_on", "key"))


def plan_of(request: gate.Request, plans: list[ActionPlan]) -> ActionPlan:
    """The plan that the address names, or the one that runs today, or the newest.

    :raises Http404: there is none, or none of that name.
    """
    key = request.GET.get("plan") or request.POST.get("plan")
    if key:
        found = next((plan for plan in plans if plan.key == key), None)
    else:
        today = request.today
        now = (plan for plan in plans if plan.starts_on <= today <= plan.ends_on)
        found = next(now, plans[0] if plans else None)
    if found is None:
        raise Http404
    if request.user.municipality is not None:
        found.municipality = request.user.municipality
    return found


def year_of(request: gate.Request, plan: ActionPlan) -> int:
    """The year that the address asks for, where it is the plan's; else the one nearest to today."""
    asked = request.GET.get("year", "")
    if asked.isdecimal() and len(asked) == 4 and int(asked) in plan.years:
        return int(asked)
    return min(max(request.today.year, plan.years[0]), plan.years[-1])


def day_in(year: int, today: date) -> date:
    """Today, or the day of the year that is nearest to it."""
    return min(max(today, date(year, 1, 1)), date(year, 12, 31))


# --- the plan to read ----------------------------------------------------------------------------------


@gate.requires(Permission.PLAN_READ)
def plan(request: gate.Request) -> HttpResponse:
    terms = Definition.objects.filter(plan=OuterRef("pk")).order_by("position")
    plans = list(
        ActionPlan.objects.visible_to(request.user)
        .annotate(
            terms=ArraySubquery(terms.values(row=JSONObject(term="term", meaning="meaning", source="source")))
        )
        .order_by("-starts_on", "key")
    )
    if not plans:
        return page(request, "programme/plan.html", {"plan": None})
    shown: Any = plan_of(request, plans)
    groups = queries.groups_of(shown)
    goals = Goal.objects.filter(plan=shown, retired_on__isnull=True).order_by("position")
    by_group: dict[int, list[Goal]] = {}
    for goal in goals:
        by_group.setdefault(goal.target_group_id, []).append(goal)
    return page(
        request,
        "programme/plan.html",
        {
            "plan": shown,
            "plans": plans,
            "predecessor": next((p for p in plans if p.key == shown.predecessor_key), None),
            "groups": [(group, by_group.get(group.pk, [])) for group in groups],
            "knowledge": [(fact, dated(fact.dated)) for fact in shown.knowledge.order_by("position")],
            "definitions": shown.terms,
        },
    )


def dated(text: str) -> tuple[date, str] | None:
    """A day, month or year of the plan file as a date, and what of it is known."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(parts[0], parts[1], parts[2]), "day"
    if len(parts) == 2:
        return date(parts[0], parts[1], 1), "month"
    return date(parts[0], 1, 1), "year"


# --- figures by hand, checklists, assessments ----------------------------------------------------------


@gate.requires(Permission.PLAN_RECORD)
def manual_figure(request: gate.Request, goal_id: int) -> HttpResponse:
    goal = gate.get_or_404(Goal.objects.select_related("plan"), goal_id, actor=request.user)
    year = year_of(request, goal.plan)
    part = request.GET.get("part", "")
    form = forms.ManualFigureForm(
        request.POST or None,
        is_share=goal.kind == "share",
        initial={"as_of": day_in(year, request.today)},
    )
    if form.is_valid():
        values = form.cleaned_data
        done = attempt(
            form,
            lambda: operations.enter_manual_figure(
                goal=goal, year=values["as_of"].year, part=part, by=request.user, at=request.at, **values
            ),
            {operations.IsCounted: None, operations.NotOnThePlan: "as_of"},
        )
        if done:
            messages.success(request, _("The figure is entered."))
            return redirect(figure_url(goal, values["as_of"].year, part))
    return page(
        request,
        "programme/manual_figure.html",
        {"form": form, "goal": goal, "year": year, "back": figure_url(goal, year, part)},
    )


@gate.requires(Permission.PLAN_RECORD)
def withdraw_figure(request: gate.Request, figure_id: int) -> HttpResponse:
    figure = gate.get_or_404(
        ManualFigure.objects.select_related("goal__plan", "entered_by"), figure_id, actor=request.user
    )
    back = figure_url(figure.goal, figure.year, figure.part)
    return _withdraw(
        request,
        lambda: operations.withdraw_manual_figure(figure=figure, by=request.user, at=request.at),
        done=_("The figure is withdrawn."),
        back=back,
        context={
            "figure": figure,
            "goal": figure.goal,
            "of_citizens": indicators.counts_citizens(figure.goal.code),
        },
        template="programme/withdraw_figure.html",
    )


@gate.requires(Permission.PLAN_RECORD)
def mark(request: gate.Request, item_id: int) -> HttpResponse:
    item = gate.get_or_404(ChecklistItem.objects.select_related("goal__plan"), item_id, actor=request.user)
    goal = item.goal
    form = forms.MarkForm(request.POST or None, initial={"done_on": request.today})
    if form.is_valid():
        values = form.cleaned_data
        if values["done_on"] > request.today:
            form.add_error("done_on", _("The day has not come yet."))
        elif attempt(
            form,
            lambda: operations.mark_checklist(item=item, by=request.user, at=request.at, **values),
            {operations.NotOnThePlan: "done_on"},
        ):
            messages.success(request, _("Marked as done: %(item)s") % {"item": item.title})
            return redirect(figure_url(goal, values["done_on"].year))
    return page(
        request,
        "programme/mark.html",
        {"form": form, "item": item, "goal": goal, "back": figure_url(goal)},
    )


@gate.requires(Permission.PLAN_RECORD)
def withdraw_mark(request: gate.Request, mark_id: int) -> HttpResponse:
    found = gate.get_or_404(
        ChecklistMark.objects.select_related("item__goal__plan", "marked_by"), mark_id, actor=request.user
    )
    return _withdraw(
        request,
        lambda: operations.withdraw_mark(mark=found, by=request.user, at=request.at),
        done=_("The mark is withdrawn."),
        back=figure_url(found.item.goal, found.done_on.year),
        context={"mark": found, "goal": found.item.goal},
        template="programme/withdraw_mark.html",
    )


def _withdraw(
    request: gate.Request,
    deed: Callable[[], Any],
    *,
    done: str,
    back: str,
    context: dict[str, Any],
    template: str,
) -> HttpResponse:
    """Ask before something is withdrawn, and withdraw it."""
    if request.method == "POST":
        try:
            deed()
        except operations.AlreadyWithdrawn as error:
            messages.info(request, str(error))
        else:
            messages.success(request, done)
        return redirect(back)
    return page(request, template, {**context, "back": back})


@gate.requires(Permission.PLAN_RECORD)
def assess(request: gate.Request, goal_id: int) -> HttpResponse:
    goal = gate.get_or_404(Goal.objects.select_related("plan"), goal_id, actor=request.user)
    year = year_of(request, goal.plan)
    form = forms.AssessmentForm(
        request.POST or None,
        is_judged=goal.kind == "qualitative",
        initial={"as_of": day_in(year, request.today)},
    )
    if form.is_valid():
        values = form.cleaned_data
        if attempt(
            form,
            lambda: operations.assess(
                goal=goal, year=values["as_of"].year, by=request.user, at=request.at, **values
            ),
            {operations.NotOnThePlan: "as_of"},
        ):
            messages.success(request, _("The assessment is saved."))
            return redirect(figure_url(goal, values["as_of"].year))
    return page(
        request,
        "programme/assess.html",
        {"form": form, "goal": goal, "year": year, "back": figure_url(goal, year)},
    )


def figure_url(goal: Goal, year: int | None = None, part: str = "") -> str:
    """The page of a goal's figure."""
    asked = [f"year={year}" if year else "", f"part={part}" if part else ""]
    query = "&".join(piece for piece in asked if piece)
    return reverse("dashboard:figure", args=[goal.pk]) + (f"?{query}" if query else "")


def attempt(
    form: django_forms.Form, deed: Callable[[], Any], faults: dict[type[Exception], str | None]
) -> bool:
    """Do it; what is refused goes to the form, beside the field that it is about."""
    try:
        deed()
    except tuple(faults) as error:
        form.add_error(next(field for kind, field in faults.items() if isinstance(error, kind)), str(error))
        return False
    return True


# --- freezes -------------------------------------------------------------------------------------------


@gate.requires(Permission.PLAN_READ)
def freezes(request: gate.Request) -> HttpResponse:
    plans = plans_of(request)
    if not plans:
        return page(request, "programme/plan.html", {"plan": None})
    shown = plan_of(request, plans)
    rows = Freeze.objects.filter(plan=shown).select_related("frozen_by")
    return page(
        request,
        "programme/freezes.html",
        {
            "plan": shown,
            "page": keyset(rows, order=("-as_of", "-id"), query=request.GET),
            "can_freeze": request.user.may(Permission.FIGURES_FREEZE),
        },
    )


@gate.requires(Permission.FIGURES_FREEZE)
def freeze(request: gate.Request) -> HttpResponse:
    shown = plan_of(request, plans_of(request))
    year = year_of(request, shown)
    form = forms.FreezeForm(request.POST or None, initial={"as_of": day_in(year, request.today)})
    if form.is_valid():
        values = form.cleaned_data
        made: list[Freeze] = []
        if values["as_of"] > request.today:
            form.add_error("as_of", _("The day has not come yet."))
        elif attempt(
            form,
            lambda: made.append(
                operations.freeze(
                    plan=shown, year=values["as_of"].year, by=request.user, at=request.at, **values
                )
            ),
            {operations.AlreadyFrozen: "as_of", operations.NotOnThePlan: "as_of"},
        ):
            messages.success(request, _("The figures are frozen."))
            return redirect("programme:frozen", made[0].pk)
    return page(request, "programme/freeze.html", {"form": form, "plan": shown})


@gate.requires(Permission.PLAN_READ)
def frozen(request: gate.Request, freeze_id: int) -> HttpResponse:
    kept = gate.get_or_404(Freeze.objects.select_related("plan", "frozen_by"), freeze_id, actor=request.user)
    if request.user.municipality is not None:
        kept.plan.municipality = request.user.municipality
    counted = queries.told(queries.figures(plan=kept.plan, year=kept.year, as_of=kept.as_of))
    now = {(figure.goal_id, figure.part): figure for figure, _how in counted}
    rows = []
    for then, _how in queries.told(queries.frozen_figures(kept)):
        figure = now.get((then.goal_id, then.part))
        change = None if figure is None else _change(then, figure)
        rows.append({"then": then, "now": figure, "change": change, "url": figure_link(then, kept)})
    return page(
        request,
        "programme/frozen.html",
        {
            "freeze": kept,
            "plan": kept.plan,
            "rows": rows,
            "moved": sum(1 for row in rows if row["change"]),
        },
    )


def _change(then: queries.Figure, now: queries.Figure) -> Decimal | None:
    """The difference; None where one is missing, or where it would tell of citizens."""
    if then.value is None or now.value is None or queries.counts_citizens(then):
        return None
    return now.value - then.value


def figure_link(then: queries.Figure, kept: Freeze) -> str:
    part = f"&part={then.part}" if then.part else ""
    address = reverse("dashboard:figure", args=[then.goal_id])
    return f"{address}?year={kept.year}&as_of={kept.as_of.isoformat()}{part}"


# --- money ---------------------------------------------------------------------------------------------


def sources_of(plan: ActionPlan) -> QuerySet[FundingSource]:
    return FundingSource.objects.filter(plan=plan, retired_on__isnull=True).order_by(
        "table__position", "position"
    )


def budget_url(plan: ActionPlan) -> str:
    return f"{reverse('dashboard:budget')}?plan={plan.key}"


@gate.requires(Permission.PLAN_READ)
def postings(request: gate.Request) -> HttpResponse:
    shown, only = _plan_and_source(request)
    rows = Posting.objects.filter(funding__plan=shown).select_related("funding", "entered_by")
    if only is not None:
        rows = rows.filter(funding=only)
    return page(
        request,
        "programme/postings.html",
        {
            "plan": shown,
            "source": only,
            "page": keyset(rows, order=("-posted_on", "-id"), query=request.GET),
            "budget": budget_url(shown),
            "can_record": request.user.may(Permission.BUDGET_RECORD),
        },
    )


@gate.requires(Permission.PLAN_READ)
def commitments(request: gate.Request) -> HttpResponse:
    shown, only = _plan_and_source(request)
    rows = Commitment.objects.filter(funding__plan=shown).select_related("funding", "released_by")
    rows = rows.annotate(
        paid=Coalesce(Sum("postings__amount"), Decimal("0.00")), rest=F("amount") - F("paid")
    )
    if only is not None:
        rows = rows.filter(funding=only)
    return page(
        request,
        "programme/commitments.html",
        {
            "plan": shown,
            "source": only,
            "page": keyset(rows, order=("-made_on", "-id"), query=request.GET),
            "budget": budget_url(shown),
            "can_record": request.user.may(Permission.BUDGET_RECORD),
        },
    )


def _plan_and_source(request: gate.Request) -> tuple[ActionPlan, FundingSource | None]:
    """The plan that the address names, and the one source whose money is asked for.

    :raises Http404: the plan or the source is not there.
    """
    asked = request.GET.get("source", "")
    if asked:
        of = FundingSource.objects.select_related("plan")
        source = gate.get_or_404(of, asked if asked.isdecimal() else None, actor=request.user)
        return source.plan, source
    plans = ActionPlan.objects.visible_to(request.user)
    return plan_of(request, list(plans.order_by("-starts_on", "key"))), None


@gate.requires(Permission.BUDGET_RECORD)
def post(request: gate.Request) -> HttpResponse:
    shown = plan_of(request, plans_of(request))
    open_ones = Commitment.objects.filter(funding__plan=shown, released_on__isnull=True)
    form = forms.PostingForm(
        request.POST or None,
        sources=sources_of(shown),
        commitments=open_ones.order_by("text", "id"),
        initial={"posted_on": request.today, "funding": request.GET.get("source")},
    )
    if form.is_valid() and _inside(form, "posted_on", shown):
        values = form.cleaned_data
        if attempt(
            form,
            lambda: operations.post(by=request.user, at=request.at, **values),
            {operations.PostedTwice: "voucher", operations.ForeignCommitment: "commitment"},
        ):
            messages.success(request, _("The posting is entered."))
            return redirect(budget_url(shown))
    return page(
        request,
        "programme/post.html",
        {"form": form, "plan": shown, "budget": budget_url(shown)},
    )


@gate.requires(Permission.BUDGET_RECORD)
def commit(request: gate.Request) -> HttpResponse:
    shown = plan_of(request, plans_of(request))
    form = forms.CommitmentForm(
        request.POST or None,
        sources=sources_of(shown),
        initial={"made_on": request.today, "runs_from": request.today, "funding": request.GET.get("source")},
    )
    if form.is_valid():
        values = form.cleaned_data
        made = operations.commit(by=request.user, at=request.at, **values)
        messages.success(request, _("The commitment is entered."))
        if made.funding.expires_on and made.runs_until > made.funding.expires_on:
            messages.warning(request, _("It runs on when the money of its source has expired."))
        return redirect(budget_url(shown))
    return page(
        request,
        "programme/commit.html",
        {"form": form, "plan": shown, "budget": budget_url(shown)},
    )


def _inside(form: django_forms.Form, name: str, plan: ActionPlan) -> bool:
    """A posting lies in the plan's period, as it must in a file from the finance system."""
    if plan.starts_on <= form.cleaned_data[name] <= plan.ends_on:
        return True
    form.add_error(name, _("The day lies outside the plan's period."))
    return False


@gate.requires(Permission.BUDGET_RECORD)
def release(request: gate.Request, commitment_id: int) -> HttpResponse:
    commitment = gate.get_or_404(
        Commitment.objects.select_related("funding__plan").annotate(
            paid=Coalesce(Sum("postings__amount"), Decimal("0.00"))
        ),
        commitment_id,
        actor=request.user,
    )
    form = forms.ReleaseForm(request.POST or None, initial={"released_on": request.today})
    back = f"{reverse('programme:commitments_list')}?plan={commitment.funding.plan.key}"
    if form.is_valid() and attempt(
        form,
        lambda: operations.release_commitment(
            commitment=commitment, by=request.user, at=request.at, **form.cleaned_data
        ),
        {operations.AlreadyReleased: None},
    ):
        messages.success(request, _("The commitment is released: what was left of it is free again."))
        return redirect(back)
    rest = max(commitment.amount - commitment.paid, Decimal(0))  # type: ignore[attr-defined]
    return page(
        request,
        "programme/release.html",
        {"form": form, "commitment": commitment, "rest": rest, "back": back},
    )


@gate.requires(Permission.BUDGET_RECORD)
def refinancing(request: gate.Request, funding_id: int) -> HttpResponse:
    funding = gate.get_or_404(FundingSource.objects.select_related("plan"), funding_id, actor=request.user)
    steps = list(funding.refinancing_steps.select_related("set_by").order_by("-stands_on", "-id"))
    state = steps[0].state if steps else "open"
    form = forms.RefinancingForm(request.POST or None, initial={"stands_on": request.today, "state": state})
    if form.is_valid():
        operations.set_refinancing_state(funding=funding, by=request.user, at=request.at, **form.cleaned_data)
        messages.success(request, _("The search for new money is noted."))
        return redirect(f"{budget_url(funding.plan)}#source-{funding.pk}")
    return page(
        request,
        "programme/refinancing.html",
        {"form": form, "funding": funding, "steps": steps, "budget": budget_url(funding.plan)},
    )


@gate.requires(Permission.BUDGET_RECORD)
def import_csv(request: gate.Request) -> HttpResponse:
    """A file is tried first; the same content is then taken, all or none."""
    shown = plan_of(request, plans_of(request))
    context: dict[str, Any] = {"plan": shown, "budget": budget_url(shown)}
    carried = _carried(request.POST.get("carried", ""))
    if carried is not None:
        report = operations.import_finance_csv(
            plan=shown, content=carried[1], filename=carried[0], by=request.user, at=request.at
        )
        if not report.refused:
            messages.success(request, _taken(report))
            return redirect(_list_of(report, shown))
        return page(
            request, "programme/import.html", {**context, "form": forms.ImportForm(), "report": report}
        )
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read(MAX_BYTES + 1)
        straight = request.POST.get("act") == "take"
        report = operations.import_finance_csv(
            plan=shown,
            content=content,
            filename=file.name,
            by=request.user,
            at=request.at,
            dry_run=not straight,
        )
        if straight and report.imported:
            messages.success(request, _taken(report))
            return redirect(_list_of(report, shown))
        if not report.refused and not report.imported:
            form.add_error("file", _("There is no posting in the file."))
            return page(request, "programme/import.html", {**context, "form": form})
        context |= {
            "report": report,
            "file_name": file.name,
            "shown": (report.postings or report.commitments)[:20],
        }
        if not report.refused and len(content) <= CARRIED:
            context["carried"] = CARRY.sign_object(
                [file.name, base64.b64encode(content).decode()], compress=True
            )
    return page(request, "programme/import.html", {**context, "form": form})


def _carried(text: str) -> tuple[str, bytes] | None:
    """The file's name and content that a trial run carried along; None where it was not made here."""
    if not text:
        return None
    try:
        name, content = CARRY.unsign_object(text)
        return str(name), base64.b64decode(content)
    except (signing.BadSignature, ValueError, binascii.Error):
        return None


def _list_of(report: operations.ImportReport, shown: ActionPlan) -> str:
    name = "programme:commitments_list" if report.commitments else "programme:postings_list"
    return f"{reverse(name)}?plan={shown.key}"


def _taken(report: operations.ImportReport) -> str:
    if report.commitments:
        return ngettext("%(n)s commitment is taken.", "%(n)s commitments are taken.", report.imported) % {
            "n": report.imported
        }
    return ngettext("%(n)s posting is taken.", "%(n)s postings are taken.", report.imported) % {
        "n": report.imported
    }

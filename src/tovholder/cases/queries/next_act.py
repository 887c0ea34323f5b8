"""The one likely next act of a case, for the box on its page: a suggestion to a person, and no more."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.cases.models import Case, Step
from tovholder.cases.operations import steps
from tovholder.cases.queries.sides import Sides


@dataclass(frozen=True)
class NextAct:
    """What to do, why, the button, and what it will and will not do."""

    title: str
    text: str
    url: str
    act: str
    consequence: str = ""
    notes_a_step: bool = False


#: After these steps the coordinator's likely next one, where several may come.
_LIKELY: dict[str, Step.Kind] = {
    Step.Kind.RECEIVED: Step.Kind.CLEARED,
    Step.Kind.DISCUSSED: Step.Kind.CONVERSATION,
    Step.Kind.CONVERSATION: Step.Kind.OFFERED,
    Step.Kind.OFFERED: Step.Kind.ACCEPTED,
    Step.Kind.ACCEPTED: Step.Kind.IN_COURSE,
    Step.Kind.DECLINED: Step.Kind.FOLLOW_UP,
    Step.Kind.IN_COURSE: Step.Kind.FOLLOW_UP,
    Step.Kind.FOLLOW_UP: Step.Kind.FOLLOW_UP,
    Step.Kind.REOPENED: Step.Kind.CONVERSATION,
}


def next_act(case: Case, sides: Sides, user: User) -> NextAct | None:
    """What is likely next for this reader; None where nothing is."""
    if case.closed_at:
        return None
    check = sides.check
    if check and not check["opened"]:
        return _check(check, user)
    if user.may(Permission.CASE_COORDINATE) and sides.last and sides.last["kind"] == Step.Kind.CLEARED:
        return NextAct(
            _("Ask for a register check"),
            _("The police have nothing against it. Each agency now looks into its own registers."),
            reverse("cases:meeting_agenda", args=[sides.meeting["id"]])
            if sides.meeting
            else reverse("cases:meetings"),
            _("See the agenda") if sides.meeting else _("To the meetings"),
        )
    if sides.meeting and sides.last and sides.last["kind"] in (Step.Kind.CHECKED, Step.Kind.CLEARED):
        return NextAct(
            _("Prepare the meeting"),
            _("The case is on the agenda: %(when)s.") % {"when": sides.meeting["when"]},
            reverse("cases:meeting", args=[sides.meeting["id"]]),
            _("See the agenda"),
        )
    return _step(case, sides, user)


def _check(check: dict[str, Any], user: User) -> NextAct:
    told = {"answered": check["answered"], "asked": check["asked_of"], "due": check["due_words"]}
    if check["mine_waits"]:
        return NextAct(
            _("Answer the register check"),
            _("Your agency has not answered yet. Deadline %(due)s.") % told,
            reverse("cases:checks"),
            _("Answer"),
        )
    if not user.may(Permission.CASE_COORDINATE):
        return NextAct(
            _("The register check is under way"),
            _("Your agency has answered. Nobody sees the answers before the meeting."),
            reverse("cases:checks"),
            _("See the register checks"),
        )
    if check["missing"]:
        missing = ", ".join(check["missing"])
        text = _("%(answered)s of %(asked)s agencies have answered. Missing: %(missing)s. Deadline %(due)s.")
        return NextAct(
            _("Remind of the register check"),
            text % {**told, "missing": missing},
            reverse("cases:meeting_agenda", args=[check["meeting"]]),
            _("Remind"),
            _("The reminder names neither case nor citizen."),
        )
    return NextAct(
        _("Everybody has answered"),
        _("The answers are opened when the meeting comes to the case."),
        reverse("cases:meetings"),
        _("To the meetings"),
    )


def _step(case: Case, sides: Sides, user: User) -> NextAct | None:
    last = sides.last["kind"] if sides.last else None
    offered = steps.open_to(user, last)
    if not offered:
        return None
    likely = _LIKELY.get(last or "", offered[0])
    likely = likely if likely in offered else offered[0]
    words = {
        Step.Kind.RECEIVED: _("Note that the case was received"),
        Step.Kind.CLEARED: _("Note the police's clearance"),
        Step.Kind.CHECKED: _("Note the register check"),
        Step.Kind.DISCUSSED: _("Note the meeting"),
        Step.Kind.CONVERSATION: _("Talk with the citizen"),
        Step.Kind.OFFERED: _("Make the citizen an offer"),
        Step.Kind.ACCEPTED: _("Note the citizen's answer"),
        Step.Kind.IN_COURSE: _("Start the course"),
        Step.Kind.FOLLOW_UP: _("Follow up"),
    }
    hint = (
        _("An offer is voluntary: yes and no are both good answers.")
        if likely
        in (
            Step.Kind.OFFERED,
            Step.Kind.ACCEPTED,
        )
        else ""
    )
    text = _("Note it when it has happened.")
    if sides.last and last == likely:
        text = _("Last time: %(day)s.") % {"day": sides.last["day"]} + f" {text}"
    return NextAct(
        words[likely],
        text,
        f"{reverse('cases:step', args=[case.pk])}?kind={likely.value}",
        _("Note the step"),
        hint,
        notes_a_step=True,
    )

"""Who sees cases, in the database.

A coordinator sees those of her municipality; others by dated participation or emergency access, which
`cases_reader` keeps by triggers (cases/migrations/0002). Recusal beats every way, to the second. What an
agency writes is read in its own circle on the case, and by the agencies that a standing disclosure reaches.
"""

from tovholder.access.actors import System
from tovholder.access.rls import (
    IN_MY_MUNICIPALITY,
    ME,
    Kept,
    Rules,
    acts_as,
    by_who_reads_today,
    of_drafts,
    permitted,
)
from tovholder.access.roles import Permission
from tovholder.disclosures.rls import MY_AGENCY
from tovholder.people.rls import seen

_NOW = "tovholder.clock()"
_COORDINATOR = permitted(Permission.CASE_COORDINATE)
_COORDINATES = f"({IN_MY_MUNICIPALITY} and {_COORDINATOR})"
_WORKER = permitted(Permission.CASE_WORK)
_WORKS = f"({IN_MY_MUNICIPALITY} and {_WORKER})"
_KEEPS = f"{_COORDINATES} or {acts_as(System.COMMAND, System.DEMO, System.JOBS)}"
_BY_PART = (
    f"exists (select from cases_reader r where r.case_id = id and r.reader = {ME}"
    f" and r.valid_from <= {_NOW} and {_NOW} < r.valid_until)"
)
_NOT_RECUSED = "id <> all(array(select tovholder.my_recused_cases()))"
#: The case of a row is one that the actor sees, by the policy on cases itself.
CASE = "exists (select from cases_case c where c.id = case_id)"
_COORDINATED_CASE = f"{_COORDINATOR} and {CASE}"
_MINE = f"agency_id = {MY_AGENCY}"
#: By a disclosure that has not been stopped, and whose consent, where it rests on one, has not run out.
_SHARED = f"({MY_AGENCY} = any(shared_with) and id <> all(array(select tovholder.run_out_for_my_agency())))"
_WRITTEN = f"{CASE} and ({_MINE} or {_SHARED})"
_MEETING = "exists (select from cases_meeting m where m.id = meeting_id)"
_AT_A_MEETING = f"(meeting_id is null or {_MEETING})"
_ON_A_BASIS = "(basis_id is null or exists (select from disclosures_legalbasis b where b.id = basis_id))"
_ITEM = "exists (select from cases_item i where i.id = item_id)"
_IN_THE_ROOM = (
    "exists (select from cases_presence p where p.item_id = {table}.item_id"
    f" and p.agency_id = {MY_AGENCY} and (p.out_at is null or p.out_at > p.noted_at))"
)
_READS_CASE = f"({_COORDINATES} or ({_WORKER} and {_BY_PART})) and {_NOT_RECUSED}"
_PARTICIPATION = "exists (select from cases_participation p where p.id = participation_id and {more})"
_WRITES_AS_ME = f"{_MINE} and author_id = {ME} and {CASE}"
#: A task is its agency's and the coordinators'; a meeting's is read in its room, too, as what was said is.
_READS_TASK = (
    f"({_MINE} or {_COORDINATOR} or ({_IN_THE_ROOM.format(table='cases_task')}"
    " and not tovholder.my_minutes_have_stopped(cases_task.item_id)))"
)
_ITS_TASK = f"exists (select from cases_task t where t.id = task_id and (t.{_MINE} or {_COORDINATOR}))"
#: What is attached to an answer passes when the check is opened: nobody attaches another agency's document.
_ATTACHES_ITS_OWN = (
    "(document_id is null or exists (select from cases_document f where f.id = document_id"
    f" and f.agency_id = {MY_AGENCY} and f.case_id = cases_checkanswer.case_id))"
)
_OF_A_MEETING = (
    "approved_at",
    "approved_by_id",
    "begun_at",
    "closed_at",
    "closed_by_id",
    "cancelled_at",
    "cancel_reason",
    "version",
)
#: A request names a number, and no case: whoever is recused from the case of that number sees none of them.
_NUMBER_NOT_RECUSED = "number <> all(array(select tovholder.my_recused_numbers()))"

#: Kept by triggers (cases/migrations/0002).
KEPT = [
    Kept(
        table="cases_reader",
        read=f"reader = {ME} and valid_from <= {_NOW} and {_NOW} < valid_until and case_{_NOT_RECUSED}",
    )
]

RULES = [
    Rules(
        model="cases.Case",
        read=_READS_CASE,
        add=f"{_COORDINATES} and opened_by_id = {ME} and {seen('person_id')}",
        change=f"{_COORDINATES} and {_READS_CASE}",
        change_columns=(
            "purpose",
            "basis",
            "closed_at",
            "closed_by_id",
            "outcome",
            "version",
        ),
    ),
    Rules(
        model="cases.CaseReason",
        read=f"{CASE} and ({_MINE} or {_COORDINATOR} or {MY_AGENCY} = any(shared_with))",
        add=f"{_COORDINATED_CASE} and {_MINE} and shared_with = '{{}}'",
        change=_COORDINATED_CASE,
        change_columns=("text",),
        history=f"{CASE} and ({_MINE} or {_COORDINATOR})",
    ),
    Rules(
        model="cases.CaseConcern",
        read=CASE,
        add=(
            f"{_COORDINATED_CASE} and joined_by_id = {ME}"
            " and exists (select from concerns_concernreport o where o.id = concern_id)"
        ),
    ),
    Rules(model="cases.Step", read=CASE, add=f"{CASE} and by_id = {ME} and {_WORKER}"),
    Rules(
        model="cases.Participation",
        read=CASE,
        add=f"{_COORDINATED_CASE} and given_by_id = {ME}",
        change=_COORDINATED_CASE,
        change_columns=("valid_until",),
    ),
    Rules(
        model="cases.ParticipationReason",
        read=_PARTICIPATION.format(more=f"(p.user_id = {ME} or p.given_by_id = {ME} or {_COORDINATOR})"),
        add=_PARTICIPATION.format(more=f"p.given_by_id = {ME} and {_COORDINATOR}"),
        # Why it runs longer; the history keeps why it was given.
        change=_PARTICIPATION.format(more=_COORDINATOR),
        change_columns=("text",),
    ),
    Rules(
        model="cases.Recusal",
        read=CASE,
        add=f"{CASE} and declared_by_id = {ME} and (user_id = {ME} or {_COORDINATOR})",
        change=f"{_COORDINATED_CASE} and user_id <> {ME}",
        change_columns=("until", "lifted_by_id"),
    ),
    # Who has just recused herself does not see the row any more: a function of the gate says that it is hers.
    Rules(
        model="cases.RecusalReason",
        read=f"{_COORDINATOR} and exists (select from cases_recusal r where r.id = recusal_id)",
        add="tovholder.declared_recusal(recusal_id)",
    ),
    Rules(
        model="cases.EmergencyAccess",
        read=f"(user_id = {ME} and case_{_NOT_RECUSED}) or {_COORDINATED_CASE}",
        change=f"{_COORDINATED_CASE} and user_id <> {ME}",
        change_columns=("reviewed_at", "reviewed_by_id", "justified", "finding"),
    ),
    Rules(
        model="cases.AccessRequest",
        read=f"{IN_MY_MUNICIPALITY} and (user_id = {ME} or ({_COORDINATOR} and {_NUMBER_NOT_RECUSED}))",
        add=f"{_WORKS} and user_id = {ME} and answered_at is null",
        change=f"{_COORDINATES} and user_id <> {ME} and {_NUMBER_NOT_RECUSED}",
        change_columns=("answered_at", "answered_by_id", "granted", "answer"),
    ),
    Rules(
        model="cases.Opening",
        read=f"(user_id = {ME} or {_COORDINATOR}) and {CASE}",
        add=f"user_id = {ME} and {CASE}",
    ),
    Rules(
        model="cases.Note",
        read=_WRITTEN,
        # A policy on notes cannot ask the notes: a function of the gate says whose the corrected one is.
        add=f"{_WRITES_AS_ME} and (corrects_id is null or tovholder.corrects_my_note(corrects_id, case_id))",
        history=by_who_reads_today("cases_note"),
    ),
    of_drafts("cases.CaseDraft", f"(({CASE}) or (case_id is null and {_COORDINATES}))"),
    Rules(
        model="cases.Document",
        read=_WRITTEN,
        add=_WRITES_AS_ME,
        history=by_who_reads_today("cases_document"),
    ),
    Rules(
        model="cases.DocumentContent",
        read="exists (select from cases_document d where d.id = document_id)",
        add=f"exists (select from cases_document d where d.id = document_id and d.author_id = {ME})",
    ),
    Rules(
        model="cases.Share",
        read=f"{CASE} and exists (select from disclosures_disclosure d where d.id = disclosure_id)",
        add=(
            f"{CASE} and exists (select from disclosures_disclosure d where d.id = disclosure_id)"
            f" and (note_id is null or exists (select from cases_note n where n.id = note_id"
            f" and n.agency_id = {MY_AGENCY}"
            " and n.case_id = cases_share.case_id))"
            " and (document_id is null or exists (select from cases_document f where f.id = document_id"
            f" and f.agency_id = {MY_AGENCY} and f.case_id = cases_share.case_id))"
            " and (reason_id is null or (reason_id = case_id and exists (select from cases_casereason w"
            f" where w.case_id = reason_id and ({_COORDINATOR} or w.agency_id = {MY_AGENCY}))))"
        ),
    ),
    Rules(
        model="cases.RegisterCheck",
        read=CASE,
        add=f"{_COORDINATED_CASE} and asked_by_id = {ME} and opened_at is null and {_AT_A_MEETING}",
        change=f"{_COORDINATED_CASE} and {_AT_A_MEETING}",
        change_columns=("meeting_id", "due_at", "opened_at", "opened_by_id"),
    ),
    Rules(
        model="cases.CheckQuestion",
        # Whoever reads a contribution reads that its agency was asked.
        read=(
            f"({_MINE} or {_COORDINATOR} or exists (select from cases_checkanswer a"
            f" where a.question_id = cases_checkquestion.id)) and {CASE}"
        ),
        add=(
            f"{_COORDINATED_CASE} and exists (select from cases_registercheck k"
            " where k.id = register_check_id and k.case_id = cases_checkquestion.case_id)"
        ),
        change=_COORDINATED_CASE,
        change_columns=("reminded_at",),
        history=f"({_MINE} or {_COORDINATOR}) and {CASE}",
    ),
    # Before the meeting an answer is the agency's own; at it, contributions alone are read by the agencies
    # that are in the room, as the disclosures say (migration 0006). A colleague may correct the answer.
    Rules(
        model="cases.CheckAnswer",
        read=f"({_MINE} or {MY_AGENCY} = any(shared_with)) and {CASE}",
        add=(
            f"{_MINE} and by_id = {ME} and opened_at is null and shared_with = '{{}}' and {CASE}"
            f" and {_ATTACHES_ITS_OWN} and {_ON_A_BASIS}"
            " and tovholder.asked_of_my_agency(question_id, case_id)"
        ),
        change=f"{_MINE} and opened_at is null and {CASE} and {_ATTACHES_ITS_OWN} and {_ON_A_BASIS}",
        change_columns=("answer", "text", "dimension", "basis_id", "document_id", "by_id", "at", "version"),
        history=f"{_MINE} and {CASE}",
    ),
    *(
        Rules(
            model=model,
            read=f"{_WORKS} or {acts_as(System.JOBS)}",
            add=_KEEPS,
            change=_KEEPS,
            change_columns=columns,
        )
        for model, columns in (("cases.Series", ("ended_on",)), ("cases.Meeting", _OF_A_MEETING))
    ),
    Rules(
        model="cases.Item",
        read=f"(case_id is null and {_MEETING}) or {CASE}",
        add=f"{_COORDINATOR} and (case_id is null or {CASE}) and {_MEETING}",
        change=f"{_COORDINATOR} and (case_id is null or {CASE}) and {_MEETING}",
        change_columns=(
            "position",
            "minutes",
            "begun_at",
            "ended_at",
            "away_seconds",
            "minutes_sent_at",
        ),
        remove=f"{_COORDINATOR} and begun_at is null and (case_id is null or {CASE})",
    ),
    Rules(
        model="cases.Presence",
        read=_ITEM,
        add=f"{_COORDINATOR} and {_ITEM}",
        change=f"{_COORDINATOR} and {_ITEM}",
        change_columns=("out_at",),
        remove=f"{_COORDINATOR} and {_ITEM}",
    ),
    # What was said is read by the agencies that were in the room, until the minutes that they got are
    # stopped. Two may take notes.
    *(
        Rules(
            model=model,
            read=(
                f"({_COORDINATOR} or ({_IN_THE_ROOM.format(table=table)}"
                f" and not tovholder.my_minutes_have_stopped({table}.item_id))) and {_ITEM}"
            ),
            add=f"{_COORDINATOR} and by_id = {ME} and {_ITEM}",
            change=f"{_COORDINATOR} and {_ITEM}",
            change_columns=(what, "by_id", "at", "version"),
            history=f"{_COORDINATOR} and {_ITEM}",
        )
        for model, table, what in (
            ("cases.Heading", "cases_heading", "text"),
            ("cases.Recommendation", "cases_recommendation", "what"),
        )
    ),
    Rules(
        model="cases.ItemDisclosure",
        read=f"{_ITEM} and exists (select from disclosures_disclosure d where d.id = disclosure_id)",
        add=f"{_ITEM} and exists (select from disclosures_disclosure d where d.id = disclosure_id)",
    ),
    # What a meeting agreed stands when it is over, and an agency's own task stays its own (migration 0025).
    Rules(
        model="cases.Task",
        read=f"{_READS_TASK} and {CASE}",
        add=(
            f"{CASE} and made_by_id = {ME} and ({_COORDINATOR} or ({_MINE} and item_id is null))"
            " and (item_id is null or exists (select from cases_item i where i.id = item_id"
            " and i.case_id = cases_task.case_id))"
        ),
        change=f"{CASE} and ({_MINE} or {_COORDINATOR})",
        change_columns=(
            "title",
            "agency_id",
            "assigned_to_id",
            "due_on",
            "done_at",
            "done_by_id",
            "dropped_at",
            "version",
        ),
        history=by_who_reads_today("cases_task"),
    ),
    Rules(model="cases.DropReason", read=_ITS_TASK, add=_ITS_TASK),
    Rules(
        model="cases.Decision",
        read=f"{_MINE} and {CASE}",
        add=f"{_MINE} and by_id = {ME} and {CASE} and (item_id is null or {_ITEM})",
    ),
    Rules(
        model="cases.MinutesCopy",
        read=f"{_COORDINATOR} and {_MEETING}",
        add=f"{_COORDINATOR} and printed_by_id = {ME} and {_MEETING}",
    ),
]

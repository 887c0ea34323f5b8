"""Who sees concerns, in the database.

A coordinator of the municipality sees all, less those about somebody whose case she is recused from. An
adviser sees her own and those handed to her, until `AFTERWARDS` past the exit. The police see what they were
asked (`PoliceClearance.extract`) and never the concern; what they were asked and answered, the coordinators
see besides, and no adviser. The caller's identity is read by who wrote it and, for a while, by who was let
in. What is purged is gone (concerns/migrations/0006).

An adviser notes that she called back, and changes nothing else of a concern; its exit is written once, by who
decides it: a trigger holds that (concerns/migrations/0007), since a policy does not see the row as it was.
"""

from tovholder.access.actors import System
from tovholder.access.models import Agency
from tovholder.access.rls import (
    IN_MY_MUNICIPALITY,
    ME,
    NEVER,
    Kept,
    Rules,
    acts_as,
    by_who_reads_today,
    of_drafts,
    permitted,
)
from tovholder.access.roles import Permission
from tovholder.concerns.models import ConcernReport, DutyTurn
from tovholder.people.rls import seen

#: How long an adviser still sees a concern that has left triage.
AFTERWARDS = "interval '30 days'"

_NOW = "tovholder.clock()"
_COORDINATES = f"({IN_MY_MUNICIPALITY} and {permitted(Permission.CONCERN_TRIAGE)})"
_HOTLINE = f"({IN_MY_MUNICIPALITY} and {permitted(Permission.HOTLINE_WORK)})"
_SYSTEM = acts_as(System.COMMAND, System.DEMO)
_KEEPS_DATA = f"{_COORDINATES} or {_SYSTEM}"
_WORD = ("name", "position", "ended_on")
_NOT_RECUSED = "(person_id is null or person_id <> all(array(select tovholder.my_recused_people())))"
_MINE = (
    f"((taken_by_id = {ME} or call_back_by_id = {ME})"
    f" and (exit_at is null or exit_at > {_NOW} - {AFTERWARDS}))"
)
_PERSON = f"(person_id is null or {seen('person_id')})"
_READS_CONCERN = f"({_COORDINATES} or ({_HOTLINE} and {_MINE})) and {_NOT_RECUSED}"
_CONCERN = "exists (select from concerns_concernreport c where c.id = concern_id)"
_NOTHING_ANSWERED = "answered_by_id is null and answered_at is null and answer = ''"
#: Whom the police are asked through works for them.
_OF_THE_POLICE = (
    "exists (select from access_user u join access_agency a on a.id = u.agency_id"
    f" where u.id = asked_of_id and a.kind = '{Agency.Kind.POLICE}')"
)
_ASKED_OF_ME = (
    f"({IN_MY_MUNICIPALITY} and {permitted(Permission.CONCERN_CLEAR)}"
    f" and asked_of_id = {ME} and withdrawn_at is null and {_OF_THE_POLICE}"
    " and id <> all(array(select tovholder.my_recused_questions())))"
)
_CUSTODIAN = f"({IN_MY_MUNICIPALITY} and {permitted(Permission.IDENTITY_OPEN)})"


def _columns() -> tuple[str, ...]:
    fields = ConcernReport._meta.concrete_fields
    return tuple(str(field.column) for field in fields if field.name not in ConcernReport.FIXED)


#: Made from the roles, and made again after every migration.
FUNCTIONS = [
    "create or replace function tovholder.i_triage() returns boolean"
    " language sql stable set search_path = '' as $$"
    f" select coalesce({permitted(Permission.CONCERN_TRIAGE)}, false) $$",
]

#: How far the numbers of concerns have come, by municipality and year; a function gives the next.
KEPT = [Kept(table="concerns_number", read=NEVER)]

RULES = [
    *(
        Rules(
            model=model,
            read=IN_MY_MUNICIPALITY,
            add=_KEEPS_DATA,
            change=_KEEPS_DATA,
            change_columns=columns,
        )
        for model, columns in (
            ("concerns.ExtremismKind", _WORD),
            ("concerns.AdviceTopic", _WORD),
            ("concerns.PhoneNumber", (*_WORD, "phone", "hint")),
            ("concerns.Deadline", ("days", "working_days", "source")),
        )
    ),
    Rules(
        model="concerns.DutyTurn",
        read=IN_MY_MUNICIPALITY,
        add=_KEEPS_DATA,
        change=_KEEPS_DATA,
        change_columns=(*DutyTurn.PLANNED, "version"),
        remove=_KEEPS_DATA,
    ),
    Rules(
        model="concerns.DutyShift",
        read=IN_MY_MUNICIPALITY,
        add=_KEEPS_DATA,
        change=f"{_KEEPS_DATA} or ({_HOTLINE} and adviser_id = {ME})",
        change_columns=("adviser_id", "starts_at", "ends_at", "handed_over_at", "version"),
        remove=_KEEPS_DATA,
    ),
    Rules(
        model="concerns.Call",
        read=f"({_HOTLINE} and by_id = {ME}) or {acts_as(System.JOBS)}",
        add=f"{_HOTLINE} and by_id = {ME}",
        change=f"{_HOTLINE} and by_id = {ME}",
        change_columns=("saved_at", "version", "content"),
        remove=f"({_HOTLINE} and by_id = {ME}) or {acts_as(System.JOBS)}",
    ),
    Rules(
        model="concerns.AdviceContact",
        read=f"{_COORDINATES} or ({_HOTLINE} and by_id = {ME}) or {acts_as(System.JOBS)}",
        add=f"{_HOTLINE} and by_id = {ME}",
        change=acts_as(System.JOBS),
        change_columns=("advice", "danger_done", "text_deleted_at"),
    ),
    Rules(
        model="concerns.ConcernReport",
        read=_READS_CONCERN,
        add=f"{_HOTLINE} and taken_by_id = {ME} and {_PERSON}",
        change=f"{_READS_CONCERN} and {_PERSON}",
        change_columns=_columns(),
        history=by_who_reads_today("concerns_concernreport"),
    ),
    of_drafts("concerns.ConcernDraft", _CONCERN),
    Rules(
        model="concerns.CallerIdentity",
        read=(
            f"(written_by_id = {ME} and {_CONCERN}) or (exists (select from concerns_identityrequest r"
            f" where r.concern_id = concerns_calleridentity.concern_id and r.asked_by_id = {ME}"
            f" and r.opened_until > {_NOW}) and {_CONCERN})"
        ),
        add=f"{_HOTLINE} and written_by_id = {ME} and {_CONCERN}",
        history=NEVER,
    ),
    Rules(
        model="concerns.IdentityRequest",
        read=f"(asked_by_id = {ME} and {_CONCERN}) or {_CUSTODIAN}",
        add=(
            f"{IN_MY_MUNICIPALITY} and asked_by_id = {ME} and {_NOTHING_ANSWERED}"
            f" and opened_until is null and {_CONCERN}"
        ),
        change=f"{_CUSTODIAN} and asked_by_id <> {ME}",
        change_columns=("answered_by_id", "answered_at", "opened_until", "answer"),
    ),
    Rules(
        model="concerns.PoliceClearance",
        read=f"{_ASKED_OF_ME} or ({_COORDINATES} and {_CONCERN})",
        add=(
            f"{_COORDINATES} and asked_by_id = {ME} and {_NOTHING_ANSWERED} and note = ''"
            f" and {_OF_THE_POLICE} and {_CONCERN}"
        ),
        # Who was asked answers in her own name; a coordinator takes back what has no answer, and gives none.
        change=(
            f"({_ASKED_OF_ME} and (answered_by_id is null or answered_by_id = {ME}))"
            f" or ({_COORDINATES} and {_NOTHING_ANSWERED} and note = '' and {_CONCERN})"
        ),
        change_columns=("answer", "answered_at", "answered_by_id", "note", "withdrawn_at"),
        history=by_who_reads_today("concerns_policeclearance"),
    ),
    Rules(
        model="concerns.Purge",
        read=(
            f"{IN_MY_MUNICIPALITY} and {permitted(Permission.PURGE)}"
            " and concern <> all(array(select tovholder.my_recused_concerns()))"
        ),
        add=(
            f"{_COORDINATES} and asked_by_id = {ME} and done_by_id is null"
            " and exists (select from concerns_concernreport c where c.id = concern)"
        ),
        change=f"{_COORDINATES} and asked_by_id = {ME} and done_by_id is null",
        change_columns=("taken_back_at",),
    ),
]

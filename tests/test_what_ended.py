"""What has ended stays ended: in the histories, in the tables of readers, in the ledger."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests import sensitive
from tests.concerns import make
from tovholder.access.models import RoleGrant, User
from tovholder.access.rls import history_models, rules
from tovholder.cases.forms.parts import end_of
from tovholder.cases.models import Case, Note, Share
from tovholder.cases.operations import access, record
from tovholder.concerns.models import ConcernReport, PoliceClearance
from tovholder.core.ids import uuid7
from tovholder.disclosures import operations as disclosures
from tovholder.disclosures.models import Consent, Content, Disclosure, LegalBasis
from tovholder.people.models import Person

#: Their tables hold citizens.
CONFIDENTIAL = {"people", "disclosures", "concerns", "cases"}
#: Kept by triggers, whoever writes.
KEPT_BY_TRIGGERS = {"shared_with", "opened_at"}


def seen(model, **found):
    """How many rows, and how many events of their history."""
    events = history_models()[model]._default_manager
    rows = model._default_manager.filter(**found)
    return rows.count(), events.filter(
        **{key.replace("pk", "pgh_obj_id"): found[key] for key in found}
    ).count()


def asked_as_it_was(label, rule):
    """The columns of a history's row that change, and that its policy asks all the same."""
    fields = [field.column for field in apps.get_model(label)._meta.concrete_fields]
    changed = set(rule.change_columns or fields) if rule.change else set()
    changed = (changed | KEPT_BY_TRIGGERS) & set(fields) - {"id", "municipality_id"}
    return {column for column in changed if re.search(rf"(?<![.\w:]){column}\b", rule.history or rule.read)}


def test_no_history_is_read_by_what_its_row_was():
    models = {model._meta.label for model in history_models()}
    wrong = {
        label: asked_as_it_was(label, rule)
        for label, rule in rules().items()
        if label in models and label.partition(".")[0] in CONFIDENTIAL
    }
    assert {label: columns for label, columns in wrong.items() if columns} == {}


def test_what_an_adviser_sees_no_more_is_not_in_its_history_either(copenhagen, person, as_actor, arrange):
    adviser = person("adviser")
    with arrange():
        concern = sensitive.concern(copenhagen, by=adviser)
    as_actor(adviser)
    assert seen(ConcernReport, pk=concern.pk) == (1, 1)
    with arrange():
        ConcernReport.objects.filter(pk=concern.pk).update(
            exit="unfounded",
            exit_at=timezone.now() - timedelta(days=31),
            exit_by=adviser,
            exit_reason="Ingen bekymring",
        )
    as_actor(adviser)
    assert seen(ConcernReport, pk=concern.pk) == (0, 0)


def test_a_question_that_was_taken_back_is_not_in_its_history_either(copenhagen, as_actor, arrange):
    with arrange():
        key = make.objects(copenhagen)[0]["concerns:clearance"]["clearance_id"]
        asked = PoliceClearance.objects.select_related("asked_of", "asked_by").get(pk=key)
    as_actor(asked.asked_of)
    assert seen(PoliceClearance, pk=key) == (1, 1)
    with arrange():
        PoliceClearance.objects.filter(pk=key).update(withdrawn_at=timezone.now())
    as_actor(asked.asked_of)
    assert seen(PoliceClearance, pk=key) == (0, 0)
    as_actor(asked.asked_by)
    assert seen(PoliceClearance, pk=key) == (1, 2)


def test_who_is_recused_reads_nothing_of_before_it_was_said_whom_a_concern_is_about(
    copenhagen, person, as_actor, arrange
):
    coordinator, adviser = person("coordinator"), person("adviser")
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator)
        concern = sensitive.concern(copenhagen, by=adviser)
        ConcernReport.objects.filter(pk=concern.pk).update(person=case.person)
    as_actor(coordinator)
    assert seen(ConcernReport, pk=concern.pk) == (1, 2)
    access.declare_conflict(case=case, by=coordinator, at=timezone.now())
    assert seen(ConcernReport, pk=concern.pk) == (0, 0)


@pytest.fixture
def shared(copenhagen, person, as_actor, arrange):
    """A note of BIF's that SOF reads; the police are on the case, and were told nothing."""
    coordinator = person("coordinator")
    nurse, officer = person("participant", agency="sof"), person("participant", agency="police")
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator)
        basis = sensitive.basis(copenhagen)
        for user in (nurse, officer):
            sensitive.take_part(case, user, by=coordinator)
    as_actor(coordinator)
    note = record.write_note(case=case, by=coordinator, at=timezone.now(), text="BIF og SOF")
    [share] = record.share(
        by=coordinator,
        at=timezone.now(),
        receivers=[nurse.agency],
        basis=basis,
        purpose="Forebygge",
        necessity="Skal kende det",
        note=note,
    )
    return coordinator, nurse, officer, note, share


def test_a_note_whose_disclosure_has_stopped_is_not_in_its_history_either(shared, as_actor):
    coordinator, nurse, _officer, note, share = shared
    as_actor(nurse)
    rows, events = seen(Note, pk=note.pk)
    assert (rows, events > 0) == (1, True)
    as_actor(coordinator)
    disclosures.stop(disclosure=share.disclosure, by=coordinator, at=timezone.now(), why="Fejl")
    as_actor(nurse)
    assert seen(Note, pk=note.pk) == (0, 0)


def test_that_two_agencies_shared_something_is_not_told_to_a_third(shared, as_actor):
    _coordinator, nurse, officer, _note, share = shared
    as_actor(nurse)
    assert seen(Share, pk=share.pk) == (1, 1)
    as_actor(officer)
    assert seen(Share, pk=share.pk) == (0, 0)


def test_what_was_stopped_is_not_opened_again_without_a_new_disclosure(shared, as_actor):
    coordinator, nurse, _officer, note, share = shared
    disclosures.stop(disclosure=share.disclosure, by=coordinator, at=timezone.now(), why="Fejl")
    for value in (None, timezone.now() + timedelta(days=1)):
        with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
            Disclosure.objects.filter(pk=share.disclosure.pk).update(stopped_at=value)
    as_actor(nurse)
    assert not Note.objects.filter(pk=note.pk).exists()


def test_a_consent_that_was_withdrawn_stays_so(shared, as_actor):
    _coordinator, nurse, officer, note, _share = shared
    as_actor(nurse)
    consent = disclosures.give_consent(
        person=note.case.person,
        by=nurse,
        at=timezone.now(),
        purpose="Mentor",
        agencies=[officer.agency],
        way="oral",
    )
    disclosures.withdraw_consent(consent=consent, by=nurse, at=timezone.now(), how="Ringede")
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(
            withdrawn_at=None, withdrawn_noted_by=None, withdrawn_how=""
        )


def opens(*models):
    return [model._default_manager.count() for model in models]


@pytest.mark.parametrize("what", ["role", "account"])
def test_who_has_lost_her_role_or_account_sees_no_case_and_nobody(shared, as_actor, arrange, what):
    _coordinator, nurse, _officer, _note, _share = shared
    as_actor(nurse)
    assert opens(Case, Person, Note) == [1, 1, 1]
    with arrange():
        if what == "role":
            RoleGrant.objects.filter(user=nurse).update(valid_until=timezone.now() - timedelta(hours=1))
        else:
            User.objects.filter(pk=nurse.pk).update(ended_at=timezone.now())
    as_actor(nurse)
    assert opens(Case, Person, Note, Disclosure, Content) == [0, 0, 0, 0, 0]


def test_what_an_adviser_wrote_down_goes_with_her_role(copenhagen, person, as_actor, arrange):
    adviser = person("adviser")
    with arrange():
        sensitive.concern(copenhagen, by=adviser, person=sensitive.citizen(copenhagen, by=adviser))
    as_actor(adviser)
    assert opens(ConcernReport, Person) == [1, 1]
    with arrange():
        RoleGrant.objects.filter(user=adviser).update(role="participant")
    as_actor(adviser)
    assert opens(ConcernReport, Person) == [0, 0]


def test_a_question_is_for_who_answers_for_the_police_today(copenhagen, as_actor, arrange):
    with arrange():
        key = make.objects(copenhagen)[0]["concerns:clearance"]["clearance_id"]
        officer = PoliceClearance.objects.select_related("asked_of").get(pk=key).asked_of
    as_actor(officer)
    assert opens(PoliceClearance) == [1]
    with arrange():
        RoleGrant.objects.filter(user=officer).update(role="adviser")
    as_actor(officer)
    assert opens(PoliceClearance, Person) == [0, 0]


def readers():
    with connection.cursor() as cursor:
        cursor.execute("select (select count(*) from cases_reader), (select count(*) from people_reader)")
        return cursor.fetchone()


@pytest.mark.parametrize("how", ["recused", "ended"])
def test_the_tables_of_readers_tell_nothing_of_a_case_that_is_closed_to_one(shared, as_actor, how):
    coordinator, nurse, _officer, note, _share = shared
    as_actor(nurse)
    assert readers() == (1, 1)
    if how == "recused":
        access.declare_conflict(case=note.case, by=nurse, at=timezone.now())
    else:
        as_actor(coordinator)
        part = note.case.participations.get(user=nurse)
        access.end_access(participation=part, by=coordinator, at=timezone.now() - timedelta(hours=1))
        as_actor(nurse)
    assert readers() == (0, 0)


@pytest.fixture
def on_consent(shared, as_actor, arrange):
    """BIF's note, shared with SOF on a consent that stands through today, and by no other way."""
    coordinator, nurse, _officer, note, share = shared
    with arrange():
        disclosures.load_defaults(municipality=coordinator.municipality)
        basis = LegalBasis.objects.get(key="fvl-28-samtykke")
    as_actor(coordinator)
    disclosures.stop(disclosure=share.disclosure, by=coordinator, at=timezone.now(), why="Fejl")
    consent = disclosures.give_consent(
        person=note.case.person,
        by=coordinator,
        at=timezone.now(),
        purpose="Mentor",
        agencies=[nurse.agency],
        way="oral",
        valid_until=timezone.localdate(),
    )
    return coordinator, nurse, note, share_again(note, coordinator, nurse, basis=basis, consent=consent)


def share_again(note, by, reader, **given):
    words = {"purpose": "Mentor", "necessity": "Skal kende det"}
    [made] = record.share(note=note, by=by, at=timezone.now(), receivers=[reader.agency], **words, **given)
    return Disclosure.objects.get(pk=made.disclosure_id)


@pytest.mark.parametrize(("seconds", "reads"), [(-60, True), (60, False)])
def test_what_rests_on_a_consent_is_read_until_its_last_day_is_over_by_the_clock(
    on_consent, as_actor, settings, seconds, reads
):
    coordinator, nurse, note, told = on_consent
    assert told.ends_at == end_of(timezone.localdate())
    settings.CLOCK_OFFSET = told.ends_at - timezone.now() + timedelta(seconds=seconds)
    as_actor(nurse)
    rows, events = seen(Note, pk=note.pk)
    assert (rows, events > 0) == (int(reads), reads)
    assert seen(Content, disclosure=told)[0] == int(reads)
    assert Disclosure.objects.filter(pk=told.pk).exists()
    as_actor(coordinator)
    assert (seen(Note, pk=note.pk)[0], seen(Content, disclosure=told)[0]) == (1, 1)


def test_what_is_shared_by_another_way_too_is_read_on(on_consent, shared, as_actor, settings):
    coordinator, nurse, note, told = on_consent
    as_actor(coordinator)
    share_again(note, coordinator, nurse, basis=shared[-1].disclosure.basis)
    settings.CLOCK_OFFSET = timedelta(days=2)
    as_actor(nurse)
    assert Note.objects.filter(pk=note.pk).exists()
    assert not Content.objects.filter(disclosure=told).exists()


def test_nobody_says_another_last_day_than_the_consents(on_consent, as_actor):
    coordinator, _nurse, _note, told = on_consent
    as_actor(coordinator)
    with pytest.raises(DatabaseError), transaction.atomic():
        Disclosure.objects.filter(pk=told.pk).update(ends_at=None)
    twin = Disclosure.objects.get(pk=told.pk)
    twin.pk, twin.ends_at = uuid7(), None
    twin.save(force_insert=True)
    assert Disclosure.objects.get(pk=twin.pk).ends_at == told.ends_at

"""The register check: asked, answered in one's own agency alone, opened to who is in the room."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests import sensitive
from tests.cases import meetings
from tests.conftest import arranging
from tests.factories import user
from tovholder.access import gate
from tovholder.audit.models import Look
from tovholder.cases.models import (
    Case,
    CaseReason,
    CheckAnswer,
    CheckQuestion,
    Item,
    Meeting,
    Participation,
    RegisterCheck,
    Share,
)
from tovholder.cases.operations import access, check, meeting_talk
from tovholder.cases.operations import case as cases
from tovholder.cases.operations import meeting as agenda
from tovholder.cases.operations.refused import ChangedMeanwhile
from tovholder.cases.queries import check as queries
from tovholder.disclosures.models import Disclosure, LegalBasis
from tovholder.disclosures.operations import disclose


@pytest.fixture
def questions(house):
    with arranging():
        return meetings.asked(
            house.case,
            house.meeting,
            by=house.coordinator,
            agencies=[house.social.agency, house.officer.agency],
        )


def give(question, user, words="Kendt hos os", **fields):
    given = {"answer": "told", "text": words, **fields}
    return check.answer(question=question, by=user, at=timezone.now(), **given)


def test_asking_tells_each_agency_whom_it_is_about_and_lets_its_member_in(copenhagen, person, as_actor):
    coordinator = person("coordinator")
    member, colleague = person("participant", agency="sof"), person("participant", agency="sof")
    with arranging():
        case = sensitive.case(copenhagen, by=coordinator)
        meeting = meetings.meeting(copenhagen)
        sensitive.basis(copenhagen)
    as_actor(coordinator)
    asking = {"cases": [case], "meeting": meeting, "by": coordinator, "due_at": meeting.starts_at}
    for _ in range(2):
        check.ask(**asking, at=timezone.now() - timedelta(hours=1), members=[member])
    told = Disclosure.objects.get()
    assert (told.receiver, told.giver) == (member.agency, coordinator.agency)
    assert told.content.text.startswith(f"{case.person.name}, ")
    assert told.content.text.endswith("født 11. maj 2003")
    part = Participation.objects.get(user=member)
    assert part.valid_until > meeting.ends_at
    as_actor(member)
    assert CheckQuestion.objects.count() == 1
    as_actor(colleague)
    assert not CheckQuestion.objects.exists()


def test_why_we_have_a_case_is_read_by_whom_it_was_disclosed_to_as_it_stands(
    copenhagen, person, as_actor, browse
):
    coordinator, second = person("coordinator"), person("coordinator", agency="sof")
    member, other = person("participant", agency="police"), person("participant", agency="sof")
    with arranging():
        case = sensitive.case(copenhagen, by=coordinator, reason="Trusler i en samtale")
        meeting = meetings.meeting(copenhagen)
        sensitive.basis(copenhagen)
        for user in (member, other):
            sensitive.take_part(case, user, by=coordinator)

    def readers():
        found = []
        for user in (coordinator, second, member, other):
            as_actor(user)
            client = browse(user)
            client.post(reverse("cases:case", args=[case.pk]), {"purpose": "record"})
            said = client.get(reverse("cases:case", args=[case.pk])).content.decode()
            band = said[said.index("cases-band") : said.index('id="timeline"')]
            as_actor(user)
            reads = CaseReason.objects.exists()
            assert ("Trusler i en" in band) == reads
            found += [user] if reads else []
        return found

    assert readers() == [coordinator, second]
    as_actor(coordinator)
    asking = {"cases": [case], "meeting": meeting, "by": coordinator, "due_at": meeting.starts_at}
    check.ask(**asking, at=timezone.now(), members=[member], tell_why=True)
    told = Disclosure.objects.get()
    assert told.receiver == member.agency
    assert "Trusler i en samtale" in told.content.text
    assert readers() == [coordinator, second, member]
    as_actor(member)
    assert not apps.get_model("cases", "CaseReasonEvent").objects.exists()
    as_actor(coordinator)
    words = {"purpose": case.purpose, "basis": case.basis, "version": case.version}
    cases.describe(case=case, by=coordinator, at=timezone.now(), reason="Trusler i en ny samtale", **words)
    assert readers() == [coordinator, second]
    as_actor(coordinator)
    case = Case.objects.select_related("person", "why").get()
    told = access.give_access(
        case=case,
        user=person("participant", agency="police"),
        by=coordinator,
        at=timezone.now(),
        reason="Afløser",
        basis=sensitive.basis(copenhagen),
        tell_why=True,
    )
    assert readers() == [coordinator, second, member]
    as_actor(coordinator)
    with connection.cursor() as cursor:
        cursor.execute("update disclosures_disclosure set stopped_at = now()")
    assert readers() == [coordinator, second]


def test_no_agency_passes_on_why_another_has_a_case(copenhagen, person, as_actor, now):
    coordinator, member = person("coordinator"), person("participant", agency="sof")
    with arranging():
        case = sensitive.case(copenhagen, by=coordinator)
        sensitive.take_part(case, member, by=coordinator)
        basis = sensitive.basis(copenhagen)
    as_actor(member)
    made = disclose(
        person=case.person,
        by=member,
        at=now,
        receivers=[copenhagen.agencies.get(key="police")],
        what="summary",
        content="x",
        purpose="x",
        necessity="x",
        basis=basis,
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        Share.objects.create(case=case, reason_id=case.pk, disclosure=made[0])
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseReason.objects.create(case=case, agency=member.agency, text="x", at=now)


def test_an_agency_that_no_basis_reaches_is_not_asked(copenhagen, person, as_actor):
    coordinator, member = person("coordinator"), person("participant", agency="sof")
    with arranging():
        case, meeting = sensitive.case(copenhagen, by=coordinator), meetings.meeting(copenhagen)
    as_actor(coordinator)
    with pytest.raises(check.NoBasisReaches):
        check.ask(
            cases=[case],
            meeting=meeting,
            by=coordinator,
            at=timezone.now(),
            due_at=meeting.starts_at,
            members=[member],
        )
    assert not RegisterCheck.objects.exists()
    assert not Disclosure.objects.exists()


def test_on_which_basis_each_agency_is_told_stands_there_before_anybody_is_asked(house, browse, copenhagen):
    prison = {"key": "prison", "name": "Kriminalforsorgen", "short_name": "KIF", "kind": "prison"}
    with arranging():
        LegalBasis.objects.filter(pk=house.basis.pk).update(reaches=["municipal", "police"])
        kif = copenhagen.agencies.create(**prison)
        answers = user("participant", municipality=copenhagen, agency=kif.key)
        soon = timezone.now() + timedelta(days=9)
        Meeting.objects.update(starts_at=soon, ends_at=soon + timedelta(hours=2))
    client, url = browse(house.coordinator), reverse("cases:ask_check", args=[house.meeting.pk])
    page = client.get(url)
    assert house.basis.title in page.text
    assert house.basis.source in page.text
    assert "SOF" in page.context["grounds"][0]["reaches"]
    assert "linje i fortegnelsen" in page.text
    refused = "Ingen gældende hjemmel lader BIF fortælle det til KIF"
    assert refused in page.text
    form = page.context["form"]
    assert form[f"member-{kif.pk}"].value() == "", "it is not chosen beforehand"
    assert form[f"member-{house.social.agency_id}"].value()
    sent = {name: form[name].value() for name in form.fields if form[name].value()}
    sent |= {f"member-{kif.pk}": answers.pk, "due_time": "12.00"}
    (told,) = client.post(url, sent).context["form"].non_field_errors()
    assert told.startswith(refused)
    with arranging():
        assert not CheckQuestion.objects.exists()


def test_no_agency_sees_anothers_answer_before_the_item_begins(house, questions, as_actor):
    as_actor(house.social)
    give(questions[0], house.social, basis=house.basis)
    for other in (house.officer, house.coordinator):
        as_actor(other)
        assert not CheckAnswer.objects.exists()
    assert not Disclosure.objects.exists()


def begin(house, *present, item=1):
    meeting_talk.begin_item(
        item=house.items[item], by=house.coordinator, at=timezone.now(), present=[house.coordinator, *present]
    )


def test_a_contribution_becomes_a_disclosure_to_the_room_and_to_nobody_else(
    house, questions, as_actor, person, copenhagen
):
    as_actor(house.social)
    give(questions[0], house.social, basis=house.basis)
    as_actor(house.coordinator)
    begin(house)
    with arranging():
        entry = Disclosure.objects.get()
        assert (entry.giver, entry.receiver) == (house.social.agency, house.coordinator.agency)
        assert entry.content.text == "Kendt hos os"
        assert entry.recorded_by == house.social
    as_actor(house.officer)
    assert not CheckAnswer.objects.exists()  # on the case, not in the room
    as_actor(house.coordinator)
    meeting_talk.come_in(item=house.items[1], user=house.officer, by=house.coordinator, at=timezone.now())
    as_actor(house.officer)
    assert CheckAnswer.objects.get().text == "Kendt hos os"
    assert Disclosure.objects.get().receiver == house.officer.agency
    as_actor(house.recused)
    assert not CheckAnswer.objects.exists()
    assert not Disclosure.objects.exists()


def test_what_a_basis_does_not_reach_is_not_disclosed(house, questions, as_actor, copenhagen):
    with arranging():
        narrow = sensitive.basis(copenhagen, key="narrow", reaches=["municipal"])
    as_actor(house.social)
    give(questions[0], house.social, basis=narrow)
    as_actor(house.coordinator)
    begin(house, house.officer)
    as_actor(house.officer)
    assert not CheckAnswer.objects.exists()
    assert not Disclosure.objects.exists()


def test_a_disclosure_that_stops_takes_the_contribution_away(house, questions, as_actor):
    as_actor(house.social)
    give(questions[0], house.social, basis=house.basis)
    as_actor(house.coordinator)
    begin(house, house.officer)
    as_actor(house.social)
    entry = Disclosure.objects.get(receiver=house.officer.agency)
    Disclosure.objects.filter(pk=entry.pk).update(stopped_at=timezone.now())
    as_actor(house.officer)
    assert not CheckAnswer.objects.exists()


def test_what_was_stopped_stays_stopped_when_somebody_comes_into_the_room(
    house, questions, as_actor, person, copenhagen
):
    with arranging():
        copenhagen.agencies.create(
            key="psychiatry", name="Psykiatrien", short_name="Psyk.", kind="psychiatry"
        )
    late = person("participant", agency="psychiatry", name="Sent Prøve")
    with arranging():
        sensitive.take_part(house.case, late, by=house.coordinator)
        house.basis.reaches = [*house.basis.reaches, late.agency.kind]
        house.basis.save()
    as_actor(house.social)
    give(questions[0], house.social, basis=house.basis)
    as_actor(house.coordinator)
    begin(house, house.officer)
    as_actor(house.social)
    Disclosure.objects.filter(receiver=house.officer.agency).update(stopped_at=timezone.now())
    as_actor(house.coordinator)
    house.items[1].refresh_from_db()
    meeting_talk.come_in(item=house.items[1], user=late, by=house.coordinator, at=timezone.now())
    as_actor(late)
    assert CheckAnswer.objects.get().text == "Kendt hos os"
    as_actor(house.officer)
    assert not CheckAnswer.objects.exists()
    with arranging():
        assert Disclosure.objects.filter(receiver=house.officer.agency).count() == 1


def test_a_meeting_that_nobody_held_or_cancelled_does_not_hide_the_next_check(
    house, questions, copenhagen, as_actor
):
    with arranging():
        past = timezone.now() - timedelta(days=20)
        Meeting.objects.filter(pk=house.meeting.pk).update(starts_at=past, ends_at=past + timedelta(hours=2))
        later = meetings.meeting(copenhagen, series=house.meeting.series)
        meetings.asked(house.other, later, by=house.coordinator, agencies=[house.social.agency])
    as_actor(house.social)
    found = queries.my_questions(house.social, timezone.now())
    assert [row.question.case for row in found] == [house.other]


def test_who_is_recused_is_not_reminded_and_the_coordinator_hears_that_nobody_is_left(
    house, questions, as_actor, browse
):
    with arranging():
        for user in (house.officer, house.absent):
            house.case.recusals.create(user=user, since=sensitive.WHEN, declared_by=user)
    as_actor(house.coordinator)
    reminded = check.remind(meeting=house.meeting, by=house.coordinator, at=timezone.now())
    assert (reminded.people, reminded.unmanned) == (1, [(house.officer.agency.short_name, house.case.number)])
    told = CheckQuestion.objects.filter(reminded_at__isnull=False).values_list("agency", flat=True)
    assert list(told) == [house.social.agency_id]
    address = reverse("cases:remind_check", args=[house.meeting.pk])
    page = browse(house.coordinator).post(address, follow=True).content.decode()
    assert f"Ingen fra {house.officer.agency.short_name} kan svare på sag {house.case.number}" in page


def test_the_first_two_answers_look_alike_to_everybody_else(house, questions, as_actor, browse):
    """In the rows, in the history, and in the page: it does not differ by a letter."""
    pages = {}
    for answer in ("not_known", "nothing"):
        as_actor(house.social)
        found = CheckAnswer.objects.filter(question=questions[0]).first()
        seen = found.version if found else 0
        check.answer(
            question=questions[0], by=house.social, at=sensitive.WHEN, answer=answer, seen_version=seen
        )
        pages[answer] = everything_of(house, browse, as_actor)
    assert pages["not_known"] == pages["nothing"]


def everything_of(house, browse, as_actor):
    """What a coordinator's pages and rows say, without what differs with each request."""
    import re

    addresses = [
        reverse("cases:meeting_agenda", args=[house.meeting.pk]),
        reverse("cases:meeting", args=[house.meeting.pk]),
        reverse("cases:item", args=[house.items[1].pk]),
    ]
    client = browse(house.coordinator)
    said = [client.get(address).content.decode() for address in addresses]
    said = [re.sub(r'(csrfmiddlewaretoken" value|nonce|name="key" value)="[^"]*"', "", text) for text in said]
    as_actor(house.coordinator)
    rows = list(CheckQuestion.objects.values_list("agency", "answered_at").order_by("agency"))
    history = apps.get_model("cases", "CheckAnswerEvent").objects.count()
    return said[0], said[1], said[2], str(rows), history


def test_after_the_opening_an_answer_stays(house, questions, as_actor):
    as_actor(house.social)
    made = give(questions[0], house.social, basis=house.basis)
    as_actor(house.coordinator)
    begin(house)
    as_actor(house.social)
    question = CheckQuestion.objects.select_related("register_check").get(pk=questions[0].pk)
    with pytest.raises(check.CheckIsOpen):
        give(question, house.social, "Andet", basis=house.basis, seen_version=made.version)
    assert not CheckAnswer.objects.filter(pk=made.pk).update(text="Andet")


def test_the_second_of_two_colleagues_is_told_and_sees_the_first_ones_answer(
    house, questions, as_actor, person
):
    as_actor(house.social)
    give(questions[0], house.social, basis=house.basis)
    second = person("participant", agency="sof", name="Siri Prøve")
    with arranging():
        sensitive.take_part(house.case, second, by=house.coordinator)
    as_actor(second)
    with pytest.raises(ChangedMeanwhile) as told:
        give(questions[0], second, "Mit eget", basis=house.basis)
    assert (told.value.who, told.value.theirs["text"]) == ("Mette Prøve", "Kendt hos os")
    saved = give(questions[0], second, "Begge dele", basis=house.basis, seen_version=1)
    assert saved.version == 2


def test_nobody_answers_for_another_agency(house, questions, as_actor):
    as_actor(house.social)
    with pytest.raises(gate.Denied):
        give(questions[1], house.social, basis=house.basis)


def test_a_contribution_needs_words_and_a_basis(house, questions, as_actor):
    as_actor(house.social)
    with pytest.raises(check.SaysNothing):
        give(questions[0], house.social, " ", basis=house.basis)
    with pytest.raises(check.BasisIsMissing):
        give(questions[0], house.social)


def test_one_page_takes_the_answers_as_one_goes_and_counts_them(house, questions, browse):
    client = browse(house.social)
    address = reverse("cases:check_answer", args=[questions[0].pk])
    page = client.get(reverse("cases:checks")).content.decode()
    assert house.case.person.name in page
    assert "<span data-answered>0</span>" in page
    saved = client.post(
        address, {"answer": "nothing", "version": "0"}, headers={"X-Requested-With": "autosave"}
    )
    assert (saved.status_code, saved["X-Version"]) == (204, "1")
    assert "<span data-answered>1</span>" in client.get(reverse("cases:checks")).content.decode()
    again = client.post(address, {"answer": "not_known", "version": "1"})
    assert again.status_code == 302
    late = client.post(address, {"answer": "give", "text": "Mit", "basis": house.basis.pk, "version": "1"})
    assert "Mit" in late.content.decode()
    assert "Mette Prøve" in late.content.decode()


def test_cpr_is_a_look_of_its_own(house, questions, browse, copenhagen):
    with arranging():
        Look.objects.all()
    client = browse(house.social)
    assert client.get(reverse("cases:check_cpr", args=[questions[0].pk])).status_code == 200
    assert client.get(reverse("cases:check_cpr", args=[questions[1].pk])).status_code == 404
    with arranging():
        assert Look.objects.filter(way="reveal").count() == 1


def test_the_reminder_says_nothing_of_a_case(house, questions, as_actor):
    from tovholder.cases import tasks

    as_actor(house.coordinator)
    reminded = check.remind(meeting=house.meeting, by=house.coordinator, at=timezone.now())
    assert (reminded.people, reminded.unmanned) == (3, [])
    tasks.send_check_reminder.func(user_id=house.social.pk)
    sent = mail.outbox[0]
    for word in (house.case.number, house.case.person.name, "møde", "sag", "ekstrem"):
        assert word.lower() not in (sent.subject + sent.body).lower()
    assert house.meeting.starts_at < timezone.now() + timedelta(days=1)


def test_it_is_chosen_which_cases_of_the_agenda_are_asked_about(house, as_actor, browse):
    with arranging():
        Item.objects.filter(case=house.other).update(kind="follow_up")
        soon = timezone.now() + timedelta(days=9)
        Meeting.objects.update(starts_at=soon, ends_at=soon + timedelta(hours=2))
    client, url = browse(house.coordinator), reverse("cases:ask_check", args=[house.meeting.pk])
    form = client.get(url).context["form"]
    assert form["cases"].initial == [house.case.pk], "a follow-up is asked about where somebody says so"
    sent = {
        "cases": [str(house.other.pk)],
        f"member-{house.social.agency_id}": str(house.recused.pk),
        "due_on": timezone.localdate() + timedelta(days=2),
        "due_time": "12.00",
    }
    assert client.post(url, sent).status_code == 302, "she is recused from the one, not from the other"
    with arranging():
        assert [(q.case, q.agency) for q in CheckQuestion.objects.all()] == [
            (house.other, house.social.agency)
        ]
        assert Disclosure.objects.get().person == house.other.person


def test_what_was_answered_goes_along_to_the_next_meeting(house, questions, copenhagen, as_actor):
    as_actor(house.social)
    give(questions[0], house.social, basis=house.basis)
    with arranging():
        later = meetings.meeting(
            copenhagen, series=house.meeting.series, starts_at=timezone.now() + timedelta(days=14)
        )
        access_ends = house.meeting.ends_at + agenda.ACCESS_AFTER
        part = house.case.participations.get(user=house.social)
        Participation.objects.filter(pk=part.pk).update(valid_until=access_ends)
        Meeting.objects.filter(pk=house.meeting.pk).update(
            begun_at=timezone.now(), closed_at=timezone.now(), closed_by=house.coordinator
        )
    as_actor(house.coordinator)
    agenda.add_items(meeting=later, by=house.coordinator, at=timezone.now(), cases=[house.case])
    asked = CheckQuestion.objects.select_related("register_check")
    assert {one.register_check.meeting_id for one in asked} == {later.pk}
    assert all(one.register_check.due_at > timezone.now() for one in asked), "the others can still answer"
    part.refresh_from_db()
    assert part.valid_until == later.ends_at + agenda.ACCESS_AFTER
    given = {"cases": [house.case], "meeting": later, "by": house.coordinator, "due_at": later.starts_at}
    assert not check.ask(**given, at=timezone.now(), members=[house.social, house.officer])
    as_actor(house.social)
    [mine] = queries.my_questions(house.social, timezone.now())
    assert mine.answer.text == "Kendt hos os"


def test_what_was_opened_stays_with_its_meeting(house, questions, copenhagen, as_actor):
    as_actor(house.coordinator)
    meeting_talk.begin_item(
        item=house.items[1],
        by=house.coordinator,
        at=timezone.now(),
        present=[house.coordinator, house.social],
    )
    with arranging():
        later = meetings.meeting(copenhagen, series=house.meeting.series)
    as_actor(house.coordinator)
    agenda.add_items(meeting=later, by=house.coordinator, at=timezone.now(), cases=[house.case])
    assert RegisterCheck.objects.get().meeting == house.meeting

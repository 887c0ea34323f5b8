"""Who gets into a case, who stays out, and the emergency door."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import sensitive
from tovholder.access import gate
from tovholder.access.models import Agency
from tovholder.cases import tasks
from tovholder.cases.forms.parts import end_of
from tovholder.cases.models import (
    AccessRequest,
    Case,
    EmergencyAccess,
    Opening,
    Participation,
    ParticipationReason,
    Recusal,
)
from tovholder.cases.operations import access as operations
from tovholder.cases.operations.case import say_purpose
from tovholder.cases.operations.check import BasisIsMissing
from tovholder.cases.operations.refused import ChangedMeanwhile
from tovholder.cases.queries.waiting import overview
from tovholder.core.ids import uuid7
from tovholder.disclosures.models import Disclosure, LegalBasis
from tovholder.disclosures.operations import BasisDoesNotReach, give_consent


def clock():
    """The database's time: what is open now, is open by it."""
    with connection.cursor() as cursor:
        cursor.execute("select tovholder.clock()")
        return cursor.fetchone()[0]


@pytest.fixture
def cast(copenhagen, person, arrange):
    """A coordinator, a nurse who is on no case, and a case."""
    coordinator = person("coordinator", name="Karen Prøve")
    nurse = person("participant", agency="sof", name="Rikke Sygeplejerske")
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator, number="2022-0042")
        sensitive.basis(copenhagen)
    return coordinator, nurse, case


def give(case, user, by, at, **more):
    given = {"reason": "Kender borgeren", "basis": LegalBasis.objects.first(), **more}
    return operations.give_access(case=case, user=user, by=by, at=at, **given)


def test_access_is_given_from_now_until_a_time_and_ended(cast, as_actor, now):
    coordinator, nurse, case = cast
    as_actor(coordinator)
    part = give(case, nurse, coordinator, now, until=now + timedelta(days=9))
    with pytest.raises(operations.TakesPartAlready):
        give(case, nurse, coordinator, now)
    operations.end_access(participation=part, by=coordinator, at=now)
    assert Participation.objects.get().valid_until == now
    give(case, nurse, coordinator, now + timedelta(minutes=1))


def test_access_tells_another_agency_whom_the_case_is_about_and_the_ledger_says_so(
    cast, person, as_actor, copenhagen, arrange, now
):
    """With or without the reason, given or asked for; one's own agency is told nothing."""
    coordinator, nurse, case = cast
    as_actor(coordinator)
    give(case, person("participant", name="Egen"), coordinator, now, basis=None)
    assert not Disclosure.objects.exists()
    with pytest.raises(BasisIsMissing):
        give(case, nurse, coordinator, now, basis=None)
    with arrange():
        beyond = sensitive.basis(copenhagen, key="fængsel", reaches=["prison"])
    with pytest.raises(BasisDoesNotReach):
        give(case, nurse, coordinator, now, basis=beyond)
    assert not Participation.objects.filter(user=nurse).exists()
    give(case, nurse, coordinator, now)
    entry = Disclosure.objects.get()
    assert (entry.giver, entry.receiver) == (coordinator.agency, nurse.agency)
    assert entry.content.text.startswith(f"{case.person.name}, ")
    assert "Bekymring fra en fagperson" not in entry.content.text
    officer = person("participant", agency="police")
    as_actor(officer)
    operations.ask_access(number="2022-0042", by=officer, at=now, reason="Min borger")
    as_actor(coordinator)
    asked = {"request": AccessRequest.objects.get(), "by": coordinator, "at": now, "granted": True}
    with pytest.raises(BasisIsMissing):
        operations.answer_access(**asked)
    assert not AccessRequest.objects.get().granted
    operations.answer_access(**asked, basis=LegalBasis.objects.get(key="rpl115-1"))
    assert Disclosure.objects.get(receiver=officer.agency).content.text.startswith(case.person.name)


def test_whoever_answers_a_request_of_another_agency_says_on_which_basis(
    cast, person, as_actor, browse, arrange, copenhagen, now
):
    coordinator, nurse, _ = cast
    own = person("participant")
    asked = []
    for user in (nurse, own):
        as_actor(user)
        operations.ask_access(number="2022-0042", by=user, at=now, reason="Min borger")
        asked.append(AccessRequest.objects.get(user=user))
    with arrange():
        sensitive.basis(copenhagen, key="fængsel", reaches=["prison"])
        basis = LegalBasis.objects.get(key="rpl115-1")
    client = browse(coordinator)
    theirs, ours = (reverse("cases:answer_access", args=[each.pk]) for each in asked)
    page = client.get(theirs)
    assert "SOF får at vide, hvem sagen handler om." in page.text
    assert list(page.context["form"]["basis"].field.queryset) == [basis]
    assert "basis" not in client.get(ours).context["form"].fields
    assert "Vælg den hjemmel, I deler på." in client.post(theirs, {"granted": "yes"}).text
    assert client.post(theirs, {"granted": "yes", "basis": basis.pk}).status_code == 302
    assert client.post(ours, {"granted": "yes"}).status_code == 302
    with arrange():
        assert Participation.objects.count() == 2
        assert [each.receiver for each in Disclosure.objects.all()] == [nurse.agency]


def test_access_begins_on_a_later_day_and_not_before_today(cast, as_actor, browse):
    coordinator, nurse, case = cast
    as_actor(coordinator)
    with pytest.raises(operations.BeginsBeforeNow):
        give(case, nurse, coordinator, timezone.now(), since=timezone.localdate() - timedelta(days=1))
    day = timezone.localdate() + timedelta(days=3)
    with pytest.raises(operations.EndsBeforeItBegins):
        give(case, nurse, coordinator, timezone.now(), since=day, until=timezone.now() + timedelta(days=1))
    client = browse(coordinator)
    client.post(reverse("cases:case", args=[case.pk]), {"purpose": "record"})
    as_actor(coordinator)
    given = {"key": uuid7(), "user": nurse.pk, "reason": "Afløser", "since": day.isoformat()}
    given["basis"] = LegalBasis.objects.get().pk
    assert client.post(reverse("cases:give_access", args=[case.pk]), given).status_code == 302
    as_actor(coordinator)
    part = Participation.objects.get(user=nurse)
    assert timezone.localdate(part.valid_from) == day
    assert Case.objects.get().last_change <= clock()
    as_actor(nurse)
    assert not Case.objects.exists()


def test_access_is_refused_to_who_has_no_case_work_is_recused_or_would_end_before(
    cast, person, as_actor, arrange, now
):
    coordinator, nurse, case = cast
    as_actor(coordinator)
    with pytest.raises(operations.CannotWorkWithCases):
        give(case, person("mentor"), coordinator, now)
    with pytest.raises(operations.EndsBeforeItBegins):
        give(case, nurse, coordinator, now, until=now)
    operations.exclude(case=case, user=nurse, by=coordinator, at=now, reason="Nabo")
    with pytest.raises(operations.StaysOut):
        give(case, nurse, coordinator, now)
    as_actor(nurse)
    with pytest.raises(gate.Denied):
        give(case, nurse, nurse, now)


def test_an_old_form_gives_no_ended_access_back(cast, as_actor, browse):
    coordinator, nurse, case = cast
    as_actor(coordinator)
    part = give(case, nurse, coordinator, timezone.now(), until=timezone.now() + timedelta(days=9))
    client = browse(coordinator)
    client.post(reverse("cases:case", args=[case.pk]), {"purpose": "record"})
    address = reverse("cases:extend_access", args=[part.pk])
    seen = client.get(address).context["form"]["seen"].value()
    as_actor(coordinator)
    operations.end_access(participation=part, by=coordinator, at=timezone.now())
    ended = Participation.objects.get(pk=part.pk).valid_until
    told = client.post(address, {"until": "2040-01-01", "reason": "Forløb", "seen": seen})
    assert told.context["form"].now
    as_actor(coordinator)
    assert Participation.objects.get(pk=part.pk).valid_until == ended


@pytest.fixture
def three(cast, person, as_actor):
    """Three accesses to the case, each until another day, and the page on which several are changed."""
    coordinator, nurse, case = cast
    as_actor(coordinator)
    people = (nurse, person("participant", agency="police"), person("participant", agency="sof"))
    now = timezone.now()
    parts = [
        give(case, who, coordinator, now, until=now + timedelta(days=days))
        for days, who in enumerate(people, 9)
    ]
    say_purpose(case=case, by=coordinator, at=now, purpose="Koordinere")
    return parts, reverse("cases:extend_several", args=[case.pk])


def test_several_accesses_are_extended_at_once_with_a_reason_and_nobody_is_chosen_beforehand(
    cast, three, as_actor, browse
):
    coordinator, nurse, _case = cast
    (first, second, third), address = three
    client = browse(coordinator)
    form = client.get(address).context["form"]
    assert not form["parts"].value()
    last = timezone.localdate() + timedelta(days=60)
    given = {"parts": [first.pk, second.pk], "until": last, "seen": form["seen"].value()}
    for lacking in ("parts", "until", "reason"):
        told = client.post(address, {**given, "reason": "Forløb", lacking: ""})
        assert lacking in told.context["form"].errors
    assert client.post(address, {**given, "reason": "Forløb", "until": "2022-01-01"}).status_code == 200
    for _click in range(2):
        assert client.post(address, {**given, "reason": "Forløb"}).status_code == 302
    as_actor(coordinator)
    stands = {part.pk: part for part in Participation.objects.select_related("why")}
    assert [stands[part.pk].valid_until for part in (first, second)] == [end_of(last)] * 2
    assert [stands[part.pk].why.text for part in (first, second, third)] == [
        "Forløb",
        "Forløb",
        "Kender borgeren",
    ]
    assert stands[third.pk].valid_until == third.valid_until
    history = stands[first.pk].why.events.order_by("pgh_id").values_list("text", flat=True)
    assert list(history) == ["Kender borgeren", "Forløb"]
    as_actor(nurse)
    assert not ParticipationReason.objects.filter(pk=first.pk).update(text="x")
    with pytest.raises(gate.Denied):
        operations.extend_access(participations=[first], by=nurse, at=timezone.now(), until=None, reason="x")


def test_of_several_accesses_none_is_extended_where_one_was_ended_meanwhile(cast, three, as_actor, browse):
    coordinator, _nurse, _case = cast
    (first, second, _third), address = three
    client = browse(coordinator)
    seen = client.get(address).context["form"]["seen"].value()
    as_actor(coordinator)
    ended = Participation.objects.get(pk=first.pk)
    operations.end_access(participation=ended, by=coordinator, at=timezone.now())
    last = timezone.localdate() + timedelta(days=60)
    given = {"parts": [second.pk], "until": last, "reason": "Forløb"}
    told = client.post(address, {**given, "seen": seen})
    assert told.status_code == 200
    as_actor(coordinator)
    assert Participation.objects.get(pk=second.pk).valid_until == second.valid_until
    with pytest.raises(ChangedMeanwhile):
        operations.extend_access(
            participations=[first, second], by=coordinator, at=timezone.now(), until=end_of(last), reason="x"
        )
    assert Participation.objects.get(pk=second.pk).valid_until == second.valid_until
    seen = told.context["form"]["seen"].value()
    assert client.post(address, {**given, "seen": seen}).status_code == 302


def test_a_form_sent_twice_gives_access_once(cast, as_actor, now):
    coordinator, nurse, case = cast
    as_actor(coordinator)
    key = uuid7()
    assert give(case, nurse, coordinator, now, id=key) == give(case, nurse, coordinator, now, id=key)
    assert Participation.objects.count() == 1


@pytest.mark.parametrize("number", ["2022-0042", "2022-9999"])
def test_a_request_is_taken_alike_whether_there_is_such_a_case(cast, as_actor, now, number):
    coordinator, nurse, _ = cast
    as_actor(nurse)
    key = uuid7()
    for _click in range(2):
        operations.ask_access(number=number, by=nurse, at=now, reason="Min borger", id=key)
    assert AccessRequest.objects.get().number == number
    as_actor(coordinator)
    assert [each.title for each in overview(coordinator, now, now.date())[0]] == [
        f"Anmodning om adgang til sag {number}"
    ]


def test_a_request_is_answered_once_and_by_another(cast, person, as_actor, now):
    coordinator, nurse, _ = cast
    as_actor(nurse)
    operations.ask_access(number="2022-0042", by=nurse, at=now, reason="Min borger")
    as_actor(coordinator)
    asked = AccessRequest.objects.get()
    basis = LegalBasis.objects.get()
    operations.answer_access(request=asked, by=coordinator, at=now, granted=True, basis=basis)
    assert Participation.objects.get().user == nurse
    with pytest.raises(operations.AnsweredAlready):
        operations.answer_access(request=asked, by=coordinator, at=now, granted=False)
    operations.ask_access(number="2022-0042", by=coordinator, at=now, reason="Selv")
    own = AccessRequest.objects.get(user=coordinator)
    with pytest.raises(operations.OneselfIsNoReviewer):
        operations.answer_access(request=own, by=coordinator, at=now, granted=True)


@pytest.mark.parametrize(
    ("granted", "word", "told"),
    [(True, "Adgang givet", "har givet dig adgang til"), (False, "Afvist", "har afvist din anmodning")],
)
def test_who_asked_is_told_of_the_answer_until_she_has_seen_it(
    cast, person, as_actor, browse, granted, word, told
):
    now = clock()
    coordinator, nurse, case = cast
    as_actor(nurse)
    operations.ask_access(number=case.number, by=nurse, at=now, reason="Min borger")
    as_actor(coordinator)
    operations.answer_access(
        request=AccessRequest.objects.get(),
        by=coordinator,
        at=now,
        granted=granted,
        answer="Ring til mig",
        basis=LegalBasis.objects.get(),
    )
    client, home, title = (
        browse(nurse),
        reverse("home"),
        f"Svaret på din anmodning om adgang til sag {case.number}",
    )
    assert title not in browse(person("participant", agency="sof")).get(home).text
    overview, of_cases = client.get(home).text, client.get(reverse("cases:list")).text
    for page, said in ((overview, (title, word, f"{coordinator.name}, svarede i dag")), (of_cases, (told,))):
        assert all(each in page for each in said)
        assert "Ring til mig" not in page
        assert (case.person.name in page) == (granted and page is of_cases), "no more than the number"
    answer = client.get(reverse("cases:access_list")).text
    assert all(said in answer for said in (word, f"{coordinator.name}, i dag", "Ring til mig"))
    assert case.person.name not in answer
    assert title not in client.get(home).text
    assert told not in client.get(reverse("cases:list")).text
    assert "Ring til mig" in client.get(reverse("cases:access_list")).text, "it stands there all the same"


def test_a_recused_coordinator_sees_no_request_that_names_the_case(cast, as_actor, now):
    coordinator, nurse, case = cast
    as_actor(nurse)
    operations.ask_access(number="2022-0042", by=nurse, at=now, reason="Min borger")
    as_actor(coordinator)
    operations.declare_conflict(case=case, by=coordinator, at=now)
    assert not AccessRequest.objects.exists()
    assert overview(coordinator, now, now.date())[0] == []


def test_recusal_takes_effect_at_once_and_only_another_coordinator_lifts_it(cast, person, as_actor, now):
    coordinator, _, case = cast
    as_actor(coordinator)
    operations.declare_conflict(case=case, by=coordinator, at=now, reason="Nabo")
    assert not Case.objects.exists()
    other = person("coordinator")
    as_actor(other)
    operations.lift_recusal(recusal=Recusal.objects.get(), by=other, at=now + timedelta(days=1))
    assert Recusal.objects.get().lifted_by == other


def test_an_emergency_opens_the_case_for_hours_and_is_announced_without_a_word_of_it(cast, as_actor):
    now = clock()
    coordinator, nurse, case = cast
    as_actor(nurse)
    opened = operations.open_in_emergency(
        number="2022-0042", by=nurse, at=now, reason="Borgeren truer med selvmord", hours=4
    )
    assert opened == case.pk
    assert Opening.objects.get().case_id == case.pk
    job = ProcrastinateJob.objects.get(task_name__endswith="announce_emergency")
    assert job.args == {"user_ids": [coordinator.pk]}
    tasks.announce_emergency.func(user_ids=[coordinator.pk])
    (sent,) = mail.outbox
    assert sent.to == [coordinator.email]
    for secret in ("2022-0042", "Rikke", "ekstremis", case.person.name, "sag "):
        assert secret not in sent.subject + sent.body


def test_what_an_emergency_tells_another_agency_stands_in_the_ledger(
    cast, person, as_actor, copenhagen, arrange
):
    """Whom the case is about, from its agency to hers, under the reason that she gave; not its own."""
    now, why = clock(), "Borgeren truer med selvmord"
    coordinator, nurse, case = cast
    with arrange():
        sensitive.basis(copenhagen, key="fvl-28", reaches=["municipal", "police", "prison", "psychiatry"])
        sensitive.basis(copenhagen, key="rpl-samtykke", reaches=["municipal"], needs_consent=True)
        sensitive.basis(copenhagen, key="rpl-gammel", reaches=["municipal"], valid_until=date(2020, 1, 1))
        sensitive.basis(copenhagen, key="rpl-115-2", reaches=["municipal", "police", "psychiatry"])
    own = person("participant", name="Egen")
    as_actor(own)
    operations.open_in_emergency(number=case.number, by=own, at=now, reason=why, hours=4)
    key = uuid7()
    as_actor(nurse)
    for _click in range(2):
        operations.open_in_emergency(number=case.number, by=nurse, at=now, reason=why, hours=4, id=key)
    as_actor(coordinator)
    [entry] = Disclosure.objects.all()
    assert (entry.giver, entry.receiver, entry.person) == (coordinator.agency, nurse.agency, case.person)
    assert (entry.recorded_by, entry.at, entry.act) == (nurse, now, key)
    assert entry.basis.key == "rpl115-1", "the forum's own, and the narrowest"
    assert (entry.particulars.purpose, entry.particulars.necessity) == (case.purpose, why)
    assert entry.content.text.startswith(f"{case.person.name}, født 11.05.2003")
    as_actor(nurse)
    assert Disclosure.objects.get().content.text, "her agency reads what it was told"


def test_an_emergency_does_not_wait_for_a_provision(cast, person, as_actor, browse, copenhagen, arrange):
    now = clock()
    coordinator, _, case = cast
    with arrange():
        Agency.objects.create(
            municipality=copenhagen, key="prison", name="KF", short_name="KF", kind="prison"
        )
    warden = person("participant", agency="prison")
    as_actor(warden)
    operations.open_in_emergency(
        number=case.number, by=warden, at=now, reason="Borgeren truer med selvmord", hours=2
    )
    as_actor(coordinator)
    entry = Disclosure.objects.get()
    assert entry.basis is None
    assert "Ikke oplyst: afgiveren svarer for den" in browse(coordinator).get(entry.get_absolute_url()).text
    client = browse(coordinator)
    client.post(case.get_absolute_url(), {"purpose": "coordinate"})
    assert "afgiveren svarer for hjemlen" in client.get(case.get_absolute_url()).text


@pytest.mark.parametrize("is_there", [True, False])
def test_the_emergency_door_answers_alike_for_a_recused_and_an_absent_case(cast, as_actor, arrange, is_there):
    now = clock()
    _, nurse, case = cast
    with arrange():
        Recusal.objects.create(case=case, user=nurse, since=sensitive.WHEN, declared_by=nurse)
    as_actor(nurse)
    number = "2022-0042" if is_there else "2022-9999"
    with pytest.raises(operations.NotThere) as told:
        operations.open_in_emergency(
            number=number, by=nurse, at=now, reason="Borgeren truer med selvmord", hours=4
        )
    assert str(told.value) == str(operations.NotThere.message)
    assert not EmergencyAccess.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name__endswith="announce_emergency").exists()


def test_another_reviews_the_emergency_once(cast, person, as_actor):
    now = clock()
    coordinator, nurse, _ = cast
    as_actor(nurse)
    operations.open_in_emergency(
        number="2022-0042", by=nurse, at=now, reason="Borgeren truer med selvmord", hours=2
    )
    as_actor(coordinator)
    assert overview(coordinator, now, timezone.localdate(now))[0][0].act == "Gennemgå"
    emergency = EmergencyAccess.objects.get()
    operations.review_emergency(emergency=emergency, by=coordinator, at=now, justified=True, finding="Ja")
    with pytest.raises(operations.AnsweredAlready):
        operations.review_emergency(emergency=emergency, by=coordinator, at=now, justified=False, finding="")
    assert overview(coordinator, now, timezone.localdate(now))[0] == []


def test_who_sees_the_case_already_needs_no_emergency(cast, as_actor):
    now = clock()
    coordinator, _, case = cast
    as_actor(coordinator)
    opened = operations.open_in_emergency(
        number="2022-0042", by=coordinator, at=now, reason="Borgeren truer", hours=2
    )
    assert opened == case.pk
    assert not EmergencyAccess.objects.exists()


def test_access_that_runs_out_waits_on_the_overview(cast, as_actor):
    now = clock()
    coordinator, nurse, case = cast
    as_actor(coordinator)
    give(case, nurse, coordinator, now, until=now + timedelta(days=9))
    as_actor(nurse)
    with connection.execute_wrapper(_once()):
        (told,) = overview(nurse, now, timezone.localdate(now))[0]
    assert "2022-0042" in told.title


def test_a_consent_that_runs_out_is_told_the_coordinator_two_weeks_before(cast, as_actor, browse):
    coordinator, nurse, case = cast
    today = timezone.localdate(clock())
    as_actor(coordinator)
    for days in (14, 15):
        give_consent(
            person=case.person,
            by=coordinator,
            at=clock(),
            purpose=f"Om {days} dage",
            agencies=[nurse.agency],
            way="oral",
            valid_until=today + timedelta(days=days),
        )
    say_purpose(case=case, by=coordinator, at=clock(), purpose="Koordinere")
    (told,) = overview(coordinator, clock(), today)[0]
    assert (told.title, told.due) == ("1 samtykke i sag 2022-0042 udløber", today + timedelta(days=14))
    page = browse(coordinator).get(case.get_absolute_url()).text
    assert "Om 14 dage" in page
    assert "Om 15 dage" not in page
    as_actor(nurse)
    assert overview(nurse, clock(), today)[0] == []


def _once():
    asked = []

    def count(execute, sql, params, many, context):
        asked.append(sql)
        assert len(asked) <= 2
        return execute(sql, params, many, context)

    return count

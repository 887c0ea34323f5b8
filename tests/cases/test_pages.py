"""The pages of cases, as they are read: who sees which, what a page costs, what the log keeps."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from tests import sensitive
from tests.cases import meetings
from tests.pdf import faults_of, title_of, words_of
from tests.test_queries import statements
from tovholder.audit import reads
from tovholder.audit.models import Look
from tovholder.cases.models import (
    Case,
    CaseConcern,
    CaseReason,
    EmergencyAccess,
    Note,
    Opening,
    Recusal,
    Share,
    Step,
)
from tovholder.cases.queries import lists
from tovholder.cases.queries import opened as opened_queries
from tovholder.cases.queries.lists import Filters
from tovholder.cases.views import check as check_view
from tovholder.cases.views import meeting as meeting_view
from tovholder.core import workdays
from tovholder.core.ids import uuid7
from tovholder.disclosures.models import LegalBasis
from tovholder.disclosures.operations import disclose, load_defaults
from tovholder.disclosures.wording import NOT_FOR_INVESTIGATION
from tovholder.people.models import Double


@pytest.fixture
def cast(copenhagen, person, arrange):
    """A coordinator, a nurse on the case, a police officer who is not, and the case with a note."""
    coordinator = person("coordinator", name="Karen Prøve")
    nurse = person("participant", agency="sof", name="Rikke Sygeplejerske")
    officer = person("participant", agency="police", name="Bo Betjent")
    with arrange():
        citizen = sensitive.citizen(copenhagen, by=coordinator, name="Anton Opdigtet")
        case = sensitive.case(copenhagen, by=coordinator, number="2022-0117", person=citizen)
        sensitive.take_part(case, nurse, by=coordinator)
        Note.objects.create(
            case=case,
            agency=coordinator.agency,
            author=coordinator,
            at=sensitive.WHEN,
            text="Hemmeligt i BIF",
            form=uuid7(),
        )
        load_defaults(municipality=copenhagen)
    return coordinator, nurse, officer, case


def opened(client, case, purpose="record"):
    client.post(case.get_absolute_url(), {"purpose": purpose})
    return client


def test_a_case_shows_nothing_before_the_purpose_is_said_and_the_log_keeps_it(cast, browse, arrange):
    coordinator, _, _, case = cast
    client = browse(coordinator)
    asked = client.get(case.get_absolute_url())
    assert "Hvorfor åbner du sagen?" in asked.text
    for secret in ("Anton", "Bekymring fra en fagperson", "Hemmeligt"):
        assert secret not in asked.text
    for name in (
        "print",
        "extract",
        "looks",
        "history",
        "describe",
        "step",
        "close",
        "write_note",
        "give_access",
    ):
        page = client.get(reverse(f"cases:{name}", args=[case.pk]))
        assert (page.status_code, page["Location"]) == (302, case.get_absolute_url())
    with arrange():
        assert not Look.objects.exists()
    refused = client.post(case.get_absolute_url(), {"purpose": "other", "words": ""})
    assert "Skriv, hvorfor du åbner sagen." in refused.text
    shown = client.post(case.get_absolute_url(), {"purpose": "other", "words": "Ringet op"}, follow=True)
    assert "Anton Opdigtet" in shown.text
    assert "Anton" not in shown.text.split("</header>")[0]
    with arrange():
        look = Look.objects.with_purpose().get()
        assert (look.said, look.cases, look.persons) == ("Ringet op", [case.pk], [case.person_id])
        assert "Ringet" not in look.purpose


def test_who_has_looked_is_told_in_the_readers_words_while_they_are_kept(cast, browse, arrange):
    coordinator, nurse, _, case = cast
    browse(nurse).post(case.get_absolute_url(), {"purpose": "other", "words": "Ringet op"}, follow=True)
    client = browse(coordinator)
    opened(client, case, "coordinate")
    assert "Ringet op" in client.get(case.get_absolute_url()).text
    assert "Ringet op" in client.get(reverse("cases:looks", args=[case.pk])).text
    with arrange(), connection.cursor() as cursor:
        cursor.execute("select tovholder.forget_words('-infinity', %s)", [[case.pk]])
    told = client.get(reverse("cases:looks", args=[case.pk])).text
    assert "Ringet op" not in told
    assert "Egne ord, glemt" in told


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_a_case_can_be_opened_for_stands_in_the_log_and_own_words_beside_it(
    cast, as_actor, now, language
):
    coordinator, _, _, case = cast
    as_actor(coordinator)
    with translation.override(language):
        offered = [each.words for each in opened_queries.reasons(case, coordinator, now.date())]
        for words in (*offered[:-1], check_view.purpose(), meeting_view.purpose()):
            assert words in reads.known_purposes()


def test_the_likely_purpose_is_chosen_beforehand(cast, browse):
    coordinator, nurse, _, case = cast
    likely = {
        user: browse(user).get(case.get_absolute_url()).context["form"] for user in (coordinator, nurse)
    }
    assert likely[coordinator].initial["purpose"] == "coordinate"
    assert likely[nurse].initial["purpose"] == "record"


def test_what_was_told_to_several_under_several_laws_is_one_entry(cast, browse, arrange):
    coordinator, nurse, officer, case = cast
    at = timezone.now()
    with arrange():
        for key, receiver in (("rpl-115-1", officer.agency), ("rpl-115-2", nurse.agency)):
            disclose(
                person=case.person,
                by=coordinator,
                at=at,
                receivers=[receiver],
                what="summary",
                content="Går til fodbold igen.",
                purpose="Forebygge",
                necessity="Mødet",
                basis=LegalBasis.objects.filter(municipality=case.municipality).valid(at.date()).get(key=key),
            )
    text = opened(browse(coordinator), case).get(case.get_absolute_url()).text
    assert text.count("Går til fodbold igen.") == 1
    assert text.count("/disclosures/") >= 2


def test_what_was_told_of_a_row_that_was_merged_stands_on_the_case(cast, browse, arrange):
    coordinator, _nurse, officer, case = cast
    at = timezone.now()
    with arrange():
        same = sensitive.citizen(case.municipality, by=coordinator)
        Double.objects.create(
            municipality=case.municipality,
            kept=same,
            gone=case.person,
            ground="by_hand",
            found_at=at,
            merged_at=at,
            merged_by=coordinator,
        )
        disclose(
            person=same,
            by=coordinator,
            at=at,
            receivers=[officer.agency],
            what="oral",
            content="Går til fodbold igen.",
            purpose="Forebygge",
            necessity="Mødet",
            basis=LegalBasis.objects.filter(municipality=case.municipality)
            .valid(at.date())
            .get(key="rpl-115-1"),
        )
    assert "Går til fodbold igen." in opened(browse(coordinator), case).get(case.get_absolute_url()).text


@pytest.fixture
def walked(cast, arrange):
    """A case that was discussed four times, talked about with the citizen, and followed up twice."""
    coordinator, _, _, case = cast
    steps = [("checked", 5), ("discussed", 5), ("conversation", 9), ("offered", 12), ("follow_up", 40)]
    steps += [("discussed", 54), ("discussed", 68), ("discussed", 82), ("follow_up", 90)]
    with arrange():
        Step.objects.bulk_create(
            Step(case=case, kind=kind, at=sensitive.WHEN + timedelta(days=days), by=coordinator)
            for kind, days in steps
        )
    return case


def said_by(answer):
    """What a page says, without tags and in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_steps_without_words_are_one_line_and_what_was_written_stays_by_itself(cast, walked, browse, arrange):
    coordinator = cast[0]
    with arrange():
        step = Step.objects.get(case=walked, kind="conversation")
        Note.objects.create(
            case=walked,
            agency=coordinator.agency,
            author=coordinator,
            at=step.at,
            text="På biblioteket",
            form=uuid7(),
        )
    page = opened(browse(coordinator), walked).get(walked.get_absolute_url())
    said = said_by(page)
    assert "Drøftet på mødet 3 gange, senest 22. november 2022. Tilbud givet 13. september 2022." in said
    assert "Opfølgning 30. november 2022 og 11. oktober 2022." in said
    assert "På biblioteket" in said
    assert page.text.count("cases-entry--steps") == 3, "the talk with words and the note stand between"
    assert "Trinene: sagens deltagere" in said
    notes = browse(coordinator).get(walked.get_absolute_url(), {"show": "notes"}).text
    assert "cases-entry--steps" not in notes
    assert "Hemmeligt i BIF" in notes


def test_the_step_line_has_first_days_that_add_up_and_the_latest_beneath(cast, walked, browse):
    said = said_by(opened(browse(cast[0]), walked).get(walked.get_absolute_url()))
    assert "Møde 6. september 2022 senest 22. november 2022" in said
    assert "Samtale og tilbud 10. september 2022 efter 4 dage senest 13. september 2022, tilbud givet" in said
    assert "Opfølgning 11. oktober 2022 efter 31 dage senest 30. november 2022" in said


def test_the_next_step_is_one_and_another_that_happened_is_a_link_in_its_box(cast, walked, browse):
    said = said_by(opened(browse(cast[0]), walked).get(walked.get_absolute_url()))
    assert "Følg op Senest 30. november 2022. Notér det, når det er sket. Notér trinnet" in said
    assert "Der er sket noget andet" in said
    assert "Notér et trin" not in said


def test_a_reminder_of_the_register_check_leads_to_where_it_is_sent(cast, copenhagen, browse, arrange):
    coordinator, nurse, _, case = cast
    with arrange():
        meeting = meetings.meeting(copenhagen)
        meetings.agenda(meeting, case)
        meetings.asked(case, meeting, by=coordinator, agencies=[nurse.agency])
    said = opened(browse(coordinator), case).get(case.get_absolute_url()).text
    box = said.split('class="t-next"')[1].split("</section>")[0]
    assert reverse("cases:meeting_agenda", args=[meeting.pk]) in box
    assert "0 af 1" in box
    with arrange():
        type(meeting).objects.filter(pk=meeting.pk).update(cancelled_at=timezone.now())
    for reader in (coordinator, nurse):
        said = opened(browse(reader), case).get(case.get_absolute_url()).text
        assert not re.search("(Svar på|Påmind om) registertjek", said), (
            "nobody answers for a meeting not held"
        )


def test_a_late_task_is_as_late_on_the_list_as_on_the_case(cast, browse, arrange):
    coordinator, _, _, case = cast
    with arrange():
        due = timezone.localdate() - timedelta(days=9)
        meetings.task(case, by=coordinator, due_on=due, assigned_to=coordinator)
    client = opened(browse(coordinator), case)
    late = f"{workdays.between(due, timezone.localdate())} arbejdsdage over"
    for page in (case.get_absolute_url(), reverse("cases:tasks")):
        assert late in client.get(page).text


def test_each_sees_her_part_of_the_timeline(cast, browse):
    coordinator, nurse, officer, case = cast
    seen = {user: opened(browse(user), case).get(case.get_absolute_url()) for user in cast[:3]}
    assert seen[officer].status_code == 404
    assert "Hemmeligt i BIF" in seen[coordinator].text
    assert "Hemmeligt i BIF" not in seen[nurse].text
    assert "Kun BIF" in seen[coordinator].text
    assert "Hvem har set sagen" not in seen[nurse].text


@pytest.mark.parametrize(
    "role", ["mentor", "adviser", "leader", "administrator", "auditor", "dpo", "custodian", "planner"]
)
def test_whoever_works_with_no_cases_gets_no_page_of_them(cast, person, browse, role):
    case = cast[3]
    client = browse(person(role))
    for path in (reverse("cases:list"), case.get_absolute_url(), reverse("cases:emergency")):
        assert client.get(path).status_code == 403


def test_a_stranger_and_somebody_not_on_the_case_are_answered_alike(cast, stranger, browse):
    officer, case = cast[2], cast[3]
    absent = reverse("cases:case", args=[uuid7()])
    answers = {
        browse(user).get(path).status_code
        for user in (officer, stranger)
        for path in (absent, case.get_absolute_url())
    }
    assert answers == {404}


def test_a_case_page_costs_eight_statements_at_most_however_much_it_shows(
    cast, browse, as_actor, arrange, now
):
    coordinator, nurse, _, case = cast
    with arrange():
        basis = LegalBasis.objects.valid(now.date()).filter(
            needs_consent=False, reaches__contains=["municipal"]
        )[0]
        for number in range(30):
            note = Note.objects.create(
                case=case,
                agency=coordinator.agency,
                author=coordinator,
                at=sensitive.WHEN + timedelta(days=number),
                text=f"Notat {number}",
                form=uuid7(),
            )
            if number % 10 == 0:
                (made,) = disclose(
                    person=case.person,
                    by=coordinator,
                    at=now,
                    receivers=[nurse.agency],
                    what="note",
                    content=note.text,
                    purpose="x",
                    necessity="x",
                    basis=basis,
                )
                Share.objects.create(case=case, note=note, disclosure=made)
    for user in (coordinator, nurse):
        client = opened(browse(user), case)
        client.get(case.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            page = client.get(case.get_absolute_url())
        asked = statements(captured)
        assert len(asked) <= 8, "\n".join(sql[:150] for sql in asked)
        assert "Delt med SOF" in page.text if user == coordinator else "Delt af BIF med SOF" in page.text
    for show in ("notes", "disclosures", "documents", "nonsense"):
        assert client.get(f"{case.get_absolute_url()}?show={show}&before=forged").status_code == 200


def test_the_list_costs_little_and_the_log_names_what_stood_on_it(cast, browse, arrange):
    _, nurse, _, case = cast
    client = browse(nurse)
    client.get("/menu/")
    with CaptureQueriesContext(connection) as captured:
        page = client.get(reverse("cases:list"))
    assert len(statements(captured)) <= 6
    assert "Anton Opdigtet" in page.text
    with arrange():
        look = Look.objects.get()
        assert (look.way, look.cases) == ("list", [case.pk])


@pytest.fixture
def many(copenhagen, person, arrange):
    """Cases of all kinds of access for six kinds of reader."""
    coordinator, recused = person("coordinator"), person("coordinator")
    nurse, officer, helper = (person("participant", agency=key) for key in ("sof", "police", "sof"))
    soon = timezone.now()
    with arrange():
        cases = [
            sensitive.case(
                copenhagen,
                by=coordinator,
                last_change=sensitive.WHEN + timedelta(minutes=number // 2),
                **(
                    {"closed_at": soon, "closed_by": coordinator, "outcome": "completed"}
                    if number % 5 == 0
                    else {}
                ),
            )
            for number in range(23)
        ]
        for number, case in enumerate(cases):
            if number % 2:
                sensitive.take_part(case, nurse, by=coordinator)
            if number % 3 == 0:
                until = soon - timedelta(days=1) if number % 2 else None
                sensitive.take_part(case, officer, by=coordinator, valid_until=until)
            if number % 4 == 0:
                sensitive.take_part(case, recused, by=coordinator)
                EmergencyAccess.objects.create(
                    case=case,
                    user=helper,
                    valid_from=soon - timedelta(hours=1),
                    valid_until=soon + timedelta(hours=1),
                    reason="Nødvendigt nu",
                )
            if number % 7 == 0:
                for user in (recused, nurse):
                    Recusal.objects.create(
                        case=case, user=user, since=sensitive.WHEN, declared_by=coordinator
                    )
    return coordinator, recused, nurse, officer, helper


@pytest.mark.parametrize("state", lists.STATES)
def test_the_list_holds_what_the_plain_query_holds_for_six_kinds_of_reader(
    many, stranger, as_actor, rf, state
):
    everything = {"open": {"closed_at__isnull": True}, "closed": {"closed_at__isnull": False}, "all": {}}
    for user in (*many, stranger):
        as_actor(user)
        plain = list(
            Case.objects.filter(**everything[state]).order_by("-last_change", "-id").values_list("pk")
        )
        walked, back, query = [], [], ""
        while True:
            request = rf.get(f"/{query}")
            page = lists.cases(user, Filters(state=state), request.GET, timezone.now().date(), size=4)
            walked += [(row.id,) for row in page.rows]
            if not page.next:
                break
            query = page.next
        assert walked == plain
        while page.previous:
            page = lists.cases(
                user, Filters(state=state), rf.get(f"/{page.previous}").GET, timezone.now().date(), size=4
            )
            back = [(row.id,) for row in page.rows] + back
        assert back == plain[: len(back)]


def test_recused_she_finds_nothing_in_lists_searches_or_counts(cast, browse, as_actor):
    coordinator, nurse, _, case = cast
    client = opened(browse(nurse), case)
    page = client.post(reverse("cases:conflict", args=[case.pk]), {"reason": "Nabo"}, follow=True)
    assert page.redirect_chain == [(reverse("cases:list"), 302)]
    assert "Anton" not in page.text
    assert client.get(case.get_absolute_url()).status_code == 404
    assert client.get(reverse("people:person", args=[case.person_id])).status_code == 404
    as_actor(nurse)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from tovholder.find_people('Anton Opdigtet')")
        assert cursor.fetchone() == (0,)
    # A coordinator sees who is out; others only that they are in.
    page = opened(browse(coordinator), case).get(case.get_absolute_url())
    assert "Inhabil: Rikke Sygeplejerske (SOF)" in page.text


def test_two_who_change_the_words_at_once_lose_nothing(cast, person, browse):
    coordinator, _, _, case = cast
    other = person("coordinator", name="Mette Prøve")
    first, second = (opened(browse(user), case, "coordinate") for user in (coordinator, other))
    path = reverse("cases:describe", args=[case.pk])
    words = {"purpose": "Forebygge", "basis": "Art. 6", "version": 1}
    assert first.post(path, {"reason": "Karens tekst", **words}).status_code == 302
    told = second.post(path, {"reason": "Mettes tekst", **words})
    assert told.status_code == 200
    for each in ("Karen Prøve", "Karens tekst", "Mettes tekst"):
        assert each in told.text
    again = told.context["form"].data
    assert (
        second.post(
            path, {name: again[name] for name in ("reason", "purpose", "basis", "version")}
        ).status_code
        == 302
    )


def test_a_double_click_makes_one_note(cast, browse, arrange):
    _, nurse, _, case = cast
    client = opened(browse(nurse), case)
    values = {"key": str(uuid7()), "text": "Talt med familien."}
    for _click in range(2):
        assert client.post(reverse("cases:write_note", args=[case.pk]), values).status_code == 302
    with arrange():
        assert Note.objects.filter(text="Talt med familien.").count() == 1


def test_a_note_is_shared_with_a_preview_on_a_basis_that_reaches(cast, browse, arrange, monkeypatch, now):
    coordinator, nurse, _, case = cast
    client = opened(browse(coordinator), case)
    with arrange():
        note = Note.objects.get()
    path = reverse("cases:share_note", args=[note.pk])
    page = client.get(path)
    assert "Hemmeligt i BIF" in page.text
    page = client.get(f"{path}?to={nurse.agency_id}")
    bases = page.context["form"].fields["basis"].queryset
    assert bases
    assert all(nurse.agency.kind in basis.reaches for basis in bases)
    basis = next(basis for basis in bases if not basis.needs_consent)
    values = {
        "to": nurse.agency_id,
        "key": str(uuid7()),
        "basis": str(basis.pk),
        "purpose": "Samtale",
        "necessity": "Kender familien",
    }
    for _click in range(2):
        assert client.post(path, values).status_code == 302
    with arrange():
        assert Share.objects.count() == 1
    for who in (nurse, coordinator):
        page = opened(browse(who), case).get(case.get_absolute_url())
        assert "Hemmeligt i BIF" in page.text
        assert f"<strong>{NOT_FOR_INVESTIGATION}</strong>" in page.text


@pytest.mark.parametrize(("nights", "kept"), [(1, True), (2, False)])
def test_what_was_opened_before_midnight_is_saved_after_it(cast, browse, arrange, nights, kept):
    coordinator, _, _, case = cast
    client = opened(browse(coordinator), case)
    with arrange():
        today = Opening.objects.get().day
        Opening.objects.update(day=today - timedelta(days=nights))
    client.post(reverse("cases:write_note", args=[case.pk]), {"key": str(uuid7()), "text": "Over midnat"})
    with arrange():
        assert Note.objects.filter(text="Over midnat").exists() is kept
        assert (
            Opening.objects.filter(day=today, purpose=Opening.objects.earliest("day").purpose).exists()
            is kept
        )


def test_where_nothing_was_disclosed_nothing_is_said_of_it(cast, browse):
    coordinator, _, _, case = cast
    page = opened(browse(coordinator), case).get(case.get_absolute_url())
    assert "Det, der er videregivet" not in page.text


def test_a_document_is_served_to_be_saved_and_never_shown(cast, browse, arrange):
    coordinator, nurse, officer, case = cast
    client = opened(browse(coordinator), case)
    file = SimpleUploadedFile("udtalelse.pdf", b"%PDF-1.7 opdigtet")
    sent = client.post(
        reverse("cases:add_document", args=[case.pk]),
        {"key": str(uuid7()), "file": file, "title": "Udtalelse fra skolen"},
    )
    assert sent.status_code == 302
    with arrange():
        path = reverse("cases:document", args=[case.documents.get().pk])
    got = client.get(path)
    assert got.content == b"%PDF-1.7 opdigtet"
    assert got["Content-Disposition"] == 'attachment; filename="2022-0117-udtalelse-fra-skolen.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff"
    with arrange():
        assert Look.objects.filter(way="document", cases__contains=[case.pk]).count() == 1
    for other in (nurse, officer):
        assert opened(browse(other), case).get(path).status_code == 404


def test_a_print_says_who_printed_it_and_is_logged_as_one(cast, browse, arrange):
    coordinator, _, _, case = cast
    client = opened(browse(coordinator), case)
    page = client.get(reverse("cases:print", args=[case.pk]))
    assert "Udskrevet af Karen Prøve" in page.text
    assert "må ikke bruges til at efterforske" in page.text
    with arrange():
        assert Look.objects.filter(way="print").count() == 1


@pytest.mark.parametrize("name", ["cases:case", "cases:print", "cases:extract"])
def test_whoever_sees_the_concern_in_a_case_is_logged_as_having_seen_it(
    cast, browse, arrange, copenhagen, name
):
    coordinator, _, _, case = cast
    with arrange():
        concern = sensitive.concern(copenhagen, by=coordinator, person=case.person)
        CaseConcern.objects.create(
            case=case, concern=concern, joined_by=coordinator, joined_at=case.opened_at
        )
    client = opened(browse(coordinator), case)
    client.get(reverse(name, args=[case.pk]))
    with arrange():
        assert Look.objects.filter(view=name).latest("at").concerns == [concern.pk]


def test_the_coordinator_sees_who_has_looked_and_the_participant_does_not(cast, browse):
    coordinator, nurse, _, case = cast
    opened(browse(nurse), case).get(case.get_absolute_url())
    client = opened(browse(coordinator), case, "coordinate")
    client.get(case.get_absolute_url())
    page = client.get(case.get_absolute_url())
    assert "Rikke Sygeplejerske, SOF" in page.text
    assert "Rikke Sygeplejerske, SOF" in client.get(reverse("cases:looks", args=[case.pk])).text
    assert browse(nurse).get(reverse("cases:looks", args=[case.pk])).status_code == 403
    assert "Sag 2022-0117" in client.get(reverse("cases:history", args=[case.pk])).text


def test_the_history_tells_what_was_changed_and_no_keys(cast, browse, arrange):
    coordinator, case = cast[0], cast[3]
    with arrange():
        CaseReason.objects.filter(case=case).update(shared_with=[coordinator.agency_id])
    client = opened(browse(coordinator), case, "coordinate")
    told = client.get(reverse("cases:history", args=[case.pk])).text
    assert "formål:" in told
    assert "delt med" not in told
    assert "åbnet af" not in told


def test_the_emergency_page_answers_alike_and_opens_what_may_be_opened(cast, browse, arrange):
    officer, case = cast[2], cast[3]
    client = browse(officer)
    values = {"reason": "Borgeren truer med selvmord", "hours": "4"}

    def post(number):
        return client.post(reverse("cases:emergency"), {"number": number, "key": str(uuid7()), **values})

    absent = post("2022-9999")
    with arrange():
        recusal = Recusal.objects.create(case=case, user=officer, since=sensitive.WHEN, declared_by=officer)
    barred = post("2022-0117")
    strip = lambda page, number: page.context["form"].errors.as_text().replace(number, "")  # noqa: E731
    assert strip(absent, "2022-9999") == strip(barred, "2022-0117")
    assert not Opening.objects.exists()
    with arrange():
        recusal.until, recusal.lifted_by = sensitive.WHEN + timedelta(days=1), cast[0]
        recusal.save(update_fields=["until", "lifted_by"])
    assert "Anton Opdigtet" in client.get(post("2022-0117")["Location"]).text


def test_no_view_of_the_database_passes_row_level_security(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c where c.relkind in ('v', 'm') and c.relnamespace ="
            " 'public'::regnamespace and not coalesce('security_invoker=true' = any(c.reloptions), false)"
        )
        assert cursor.fetchall() == []


SAVES = {
    "write_note": lambda nurse: {"key": str(uuid7()), "text": "Talt med familien."},
    "step": lambda nurse: {"key": str(uuid7()), "kind": "discussed", "on": "2022-09-10"},
    "give_access": lambda nurse: {
        "key": str(uuid7()),
        "user": nurse.pk,
        "reason": "Kender borgeren",
        "basis": LegalBasis.objects.get(key="rpl-115-1").pk,
    },
    "exclude": lambda nurse: {"user": nurse.pk, "reason": "Nabo"},
    "conflict": lambda nurse: {"reason": ""},
    "describe": lambda nurse: {"reason": "x", "purpose": "y", "basis": "z", "version": 1},
    "close": lambda nurse: {"outcome": "declined", "reason": "Nej tak", "version": 1},
}
#: What costs more than seven, and why.
DEARER = {
    "give_access": 8,  # her roles, whether she is recused or in already, and which law reaches her agency
    "close": 8,  # and the draft of its words goes
}


@pytest.mark.parametrize("name", SAVES)
def test_a_save_costs_seven_statements_at_most(cast, person, browse, name):
    coordinator, _, officer, case = cast
    client = opened(browse(coordinator), case, "coordinate")
    client.get("/menu/")
    sent = SAVES[name](officer)
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(reverse(f"cases:{name}", args=[case.pk]), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    asked = statements(captured)
    assert len(asked) <= DEARER.get(name, 7), "\n".join(sql[:150] for sql in asked)


def test_the_cases_file_has_what_its_reader_may_see_and_is_a_look(cast, browse, arrange, tmp_path):
    coordinator, nurse, officer, case = cast
    address = reverse("cases:extract", args=[case.pk])
    own = opened(browse(coordinator), case).get(address)
    theirs = opened(browse(nurse), case).get(address)
    for file in (own, theirs):
        assert "Anton Opdigtet" in words_of(file.content)
        assert "Fortroligt. Må ikke bruges til efterforskning" in words_of(file.content)
        assert faults_of(file.content, tmp_path) == []
        assert title_of(file.content) == "Sag 2022-0117"
        assert file["Content-Disposition"] == 'attachment; filename="sag.pdf"'
    assert "Hemmeligt i BIF" in words_of(own.content)
    assert "Hemmeligt i BIF" not in words_of(theirs.content)
    assert opened(browse(officer), case).get(address).status_code == 404
    with arrange():
        looks = Look.objects.filter(view="cases:extract", way="extract", cases=[case.pk])
        assert {look.actor for look in looks} == {coordinator.pk, nurse.pk}
        assert all(look.purpose for look in looks)

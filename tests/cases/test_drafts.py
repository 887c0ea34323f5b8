"""What is being written in a case and not saved: its writer's alone, while she sees the case."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import sensitive
from tests.test_queries import statements
from tovholder.access.drafts import LONGEST
from tovholder.audit.models import Look
from tovholder.cases.forms.record import NoteForm
from tovholder.cases.models import Case, CaseDraft, Note, Opening, Participation, Recusal
from tovholder.concerns import operations as concerns
from tovholder.concerns.models import Deadline
from tovholder.core.cpr import no_cpr
from tovholder.core.ids import uuid7

TYPED = {"X-Requested-With": "autosave"}
TEXT = "Rikke ringede. Han vil gerne mødes på torsdag."


pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def cast(copenhagen, person, arrange, now):
    """A coordinator and a nurse on the case, who have said why they open it."""
    coordinator = person("coordinator", name="Karen Prøve")
    nurse = person("participant", agency="sof", name="Rikke Sygeplejerske")
    with arrange():
        case = sensitive.case(copenhagen, by=coordinator)
        sensitive.take_part(case, nurse, by=coordinator)
        for one in (coordinator, nurse):
            Opening.objects.create(case=case, user=one, day=now.date(), purpose="Til gennemsyn", at=now)
    return coordinator, nurse, case


def page_of(case):
    return reverse("cases:write_note", args=[case.pk])


def opened(client, address):
    """A window on the form: what stands in it, and what it sends back."""
    shown = client.get(address)
    form, draft = shown.context["form"], shown.context["draft"]
    return {"draft": draft.token, "key": str(uuid7()), "text": form["text"].value() or ""}


def type_in(client, address, window, text):
    return client.post(address, {**window, "text": text}, headers=TYPED)


def kept(arrange):
    with arrange():
        return [text for draft in CaseDraft.objects.order_by("pk") for text in draft.written()["text"]]


def test_a_note_is_kept_as_one_types_and_goes_when_it_is_saved(cast, browse, arrange, now):
    coordinator, nurse, case = cast
    client, address = browse(nurse), page_of(case)
    window = opened(client, address)
    answer = type_in(client, address, window, TEXT)
    assert (answer.status_code, answer["X-At"]) == (204, "2022-09-20T12:00:00+02:00")
    assert "Kladde fra 20. september 2022 kl. 12.00. Kun du ser den." in client.get(address).text
    again = opened(client, address)
    assert again["text"] == TEXT
    assert opened(browse(coordinator), address)["text"] == ""
    assert client.post(address, again).status_code == 302
    with arrange():
        assert Note.objects.get().text == TEXT
        assert not CaseDraft.objects.exists()


def test_a_draft_is_locked_has_no_history_and_the_log_keeps_no_row_of_what_was_typed(cast, browse, arrange):
    _, nurse, case = cast
    client, address = browse(nurse), page_of(case)
    window = opened(client, address)
    with arrange():
        looks = Look.objects.count()
    for n in range(3):
        with CaptureQueriesContext(connection) as captured:
            assert type_in(client, address, window, TEXT[: 20 + n]).status_code == 204
        asked = statements(captured)
        assert len(asked) <= 7, "\n".join(asked)
    other = {**window, "draft": f"{uuid7()}.0"}
    assert type_in(client, address, other, "Noget andet").status_code == 412
    with arrange():
        assert Look.objects.count() == looks
        with connection.cursor() as cursor:
            cursor.execute("select t::text from cases_casedraft t")
            ((row,),) = cursor.fetchall()
            assert TEXT[:10].encode().hex() not in row
            assert b'{"text"'.hex() not in row


def test_without_scripts_the_form_is_what_it_was(cast, browse, arrange):
    _, nurse, case = cast
    client, address = browse(nurse), page_of(case)
    assert client.post(address, {"key": str(uuid7()), "text": TEXT}).status_code == 302
    with arrange():
        assert Note.objects.get().text == TEXT


def test_a_double_click_makes_one_note(cast, browse, arrange):
    _, nurse, case = cast
    client, address = browse(nurse), page_of(case)
    window = opened(client, address)
    type_in(client, address, window, TEXT)
    for _click in range(2):
        assert client.post(address, {**window, "text": TEXT}).status_code == 302
    with arrange():
        assert Note.objects.count() == 1


def test_what_is_changed_after_back_is_another_note(cast, browse, arrange):
    """Some browsers show the very page again, with its key."""
    _, nurse, case = cast
    client, address = browse(nurse), page_of(case)
    window = opened(client, address)
    for text in (TEXT, TEXT + " Igen."):
        assert client.post(address, {**window, "text": text}).status_code == 302
    with arrange():
        assert set(Note.objects.values_list("text", flat=True)) == {TEXT, TEXT + " Igen."}


@pytest.mark.parametrize("begun", [True, False])
def test_of_two_windows_the_second_is_told_sees_both_and_loses_nothing(cast, browse, arrange, begun):
    _, nurse, case = cast
    client, address = browse(nurse), page_of(case)
    if begun:
        type_in(client, address, opened(client, address), "Begyndt")
    first, second = opened(client, address), opened(client, address)
    assert type_in(client, address, first, "I det første").status_code == 204
    assert type_in(client, address, first, "I det første vindue").status_code == 204
    told = type_in(client, address, second, "I det andet vindue")
    assert told.status_code == 412
    assert "et andet vindue. Tryk på Gem for at se begge" in told.text
    assert kept(arrange) == ["I det første vindue"]
    shown = client.post(address, {**second, "text": "I det andet vindue"})
    assert shown.status_code == 200
    assert shown.context["draft"].both == [("Notat", "I det første vindue", "I det andet vindue")]
    assert "I det første vindue" in shown.text
    with arrange():
        assert not Note.objects.exists()
    goes_on = {**second, "draft": shown.context["draft"].token}
    assert type_in(client, address, goes_on, "I det andet vindue, videre").status_code == 204
    assert client.post(address, {**goes_on, "text": "I det andet vindue, videre"}).status_code == 302
    with arrange():
        assert Note.objects.get().text == "I det andet vindue, videre"
        assert not CaseDraft.objects.exists()


def test_an_answer_that_was_lost_is_no_second_window(cast, browse, arrange):
    _, nurse, case = cast
    client, address = browse(nurse), page_of(case)
    window = opened(client, address)
    for text in ("En", "En tekst", "En tekst, og mere"):  # the page never hears that it was kept
        assert type_in(client, address, window, text).status_code == 204
    assert kept(arrange) == ["En tekst, og mere"]
    same = {**window, "draft": f"{uuid7()}.0"}
    assert type_in(client, address, same, "En tekst, og mere").status_code == 204, (
        "the same text is no quarrel"
    )
    assert client.post(address, {**same, "text": "En tekst, og mere"}).status_code == 302


def test_a_draft_is_thrown_away(cast, browse, arrange):
    _, nurse, case = cast
    client, address = browse(nurse), page_of(case)
    type_in(client, address, opened(client, address), TEXT)
    assert "Smid kladden væk" in client.get(address).text
    gone = client.post(address, {**opened(client, address), "draft-away": "1"})
    assert (gone.status_code, gone["Location"]) == (302, address)
    assert opened(client, address)["text"] == ""
    assert kept(arrange) == []


def test_a_refused_save_keeps_the_draft(cast, browse, arrange, as_actor, now):
    """Somebody else has corrected the note: it is told, and what was written is not lost."""
    coordinator, _, case = cast
    with arrange():
        note = Note.objects.create(
            case=case, agency=coordinator.agency, author=coordinator, at=now, text="Første", form=uuid7()
        )
    client, address = browse(coordinator), reverse("cases:correct_note", args=[note.pk])
    window = opened(client, address)
    assert window["text"] == "Første"
    type_in(client, address, window, "Min rettelse")
    with arrange():
        Note.objects.create(
            case=case,
            agency=coordinator.agency,
            author=coordinator,
            at=now,
            text="Hendes",
            corrects=note,
            form=uuid7(),
        )
    shown = client.post(address, {**window, "text": "Min rettelse"})
    assert shown.status_code == 200
    assert shown.context["clash"]
    assert kept(arrange) == ["Min rettelse"]


def test_the_words_of_a_case_keep_the_version_that_they_began_from(cast, browse, arrange):
    """Whoever opens a draft again is still told that somebody else has saved since."""
    coordinator, _, case = cast
    client, address = browse(coordinator), reverse("cases:describe", args=[case.pk])
    began = client.get(address).context
    words = {"reason": "Min begrundelse", "purpose": "Formål", "basis": "Grundlag", "version": "1"}
    client.post(address, {**words, "draft": began["draft"].token}, headers=TYPED)
    with arrange():
        Case.objects.filter(pk=case.pk).update(purpose="Hendes formål", version=2)
    again = client.get(address).context
    assert [str(again["form"][name].value()) for name in words] == list(words.values())
    assert client.post(address, {**words, "draft": again["draft"].token}).context["clash"]


def test_a_closed_case_takes_the_drafts_along_with_that_of_the_closing(cast, browse, arrange):
    coordinator, nurse, case = cast
    other = browse(nurse)
    type_in(other, page_of(case), opened(other, page_of(case)), TEXT)
    client, address = browse(coordinator), reverse("cases:close", args=[case.pk])
    draft = client.get(address).context["draft"]
    ended = {"outcome": "completed", "reason": "Nået", "version": "1", "draft": draft.token}
    assert client.post(address, ended, headers=TYPED).status_code == 204
    shown = client.get(address)
    assert shown.context["form"]["outcome"].value() == "completed"
    assert "checked" in shown.text
    assert client.post(address, ended).status_code == 302
    assert kept(arrange) == []


def test_why_a_case_is_opened_by_hand_is_kept_before_there_is_one(cast, browse, arrange):
    """Whom it is about is chosen anew."""
    coordinator, _, case = cast
    client, address = browse(coordinator), reverse("cases:open_by_hand")
    draft = client.get(address).context["draft"].token
    words = {"reason": TEXT, "purpose": "Formål", "basis": "Grundlag", "draft": draft}
    who = {"person-who": str(case.person_id), "person-words": "", "key": str(uuid7())}
    assert client.post(address, {**words, **who}, headers=TYPED).status_code == 204
    again = client.get(address).context
    assert again["form"]["reason"].value() == TEXT
    second = client.post(address, {**words, **who, "reason": "Andet", "draft": f"{uuid7()}.0"})
    assert second.context["draft"].both == [("Hvorfor vi er her", TEXT, "Andet")]
    assert client.post(address, {**words, **who, "draft": again["draft"].token}).status_code == 302
    with arrange():
        assert Case.objects.filter(why__text=TEXT).count() == 1
        assert not CaseDraft.objects.exists()


# --- the database alone -----------------------------------------------------------------------------------


@pytest.fixture
def written(cast, as_actor, now):
    """The nurse's draft."""
    _, nurse, case = cast
    as_actor(nurse)
    draft = draft_of(nurse, case, now)
    draft.save(force_insert=True)
    return draft


def draft_of(user, about, at, **more):
    given = {"place": "note", "of": about.pk, "page": uuid7(), "saved_at": at, "content": b"x", "case": about}
    return CaseDraft(municipality=about.municipality, by=user, **{**given, **more})


def test_nobody_but_its_writer_sees_or_touches_a_draft(cast, written, as_actor, stranger, person, now):
    coordinator, nurse, case = cast
    for one in (coordinator, stranger, person("administrator"), person("auditor"), None):
        as_actor(one)
        assert not CaseDraft.objects.exists()
        assert not CaseDraft.objects.update(content=b"y")
        assert CaseDraft.objects.all().delete()[0] == 0
    as_actor(coordinator)
    with pytest.raises(DatabaseError), transaction.atomic():
        draft_of(nurse, case, now, place="correction").save(force_insert=True)
    as_actor(nurse)
    assert CaseDraft.objects.count() == 1


def test_a_draft_of_no_case_is_a_coordinators_own(cast, as_actor, person, now):
    coordinator, nurse, case = cast
    as_actor(coordinator)
    draft_of(coordinator, case, now, case=None).save(force_insert=True)
    as_actor(person("coordinator"))
    assert not CaseDraft.objects.exists()
    as_actor(nurse)
    with pytest.raises(DatabaseError), transaction.atomic():
        draft_of(nurse, case, now, case=None).save(force_insert=True)
    as_actor(coordinator)
    assert CaseDraft.objects.exists()


def test_a_draft_is_not_seen_by_whoever_no_longer_sees_the_case(cast, written, as_actor, arrange, now):
    _, nurse, case = cast
    with arrange():
        Participation.objects.filter(user=nurse).update(valid_until=now - timedelta(hours=1))
    as_actor(nurse)
    assert not CaseDraft.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        draft_of(nurse, case, now, place="correction").save(force_insert=True)


def test_recusal_takes_along_what_she_was_writing_about_the_person(cast, written, as_actor, arrange, now):
    _, nurse, case = cast
    as_actor(nurse)
    Recusal(case=case, user=nurse, since=now, declared_by=nurse).save(force_insert=True)
    with arrange():
        assert not CaseDraft.objects.exists()


def test_a_draft_that_nobody_saves_is_deleted_after_its_time(
    cast, written, as_actor, arrange, copenhagen, now
):
    with arrange():
        CaseDraft.objects.update(saved_at=now - timedelta(days=8))
        Deadline.objects.create(
            municipality=copenhagen, key="draft", days=9, working_days=False, valid_from="2022-01-01"
        )
    as_actor(-3)
    assert concerns.forget_drafts(CaseDraft, at=now) == 0
    with arrange():
        Deadline.objects.all().delete()
    as_actor(-3)
    assert concerns.forget_drafts(CaseDraft, at=now) == 1


def test_a_draft_is_no_longer_than_any_form_takes(cast, browse, arrange):
    _, nurse, case = cast
    client, address = browse(nurse), page_of(case)
    assert type_in(client, address, opened(client, address), "æ" * LONGEST).status_code == 204
    told = type_in(client, address, opened(client, address), "æ" * (LONGEST + 1))
    assert (told.status_code, told.text) == (412, "Teksten er for lang til at blive gemt som kladde.")
    assert kept(arrange) == ["æ" * LONGEST]


def test_where_a_text_may_hold_no_cpr_number_its_draft_may_not_either(cast, browse, arrange, monkeypatch):
    _, nurse, case = cast
    field = NoteForm.base_fields["text"]
    monkeypatch.setattr(field, "validators", [*field.validators, no_cpr])
    client, address = browse(nurse), page_of(case)
    told = type_in(client, address, opened(client, address), "Født 010203-1234")
    assert told.status_code == 412
    assert "CPR-nummer" in told.text
    assert kept(arrange) == []

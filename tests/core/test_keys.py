"""Keys are changed while the application runs: what was locked is locked anew, and found meanwhile."""

import base64
from io import StringIO
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test.utils import override_settings
from django.urls import reverse

from tests import factories, sensitive
from tests.conftest import TEMPLATE, arranging
from tovholder.access.actors import System, acting
from tovholder.access.adapters import FACTOR, LOCKED
from tovholder.audit import reads
from tovholder.audit.history import kept
from tovholder.cases.files import stores
from tovholder.cases.models import CaseDraft
from tovholder.cases.operations import record
from tovholder.concerns.models import Call, CallerIdentity
from tovholder.concerns.operations.calls import CALL_PLACE, NAME_PLACE, PHONE_PLACE
from tovholder.concerns.operations.identity import caller_of
from tovholder.core import keys, resealing, sealing
from tovholder.core.ids import uuid7
from tovholder.people import queries
from tovholder.people.models import Particulars, Person

OLD, NEW, OTHER = "old and long enough " * 3, "new and long enough " * 3, "neither of the two " * 3
CPR, ANOTHER = "710503-4321", "720503-4321"
ROW = uuid7()
PDF = b"%PDF-1.7\n%invented\n"


def under(settings: Any, key: str, *old: str) -> None:
    settings.FIELD_KEY, settings.FIELD_KEYS_OLD = key, list(old)


def nameless(text: str, *, place: str, row: Any) -> bytes:
    """As it was locked before keys had ids."""
    key = keys.Key(OLD).derived("seal")
    bound = f"{place}|{row}|1".encode()
    return b"\x01" + b"n" * 12 + sealing.AESGCMSIV(key).encrypt(b"n" * 12, text.encode(), bound)


def test_what_was_locked_before_keys_had_ids_opens_under_any_of_them(settings):
    locked = nameless("Jens", place="a.b", row=ROW)
    for order in ([OLD], [NEW, OLD], [NEW, OTHER, OLD]):
        under(settings, *order)
        assert sealing.unseal(locked, place="a.b", row=ROW) == "Jens"
    under(settings, NEW, OTHER)
    with pytest.raises(sealing.Broken):
        sealing.unseal(locked, place="a.b", row=ROW)


def test_the_newest_locks_and_what_it_locked_says_so(settings):
    under(settings, OLD)
    before = sealing.seal("Jens", place="a.b", row=ROW)
    under(settings, NEW, OLD)
    after = sealing.seal("Jens", place="a.b", row=ROW)
    assert not before.startswith(sealing.mark())
    assert after.startswith(sealing.mark())
    assert [sealing.unseal(each, place="a.b", row=ROW) for each in (before, after)] == ["Jens", "Jens"]
    under(settings, NEW)
    assert sealing.unseal(after, place="a.b", row=ROW) == "Jens"
    with pytest.raises(sealing.Broken):
        sealing.unseal(before, place="a.b", row=ROW)


def test_the_id_tells_nothing_and_no_key_is_guessable(settings):
    assert keys.Key(OLD).id.hex() not in OLD.encode().hex()
    assert keys.Key(OLD).id != keys.Key(NEW).id
    for order in (["", OLD], [NEW, "short"], ["short"]):
        under(settings, *order)
        with pytest.raises(keys.NoKey):
            sealing.seal("Jens", place="a.b", row=ROW)


def test_an_old_key_may_say_which_seal_was_its_last():
    first, second, third = keys.read("new", ["b+/=@17", "c"])
    assert (first, second, third) == (keys.Key("new"), keys.Key("b+/=", 17), keys.Key("c"))
    assert keys.read("", []) == []


@pytest.fixture
def house(copenhagen, person, settings, tmp_path, as_actor):
    """One of everything that lies locked, under the key of before; one of each from before keys had ids."""
    under(settings, OLD)
    settings.DOCUMENTS = str(tmp_path / "documents")
    coordinator = person("coordinator")
    with arranging():
        first = sensitive.citizen(copenhagen, by=coordinator, cpr=CPR.replace("-", ""))
        second = sensitive.citizen(copenhagen, by=coordinator, cpr=ANOTHER.replace("-", ""))
        Particulars.objects.filter(pk=second.pk).update(
            cpr_sealed=nameless(ANOTHER.replace("-", ""), place="people_person.cpr_sealed", row=second.pk)
        )
        concern = sensitive.concern(copenhagen, by=coordinator, person=first)
        key, owned = uuid7(), {"municipality": copenhagen}
        CallerIdentity.objects.create(
            id=key,
            **owned,
            concern=concern,
            written_by=coordinator,
            written_at=sensitive.WHEN,
            name_sealed=sealing.seal("Ida Opdigtet", place=NAME_PLACE, row=key),
            phone_sealed=nameless("20202020", place=PHONE_PLACE, row=key),
        )
        key = uuid7()
        Call.objects.create(
            id=key,
            **owned,
            by=coordinator,
            begun_at=sensitive.WHEN,
            saved_at=sensitive.WHEN,
            content=sealing.seal("{}", place=CALL_PLACE, row=key),
        )
        case = sensitive.case(copenhagen, by=coordinator, person=first)
        draft = CaseDraft(
            **owned,
            by=coordinator,
            case=case,
            place="note",
            of=case.pk,
            page=uuid7(),
            saved_at=sensitive.WHEN,
        )
        draft.content = sealing.seal('{"text": ["Halvt skrevet"]}', **draft.locked_as)
        draft.save(force_insert=True)
        TOTP.activate(coordinator, "JBSWY3DPEHPK3PXP")
    as_actor(coordinator)
    document = record.add_document(
        case=case, by=coordinator, at=sensitive.WHEN, title="Udtalelse", name="brev.pdf", content=PDF
    )
    return coordinator, first, second, document


def reseal() -> dict[str, tuple[int, int]]:
    """What `tovholder keys reseal` does: by name, what was locked again and what no key opens."""
    told = {}
    with arranging(), connection.cursor() as cursor:
        for step in resealing.steps():
            batches = list(step.batches(cursor))
            told[step.name] = sum(each.done for each in batches), sum(each.broken for each in batches)
        cursor.execute("select set_config('pgtrigger.ignore', '', true)")
    return told


def left() -> int:
    with arranging(), connection.cursor() as cursor:
        return sum(step.left(cursor) for step in resealing.steps())


def everything_locked(documents: Any) -> list[bytes]:
    """Each locked value of every table, the history's and the library's too, and every file."""
    found = []
    with arranging(), connection.cursor() as cursor:
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, models.BinaryField):
                    table = model._meta.db_table
                    cursor.execute(f"select {field.column} from {table} where {field.column} is not null")
                    found += [bytes(value) for (value,) in cursor.fetchall()]
        cursor.execute("select data::text from mfa_authenticator")
        for (text,) in cursor.fetchall():
            found += [base64.b64decode(part.split('"')[0]) for part in text.split(LOCKED)[1:]]
    return found + [path.read_bytes() for path in documents.rglob("*.locked")]


def search(words: str) -> list[Any]:
    return [found.pk for found in queries.search(words=words)]


def test_a_rotation_finds_everybody_meanwhile_and_leaves_nothing_under_the_old_key(
    house, settings, tmp_path, as_actor, browse, copenhagen
):
    coordinator, first, second, document = house
    mark, documents = sealing.mark(), tmp_path / "documents"
    under(settings, NEW, OLD)
    as_actor(coordinator)
    # Between the new key and the command: found under both, and what is new is under the new one.
    assert search(CPR) == [first.pk]
    assert search(ANOTHER) == [second.pk]
    with arranging():
        third = sensitive.citizen(copenhagen, by=coordinator, cpr="7305034321")
    assert search("730503-4321") == [third.pk]
    history = history_rows()
    before = left()
    assert before >= 8
    told = reseal()
    assert {broken for _done, broken in told.values()} == {0}
    assert left() == 0
    assert history_rows() == history
    values = everything_locked(documents)
    assert [value for value in values if value.startswith((mark, b"\x01"))] == []
    assert len([value for value in values if value.startswith(sealing.mark())]) >= before
    # Without the old key.
    under(settings, NEW)
    as_actor(coordinator)
    assert search(CPR) == [first.pk]
    assert search(ANOTHER) == [second.pk]
    assert search("730503-4321") == [third.pk]
    with arranging():
        assert Person.objects.select_related("particulars").get(pk=second.pk).cpr == ANOTHER.replace("-", "")
        assert caller_of(CallerIdentity.objects.get()) == ("Ida Opdigtet", "20202020")
        assert CaseDraft.objects.get().written() == {"text": ["Halvt skrevet"]}
        assert sealing.unseal(Call.objects.get().content, place=CALL_PLACE, row=Call.objects.get().pk) == "{}"
        assert stores.of(document).get(document) == PDF
        factor = Authenticator.objects.get(type="totp").data["secret"].removeprefix(LOCKED)
        assert sealing.unseal(base64.b64decode(factor), **FACTOR) == "JBSWY3DPEHPK3PXP"
    page = browse(coordinator).get(reverse("people:person", args=[first.pk]))
    assert page.status_code == 200
    assert {done for done, _broken in reseal().values()} == {0}


def history_rows() -> dict[str, int]:
    found = {}
    with arranging():
        for event in kept().values():
            found[event._meta.label] = event._default_manager.count()
    return found


def test_what_no_key_opens_is_told_and_holds_nobody_up(house, settings):
    _coordinator, first, _second, document = house
    with arranging():
        Particulars.objects.filter(pk=first.pk).update(
            cpr_sealed=sealing.seal("x", place="somewhere.else", row=first.pk)
        )
    stores._outside(document.stored_as).delete(document.stored_as)
    under(settings, NEW, OLD)
    told = reseal()
    assert told["people_particulars"] == (1, 1)
    assert told["cases_document"] == (0, 1)
    # The history of the broken row is broken, too; the missing file counts.
    assert left() == 3


def test_rows_come_by_batches_and_what_was_done_is_passed_over(house, settings, monkeypatch):
    monkeypatch.setattr(resealing, "SIZE", 1)
    under(settings, NEW, OLD)
    [table] = [step for step in resealing.steps() if step.name == "people_particulars"]
    with arranging(), connection.cursor() as cursor:
        interrupted = table.batches(cursor)
        assert next(interrupted) == resealing.Batch(1, 0)
        assert table.left(cursor) == 1
        assert [batch for batch in table.batches(cursor) if batch.done] == [resealing.Batch(1, 0)]
        assert table.left(cursor) == 0


def test_the_same_number_written_down_under_both_keys_is_a_double_afterwards(
    house, settings, copenhagen, monkeypatch
):
    coordinator, first, _second, _document = house
    under(settings, NEW, OLD)
    with arranging():
        again = sensitive.citizen(copenhagen, by=coordinator, cpr=CPR.replace("-", ""))
    looked: list[str] = []
    monkeypatch.setattr(
        "tovholder.people.locked.find_doubles.defer", lambda person_id: looked.append(person_id)
    )
    reseal()
    assert set(looked) == {str(first.pk), str(again.pk)}


def test_an_edit_that_keeps_the_number_is_no_change_of_it(house, settings, as_actor, now):
    from tovholder.people.operations import identify

    coordinator, first, _second, _document = house
    under(settings, NEW, OLD)
    as_actor(coordinator)
    person = Person.objects.select_related("particulars").get(pk=first.pk)
    index = bytes(person.particulars.cpr_index)
    identify(person, cpr=CPR, birth_date=None, birth_year=None, on=now.date())
    assert bytes(person.particulars.cpr_index) == index
    identify(person, cpr=ANOTHER, birth_date=None, birth_year=None, on=now.date())
    assert bytes(person.particulars.cpr_index) == sealing.blind(ANOTHER.replace("-", ""), use="cpr")


def test_every_locked_column_is_locked_again(db):
    """What a context locks without saying so would be lost with the old key."""
    known = {
        (step.name, column.name)
        for step in resealing.steps()
        if isinstance(step, resealing.Table)
        for column in step.columns
    }
    wanted = set()
    with override_settings(LANGUAGE_CODE="en"):
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, models.BinaryField) and "locked" in str(field.verbose_name):
                    wanted.add((model._meta.db_table, field.column))
    assert wanted == known


def test_the_application_cannot_leave_the_history_out(cluster, db):
    told = {}
    for role in ("app", "owner"):
        with psycopg.connect(cluster.url(role, connection.settings_dict["NAME"])) as one:
            one.execute("select set_config('pgtrigger.ignore', '{a}', false)")
            told[role] = one.execute("select public._pgtrigger_should_ignore('a')").fetchone()
            assert one.execute("select public._pgtrigger_should_ignore('b')").fetchone() == (False,)
    assert told == {"app": (False,), "owner": (True,)}


@pytest.fixture
def saved(cluster, worker_id, django_db_blocker, settings, monkeypatch):
    """A database of its own, in which somebody was written down under the key of before; really saved."""
    under(settings, OLD)
    name = f"keys_{worker_id}"
    before = connection.settings_dict["NAME"]
    cluster.create_database(name, template=TEMPLATE)
    monkeypatch.setenv("DATABASE_OWNER_URL", cluster.url("owner", name))
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            with transaction.atomic(), arranging():
                house = factories.municipality("0101", "Københavns Kommune")
                coordinator = factories.user("coordinator", municipality=house)
                sensitive.citizen(house, by=coordinator, cpr=CPR.replace("-", ""))
            yield cluster.url("admin", name)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
    cluster.drop_database(name)


def command(deed: str) -> tuple[str, int]:
    out, code = StringIO(), 0
    try:
        call_command("keys", deed, stdout=out)
    except SystemExit as end:
        code = int(str(end.code))
    return out.getvalue(), code


def test_the_command_says_when_the_old_key_may_go_and_not_before(saved, settings, monkeypatch):
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    under(settings, NEW, OLD)
    told, code = command("show")
    assert code == 1
    assert f"{keys.Key(NEW).id.hex()}: locks and opens" in told
    assert f"{keys.Key(OLD).id.hex()}: opens alone" in told
    assert "people_particulars: 1 not under the newest key." in told
    assert "people_particularsevent: 1 not under the newest key." in told
    assert "Keep TOVHOLDER_FIELD_KEY_OLD" in told
    told, code = command("reseal")
    assert code == 0
    assert "people_particulars: 1 locked again." in told
    assert "may be removed here" in told
    with psycopg.connect(saved) as admin:
        [(locked, event)] = admin.execute(
            "select k.cpr_sealed, e.cpr_sealed from people_particulars k"
            " join people_particularsevent e on e.pgh_obj_id = k.person_id"
        ).fetchall()
    assert (locked[:5], event[:5]) == (sealing.mark(), sealing.mark())
    assert command("show")[1] == 0
    under(settings, OTHER)
    told, code = command("reseal")
    assert "people_particulars: 1 could not be opened." in told
    assert code == 1


def test_after_a_leak_the_marks_of_searched_numbers_are_forgotten_and_other_words_stay(saved, settings):
    with acting(System.JOBS, purpose="test"):
        for words in (queries.logged_words(CPR), f"Jens {queries.logged_words(CPR)}", "Jens"):
            reads.record(way=reads.Way.SEARCH, view="people:search", words=words)
    call_command("audit", "forget-marks", stdout=StringIO())
    with psycopg.connect(saved) as admin:
        assert admin.execute("select words from audit_words where words is not null").fetchall() == [
            ("Jens",)
        ]
        assert admin.execute("select count(*) from audit_read").fetchone() == (3,)

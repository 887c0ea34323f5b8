"""The database alone: what each reads and writes of the ledger when every view forgets to ask."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tests import sensitive
from tovholder.core.ids import uuid7
from tovholder.disclosures import operations
from tovholder.disclosures.models import (
    Consent,
    ConsentAgency,
    Content,
    Disclosure,
    LegalBasis,
    Particulars,
)

TABLES = (
    "disclosures_disclosure",
    "disclosures_particulars",
    "disclosures_content",
    "disclosures_consent",
    "disclosures_consentagency",
)


def visible(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


@pytest.fixture
def given(cast, said, as_actor, now):
    """SOF told the police; BIF has no part in it. And there is a consent."""
    as_actor(cast.nurse)
    [row] = operations.disclose(
        person=cast.person,
        by=cast.nurse,
        at=now,
        receivers=[cast.agencies["police"]],
        basis=cast.ssp,
        **said,
    )
    operations.give_consent(
        person=cast.person, by=cast.nurse, at=now, purpose="x", agencies=[cast.agencies["bif"]], way="oral"
    )
    return row


@pytest.fixture
def psychiatry(copenhagen, arrange):
    with arrange():
        return copenhagen.agencies.create(
            key="psychiatry", name="Psykiatrien", short_name="Psykiatrien", kind="psychiatry"
        )


@pytest.mark.parametrize(
    ("who", "rows"),
    [
        ("nurse", (1, 1, 1, 1, 1)),
        ("officer", (1, 1, 1, 0, 0)),
        ("coordinator", (0, 0, 0, 1, 1)),
        ("auditor", (1, 0, 0, 0, 0)),
        ("outsider", (0, 0, 0, 0, 0)),
    ],
)
def test_each_agency_reads_its_own_and_the_auditor_no_content(who, rows, cast, given, as_actor):
    as_actor(getattr(cast, who))
    assert tuple(visible(table) for table in TABLES) == rows


#: What says about whom, why, what and to whom outside: words of `said`, and of whom it is.
SECRETS = ("læreplads", "Forebygge", "samtalen", "Anton", "Prøveskolen", "Givet ved en fejl")


@pytest.mark.parametrize("agency", ["sof", "bif"])
def test_an_auditor_of_an_agency_that_gave_reads_no_word_by_any_statement(
    cast, said, person, as_actor, arrange, now, agency
):
    """The ledger's tables and their histories, of every row, column by column; she sees that it passed."""
    as_actor(cast.nurse)
    receivers = {"receivers": [cast.agencies["bif"]], "receiver_names": ["Prøveskolen"]}
    with arrange():
        own = LegalBasis.objects.get(key="rpl-115-stk-3")
    rows = operations.disclose(person=cast.person, by=cast.nurse, at=now, basis=own, **receivers, **said)
    for row in rows:
        operations.stop(disclosure=row, by=cast.nurse, at=now, why="Givet ved en fejl")
    as_actor(person("auditor", agency=agency))
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relname like 'disclosures%' and relkind = 'r'")
        tables = [name for (name,) in cursor.fetchall() if "legalbasis" not in name]
        found = ""
        for table in tables:
            cursor.execute(f"select coalesce(string_agg(t::text, ' '), '') from {table} t")
            found += cursor.fetchone()[0]
    assert [secret for secret in SECRETS if secret in found] == []
    assert str(rows[0].pk) in found
    assert visible("disclosures_disclosure") == len(rows)
    assert visible("disclosures_disclosureevent") == 2 * len(rows)


def test_who_is_outside_has_a_name_and_nobody_else(cast, as_actor):
    as_actor(cast.nurse)
    inside = row(cast, cast.nurse)
    inside.save(force_insert=True)
    words = {"purpose": "x", "necessity": "x"}
    with pytest.raises(DatabaseError), transaction.atomic():
        Particulars(disclosure=inside, outside="Prøveskolen", **words).save(force_insert=True)
    Particulars(disclosure=inside, **words).save(force_insert=True)
    outside = row(cast, cast.nurse, receiver=None, basis=LegalBasis.objects.get(key="rpl-115-stk-3"))
    outside.save(force_insert=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Particulars(disclosure=outside, **words).save(force_insert=True)
    Particulars(disclosure=outside, outside="Prøveskolen", **words).save(force_insert=True)


def test_without_an_actor_or_elsewhere_there_is_nothing(given, stranger, as_actor):
    for who in (None, stranger):
        as_actor(who)
        assert [visible(table) for table in TABLES] == [0] * len(TABLES)


def test_the_receiver_reads_no_further_once_it_stops_and_the_giver_does(cast, given, as_actor, now):
    as_actor(cast.nurse)
    operations.stop(disclosure=given, by=cast.nurse, at=now, why="Fejl")
    assert visible("disclosures_content") == 1
    as_actor(cast.officer)
    assert visible("disclosures_disclosure") == 1
    assert visible("disclosures_content") == 0


def test_the_receiver_stops_nothing_and_nobody_rewrites_the_ledger(cast, given, as_actor, now):
    as_actor(cast.officer)
    assert not Disclosure.objects.filter(pk=given.pk).update(stopped_at=now)
    assert not Particulars.objects.filter(disclosure=given).update(stopped_why="x")
    for who in (cast.nurse, cast.officer):
        as_actor(who)
        for change in ({"at": now}, {"receiver": cast.agencies["bif"]}, {"person": cast.person}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Disclosure.objects.filter(pk=given.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Content.objects.filter(disclosure=given).update(text="x")
        for words in ({"purpose": "x"}, {"necessity": "x"}, {"outside": "x"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Particulars.objects.filter(disclosure=given).update(**words)
        with pytest.raises(DatabaseError), transaction.atomic():
            Disclosure.objects.filter(pk=given.pk).delete()


def row(cast, by, **fields):
    """A row of the ledger as nobody's operation would write it."""
    values = {
        "municipality_id": by.municipality_id,
        "person_id": cast.person.pk,
        "act": uuid7(),
        "what": "note",
        "giver_id": by.agency_id,
        "receiver": cast.agencies["police"],
        "at": sensitive.WHEN,
        "basis": cast.ssp,
        "recorded_by": by,
    }
    return Disclosure(**{**values, **fields})


def refused(disclosure: Disclosure) -> str:
    with pytest.raises(DatabaseError) as told, transaction.atomic():
        disclosure.save(force_insert=True)
    return str(told.value).splitlines()[0]


def test_nobody_writes_in_anothers_name(cast, as_actor):
    as_actor(cast.nurse)
    refused(row(cast, cast.nurse, giver_id=cast.agencies["police"].pk, receiver=cast.agencies["bif"]))
    refused(row(cast, cast.nurse, recorded_by=cast.officer))
    refused(row(cast, cast.nurse, giver_id=None, receiver=cast.agencies["police"]))


def test_hidden_and_absent_rows_are_refused_alike(
    cast, as_actor, arrange, copenhagen, elsewhere, stranger, now
):
    with arrange():
        hidden = sensitive.citizen(copenhagen, by=cast.coordinator)
        foreign = sensitive.citizen(elsewhere, by=stranger)
        theirs = Consent.objects.create(
            municipality=copenhagen,
            person=hidden,
            purpose="x",
            valid_from="2022-01-01",
            way="oral",
            noted_at=now,
            noted_by=cast.coordinator,
        )
        operations.load_defaults(municipality=elsewhere)
        basis = LegalBasis.objects.filter(municipality=elsewhere).first()
    as_actor(cast.nurse)
    probes = [
        ("person_id", hidden.pk, uuid7()),
        ("person_id", foreign.pk, uuid7()),
        ("consent_id", theirs.pk, uuid7()),
        ("basis_id", basis.pk, uuid7()),
        ("receiver_id", stranger.agency_id, 987654),
    ]
    for name, there, absent in probes:
        answers = [
            refused(
                row(cast, cast.nurse, receiver=None, **{"receiver_id": cast.agencies["police"].pk, name: key})
            )
            for key in (there, absent)
        ]
        assert answers[0] == answers[1], name


def test_a_consent_is_read_and_withdrawn_by_its_agency_and_those_it_names(
    cast, psychiatry, as_actor, arrange, now, person, stranger
):
    as_actor(cast.nurse)
    consent = operations.give_consent(
        person=cast.person,
        by=cast.nurse,
        at=now,
        purpose="Behandling for psykose",
        agencies=[psychiatry],
        way="oral",
    )
    doctor = person("participant", agency="psychiatry")
    colleague = person("participant", agency="sof")
    with arrange():
        case = cast.person.cases.get()
        for user in (doctor, colleague):
            sensitive.take_part(case, user, by=cast.coordinator)
    for table in ("disclosures_consent", "disclosures_consentevent", "disclosures_consentagency"):
        for who in (cast.nurse, colleague, doctor, cast.coordinator):
            as_actor(who)
            assert visible(table) == 1, (table, who)
        for who in (cast.officer, cast.outsider, stranger):
            as_actor(who)
            assert visible(table) == 0, (table, who)
    as_actor(cast.officer)
    values = {"withdrawn_at": now, "withdrawn_noted_by": cast.officer}
    assert not Consent.objects.filter(pk=consent.pk).update(**values)
    refused(row(cast, cast.officer, receiver=psychiatry, consent_id=consent.pk))
    as_actor(doctor)
    assert Consent.objects.filter(pk=consent.pk).update(**{**values, "withdrawn_noted_by": doctor})


def test_a_consent_stays_with_the_agency_when_who_noted_it_works_elsewhere(
    cast, given, psychiatry, as_actor, arrange
):
    with arrange():
        type(cast.nurse).objects.filter(pk=cast.nurse.pk).update(agency=psychiatry)
    as_actor(cast.nurse)
    assert visible("disclosures_consent") == 0


def test_nobody_notes_a_consent_for_another_agency(cast, as_actor, now):
    as_actor(cast.nurse)
    consent = Consent(
        municipality_id=cast.person.municipality_id,
        person=cast.person,
        purpose="x",
        valid_from="2022-09-01",
        way="oral",
        noted_at=now,
        noted_by=cast.nurse,
        agency=cast.agencies["police"],
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        consent.save(force_insert=True)


def test_whoever_did_not_note_a_consent_does_not_widen_it(cast, given, as_actor):
    consent_agency = {"agency": cast.agencies["police"]}
    as_actor(cast.coordinator)
    consent = Consent.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        ConsentAgency(consent=consent, **consent_agency).save(force_insert=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(purpose="Noget andet")


def test_what_no_provision_allows_is_not_written_by_any_way(cast, psychiatry, as_actor, now):
    """Each wrong in one thing; right in all, it is written."""
    as_actor(cast.nurse)
    consent = operations.give_consent(
        person=cast.person,
        by=cast.nurse,
        at=now,
        purpose="x",
        agencies=[cast.agencies["bif"]],
        way="oral",
        valid_from=date(2022, 2, 1),
        valid_until=date(2022, 12, 31),
    )
    on_consent = {"basis": cast.consent_basis, "receiver": cast.agencies["bif"], "consent_id": consent.pk}
    for wrong in (
        {"receiver": psychiatry},
        {"receiver": None},
        {"basis": cast.new_referral, "receiver": cast.agencies["bif"]},
        {"giver_id": None, "receiver": cast.agencies["sof"], "basis": cast.new_referral},
        {"basis": None},  # what we give, we give on one
        {**on_consent, "consent_id": None},
        {**on_consent, "receiver": cast.agencies["police"]},
        {**on_consent, "receiver": None},
        {**on_consent, "at": datetime(2022, 1, 31, 22, 59, tzinfo=UTC)},
        {**on_consent, "at": datetime(2022, 12, 31, 23, 1, tzinfo=UTC)},
    ):
        refused(row(cast, cast.nurse, **wrong))
    row(cast, cast.nurse).save(force_insert=True)
    for at in (datetime(2022, 1, 31, 23, 1, tzinfo=UTC), datetime(2022, 12, 31, 22, 59, tzinfo=UTC)):
        row(cast, cast.nurse, **on_consent, at=at).save(force_insert=True)
    operations.withdraw_consent(consent=consent, by=cast.nurse, at=now, how="Ringede")
    refused(row(cast, cast.nurse, **on_consent))


def test_who_may_not_give_on_a_provision_gives_nothing_on_it(cast, psychiatry, person, as_actor, arrange):
    doctor = person("participant", agency="psychiatry")
    with arrange():
        sensitive.take_part(cast.person.cases.get(), doctor, by=cast.coordinator)
    as_actor(doctor)
    refused(row(cast, doctor))

"""What passes from agency to agency: on a basis that reaches the receiver, or not at all."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import sensitive
from tests.test_queries import statements
from tovholder.access import gate
from tovholder.access.models import Agency
from tovholder.core.ids import uuid7
from tovholder.disclosures import bases, operations, queries
from tovholder.disclosures.models import Consent, Content, Disclosure, LegalBasis
from tovholder.people import operations as people
from tovholder.people.models import Double


def test_a_row_for_each_receiver_of_one_act(cast, said, as_actor, now):
    as_actor(cast.coordinator)
    with CaptureQueriesContext(connection) as captured:
        rows = operations.disclose(
            person=cast.person,
            by=cast.coordinator,
            at=now,
            receivers=[cast.agencies["sof"], cast.agencies["police"]],
            basis=cast.ssp,
            **said,
        )
    assert len(statements(captured)) == 1
    assert {str(row) for row in rows} == {"BIF → SOF", "BIF → Politiet"}
    assert len({row.act for row in rows}) == 1
    assert Content.objects.count() == 2


def test_sent_twice_it_discloses_once(cast, said, as_actor, now):
    as_actor(cast.coordinator)
    act = uuid7()
    for _ in range(2):
        rows = operations.disclose(
            person=cast.person,
            by=cast.coordinator,
            at=now,
            receivers=[cast.agencies["police"]],
            basis=cast.ssp,
            act=act,
            **said,
        )
    assert len(rows) == 1
    assert Disclosure.objects.count() == 1


def test_a_basis_that_does_not_reach_the_receiver_is_refused_with_the_reason(cast, said, as_actor, now):
    psychiatry = Agency(
        pk=1, municipality=cast.coordinator.municipality, short_name="Psykiatrien", kind="psychiatry"
    )
    as_actor(cast.coordinator)
    with pytest.raises(operations.BasisDoesNotReach) as refused:
        operations.disclose(
            person=cast.person, by=cast.coordinator, at=now, receivers=[psychiatry], basis=cast.ssp, **said
        )
    assert "Psykiatrien" in str(refused.value)
    assert "§\u00a0115" in str(refused.value)
    assert not Disclosure.objects.exists()


def test_a_basis_that_the_giver_has_not_is_refused(cast, said, as_actor, now):
    as_actor(cast.officer)
    health = LegalBasis.objects.get(key="sundhedsloven-43-1")
    with pytest.raises(operations.BasisDoesNotReach) as refused:
        operations.disclose(
            person=cast.person,
            by=cast.officer,
            at=now,
            receivers=[cast.agencies["bif"]],
            basis=health,
            **said,
        )
    assert "Politiet" in str(refused.value)


def test_a_basis_counts_on_its_days(cast, said, as_actor, now):
    as_actor(cast.coordinator)
    given = {"person": cast.person, "by": cast.coordinator, "receivers": [cast.agencies["sof"]]}
    operations.disclose(at=now, basis=cast.referral, **given, **said)
    with pytest.raises(operations.BasisNotInForce):
        operations.disclose(at=now, basis=cast.new_referral, **given, **said)
    with pytest.raises(operations.BasisNotInForce):
        operations.disclose(at=now + timedelta(days=500), basis=cast.referral, **given, **said)


@pytest.mark.parametrize("receivers", [[], ["bif"]])
def test_somebody_else_receives(receivers, cast, said, as_actor, now):
    as_actor(cast.coordinator)
    with pytest.raises(operations.NobodyReceives):
        operations.disclose(
            person=cast.person,
            by=cast.coordinator,
            at=now,
            receivers=[cast.agencies[key] for key in receivers],
            basis=cast.ssp,
            **said,
        )


def test_a_receiver_outside_counts_as_another_authority(cast, said, as_actor, now):
    as_actor(cast.coordinator)
    given = {"person": cast.person, "by": cast.coordinator, "at": now, "receiver_names": ["Infohus Fjernby"]}
    with pytest.raises(operations.BasisDoesNotReach):
        operations.disclose(**given, basis=cast.ssp, **said)
    [row] = operations.disclose(**given, basis=LegalBasis.objects.get(key="fvl-28"), **said)
    assert str(row) == "BIF → Infohus Fjernby"


def test_who_may_not_disclose_does_not(cast, said, as_actor, now, person):
    leader = person("leader")
    as_actor(leader)
    with pytest.raises(gate.Denied):
        operations.disclose(
            person=cast.person, by=leader, at=now, receivers=[cast.agencies["sof"]], basis=cast.ssp, **said
        )


def test_what_others_told_us_stands_in_the_same_ledger(cast, said, as_actor, now):
    as_actor(cast.coordinator)
    row = operations.receive(
        person=cast.person,
        by=cast.coordinator,
        at=now,
        giver=cast.agencies["police"],
        told_at=now - timedelta(days=1),
        basis=cast.ssp,
        **said,
    )
    assert str(row) == "Politiet → BIF"
    # Nobody writes in another agency's name: the officer did not write it, and does not find it as hers.
    assert row.giver is None
    as_actor(cast.officer)
    assert not Disclosure.objects.exists()
    as_actor(cast.coordinator)
    told = {"person": cast.person, "by": cast.coordinator, "at": now, "giver_name": "En skole"}
    assert operations.receive(**told, **said).basis is None, "the school answers for it"
    with pytest.raises(operations.RestsOnNoConsent):
        operations.receive(**told, **said, consent=Consent())
    with pytest.raises(operations.NotYet):
        operations.receive(
            person=cast.person,
            by=cast.coordinator,
            at=now,
            giver_name="En skole",
            told_at=now + timedelta(minutes=1),
            basis=cast.ssp,
            **said,
        )


# --- consent --------------------------------------------------------------------------------------------


@pytest.fixture
def consent(cast, as_actor, now):
    as_actor(cast.nurse)
    return operations.give_consent(
        person=cast.person,
        by=cast.nurse,
        at=now,
        purpose="At finde en mentor",
        agencies=[cast.agencies["bif"], cast.agencies["sof"]],
        way=Consent.Way.ORAL,
        given_by="Mor, Inger Prøve",
    )


def share(cast, said, now, **fields):
    given = {"person": cast.person, "by": cast.nurse, "at": now, "receivers": [cast.agencies["bif"]]}
    return operations.disclose(**{**given, "basis": cast.consent_basis, **said, **fields})


def test_what_rests_on_consent_needs_one_that_covers_it(cast, said, consent, now, arrange):
    with pytest.raises(operations.ConsentMissing):
        share(cast, said, now)
    with pytest.raises(operations.ConsentDoesNotCover) as refused:
        share(cast, said, now, consent=consent, receivers=[cast.agencies["police"]])
    assert "Politiet" in str(refused.value)
    with pytest.raises(operations.ConsentDoesNotCover):
        share(cast, said, now - timedelta(days=2), consent=consent)
    [row] = share(cast, said, now, consent=consent)
    assert row.consent == consent


def test_a_consent_is_kept_only_where_the_basis_asks_for_it(cast, said, consent, now):
    [row] = share(cast, said, now, consent=consent, basis=cast.ssp)
    assert row.consent is None


def test_a_withdrawn_consent_stops_what_rests_on_it_there_and_then(cast, said, consent, now, as_actor):
    [row] = share(cast, said, now, consent=consent)
    as_actor(cast.coordinator)
    assert Content.objects.filter(disclosure=row).exists()
    # Whoever hears of it notes it: here the receiver.
    operations.withdraw_consent(consent=consent, by=cast.coordinator, at=now, how="Ringede")
    assert not Content.objects.filter(disclosure=row).exists()
    stands = Disclosure.objects.get(pk=row.pk)
    assert (stands.stopped_at, stands.particulars.stopped_why) == (now, "consent withdrawn")
    with pytest.raises(operations.WithdrawnBefore):
        operations.withdraw_consent(consent=consent, by=cast.coordinator, at=now, how="Igen")
    as_actor(cast.nurse)
    with pytest.raises(operations.ConsentDoesNotCover):
        share(cast, said, now, consent=Consent.objects.get())


@pytest.fixture
def merged(cast, copenhagen, arrange):
    """The same citizen stands in a second row, which has the case; the coordinator has said so."""
    with arrange():
        other = sensitive.citizen(copenhagen, by=cast.coordinator)
        case = sensitive.case(copenhagen, by=cast.coordinator, person=other)
        note = case.notes.create(
            agency=cast.coordinator.agency,
            author=cast.coordinator,
            at=sensitive.WHEN,
            text="Ønsker en mentor",
            form=uuid7(),
        )
        double = Double.objects.create(
            municipality=copenhagen, kept=cast.person, gone=other, ground="name", found_at=sensitive.WHEN
        )
    return SimpleNamespace(person=other, case=case, note=note, double=double)


def test_a_consent_covers_the_same_person_in_another_row(
    cast, said, consent, merged, as_actor, now, browse, while_the_plan_runs
):
    as_actor(cast.coordinator)
    told = {
        "person": merged.person,
        "by": cast.coordinator,
        "at": now,
        "receivers": [cast.agencies["sof"]],
        "basis": cast.consent_basis,
        "consent": consent,
        **said,
    }
    with pytest.raises(operations.ConsentDoesNotCover):
        operations.disclose(**told)
    assert not queries.consents_of(merged.person.pk, on=now.date())
    people.merge(double=merged.double, by=cast.coordinator, at=now)
    [row] = operations.disclose(**told)
    assert row.consent == consent
    client = browse(cast.coordinator)
    client.post(merged.case.get_absolute_url(), {"purpose": "record"})
    for path in (
        reverse("disclosures:receive", args=[merged.person.pk]),
        reverse("cases:share_note", args=[merged.note.pk]) + f"?to={cast.agencies['sof'].pk}",
    ):
        assert list(client.get(path).context["form"].fields["consent"].queryset) == [consent], path


def test_a_consent_ends_after_it_begins(cast, as_actor, now):
    as_actor(cast.nurse)
    with pytest.raises(operations.EndsBeforeItBegins):
        operations.give_consent(
            person=cast.person,
            by=cast.nurse,
            at=now,
            purpose="x",
            agencies=[],
            way="oral",
            valid_until=date(2022, 1, 1),
        )


# --- legal bases ----------------------------------------------------------------------------------------


def test_the_defaults_are_laid_in_once(cast, copenhagen, arrange):
    with arrange():
        before = LegalBasis.objects.count()
        operations.load_defaults(municipality=copenhagen)
        assert LegalBasis.objects.count() == before == len(bases.DEFAULTS)


@pytest.mark.parametrize(
    ("giver", "receivers", "keys"),
    [
        (
            "municipal",
            ["police"],
            {"rpl-115-1", "rpl-115-2", "rpl-115-3", "rpl-115-stk-3", "fvl-28", "fvl-28-samtykke"},
        ),
        ("municipal", ["police", "psychiatry"], {"rpl-115-2", "rpl-115-stk-3", "fvl-28", "fvl-28-samtykke"}),
        ("municipal", ["prison"], {"rpl-115-3", "fvl-28", "fvl-28-samtykke"}),
        ("psychiatry", ["prison"], {"sundhedsloven-43-1"}),
        ("psychiatry", ["police"], {"rpl-115-2", "rpl-115-stk-3", "sundhedsloven-43-1"}),
        ("prison", ["psychiatry"], {"fvl-28", "fvl-28-samtykke"}),
        (
            "other",
            ["municipal"],
            {"rpl-115-stk-3", "fvl-28", "fvl-28-samtykke", "underretning-alle", "underretning-fagperson"},
        ),
    ],
)
def test_only_what_reaches_everybody_is_offered(giver, receivers, keys, cast, as_actor):
    as_actor(cast.coordinator)
    municipality = cast.coordinator.municipality
    agency = Agency(municipality=municipality, kind=giver)
    asked = {"on": date(2022, 9, 20), "reaches": receivers}
    offered = queries.bases_for(agency, **asked, with_consent=True)
    assert {basis.key for basis in offered} == keys
    without_asking = keys - {"fvl-28-samtykke", "sundhedsloven-43-1"}
    assert {basis.key for basis in queries.bases_for(agency, **asked)} == without_asking


def test_a_municipality_adds_and_ends_its_own(cast, as_actor, now, said):
    as_actor(cast.coordinator)
    values = {"title": "Egen hjemmel", "short_title": "egen", "meaning": "x", "source": "x", "key": "egen"}
    values |= {"gives": ["municipal"], "reaches": ["police"], "needs_consent": False}
    own = operations.add_basis(by=cast.coordinator, at=now, valid_from=date(2022, 1, 1), **values)
    with pytest.raises(operations.KeyTaken):
        operations.add_basis(by=cast.coordinator, at=now, valid_from=date(2022, 1, 1), **values)
    operations.end_basis(basis=own, by=cast.coordinator, at=now, valid_until=date(2022, 9, 19))
    with pytest.raises(operations.BasisNotInForce):
        operations.disclose(
            person=cast.person,
            by=cast.coordinator,
            at=now,
            receivers=[cast.agencies["police"]],
            basis=LegalBasis.objects.get(key="egen"),
            **said,
        )
    with pytest.raises(gate.Denied):
        operations.add_basis(by=cast.nurse, at=now, valid_from=date(2022, 1, 1), **values)

"""The register: organisations, what a school is and when, contacts, agreements, the log, the relation."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.conftest import arranging
from tovholder.access.gate import Denied
from tovholder.partners import operations
from tovholder.partners.models import (
    Agreement,
    Contact,
    ContactLog,
    Organisation,
    RelationHolder,
    SchoolType,
)

JAN, MAY, SEP = date(2022, 1, 1), date(2022, 5, 1), date(2022, 9, 1)


def types_of(school):
    return [
        (period.type, period.valid_from, period.valid_until)
        for period in SchoolType.objects.filter(organisation=school).order_by("valid_from")
    ]


# --- organisations -------------------------------------------------------------------------------------


def test_a_planner_puts_a_school_into_the_register(planner, now):
    made = operations.register(
        by=planner,
        at=now,
        kind="school",
        name="Prøveskolen",
        institution_number="101001",
        school_type="free",
        type_from=JAN,
    )
    assert made.municipality_id == planner.municipality_id
    assert made.school_type_on(SEP) == "free"
    assert made.school_type_on(date(2021, 12, 31)) is None


def test_two_schools_cannot_have_one_institution_number(planner, school, now):
    school(institution_number="101001")
    with pytest.raises(operations.NumberTaken):
        operations.register(by=planner, at=now, kind="school", name="Ny", institution_number="101001")
    assert Organisation.objects.count() == 1


def test_another_municipality_may_have_the_same_number(planner, school, elsewhere, now):
    school(institution_number="101001", municipality=elsewhere)
    operations.register(by=planner, at=now, kind="school", name="Ny", institution_number="101001")


def test_two_open_schools_cannot_have_one_name_whatever_the_case(planner, school, now):
    school("Prøveskolen")
    with pytest.raises(operations.NameTaken):
        operations.register(by=planner, at=now, kind="school", name="PRØVESKOLEN")


def test_a_school_may_take_the_name_of_one_that_has_closed(planner, school, now):
    old = school("Prøveskolen")
    operations.close(organisation=old, by=planner, at=now, on=SEP)
    operations.register(by=planner, at=now, kind="school", name="Prøveskolen")
    with pytest.raises(operations.NameTaken):
        operations.reopen(organisation=old, by=planner, at=now)


def test_only_a_school_has_a_school_type(planner, school, now):
    with pytest.raises(operations.NotASchool):
        operations.register(
            by=planner, at=now, kind="association", name="F", school_type="free", type_from=JAN
        )
    with pytest.raises(operations.NotASchool):
        operations.set_school_type(
            organisation=school("F", kind="association"),
            by=planner,
            at=now,
            school_type="free",
            type_from=JAN,
        )


def test_an_organisation_cannot_close_before_it_begins(planner, school, now):
    with pytest.raises(operations.ClosesBeforeItBegins):
        operations.close(organisation=school(active_from=SEP), by=planner, at=now, on=MAY)


def test_a_closed_organisation_is_active_until_that_day(planner, school, now):
    found = school()
    operations.close(organisation=found, by=planner, at=now, on=SEP)
    assert list(Organisation.objects.active(SEP - timedelta(days=1))) == [found]
    assert list(Organisation.objects.active(SEP)) == []


@pytest.mark.parametrize("role", ["leader", "instructor", "auditor", "administrator", "mentor"])
def test_who_does_not_keep_the_register_cannot_write_it(role, person, school, as_actor, now):
    found = school()
    reader = person(role)
    as_actor(reader)
    with pytest.raises(Denied):
        operations.close(organisation=found, by=reader, at=now, on=SEP)
    # and the database does not let her either
    assert Organisation.objects.filter(pk=found.pk).update(name="Another") == 0


# --- school types --------------------------------------------------------------------------------------


def test_a_new_type_ends_the_old_one_on_its_day(planner, school, now):
    found = school(type="municipal")
    operations.set_school_type(organisation=found, by=planner, at=now, school_type="free", type_from=SEP)
    assert types_of(found) == [("municipal", JAN, SEP), ("free", SEP, None)]
    assert (found.school_type_on(SEP - timedelta(days=1)), found.school_type_on(SEP)) == ("municipal", "free")


def test_a_type_that_is_learnt_late_stops_where_the_next_begins(planner, school, now):
    found = school()
    operations.set_school_type(organisation=found, by=planner, at=now, school_type="free", type_from=SEP)
    operations.set_school_type(organisation=found, by=planner, at=now, school_type="municipal", type_from=JAN)
    operations.set_school_type(organisation=found, by=planner, at=now, school_type="free", type_from=MAY)
    assert types_of(found) == [("municipal", JAN, MAY), ("free", MAY, SEP), ("free", SEP, None)]


def test_a_type_set_twice_for_one_day_is_corrected(planner, school, now):
    found = school(type="municipal")
    operations.set_school_type(organisation=found, by=planner, at=now, school_type="free", type_from=JAN)
    assert types_of(found) == [("free", JAN, None)]


def test_the_same_type_again_changes_nothing(planner, school, now):
    found = school(type="free")
    operations.set_school_type(organisation=found, by=planner, at=now, school_type="free", type_from=SEP)
    assert types_of(found) == [("free", JAN, None)]


def test_the_database_refuses_two_types_on_one_day(planner, school):
    found = school(type="free")
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolType.objects.create(
            municipality=found.municipality, organisation=found, type="municipal", valid_from=SEP
        )


def test_a_list_of_schools_knows_each_type_in_one_statement(planner, school, django_assert_num_queries):
    school("A", type="free")
    school("B", type="municipal")
    school("C")
    with django_assert_num_queries(1):
        found = [o.school_type for o in Organisation.objects.with_school_type(SEP).in_name_order()]
    assert found == ["free", "municipal", None]


# --- contacts, agreements ------------------------------------------------------------------------------


def test_a_contact_comes_and_goes(planner, school, now):
    found = operations.add_contact(
        organisation=school(), by=planner, at=now, name="Prøve Leder", role="skoleleder", valid_from=JAN
    )
    operations.change_contact(contact=found, by=planner, at=now, phone="12 34 56 78")
    operations.end_contact(contact=found, by=planner, at=now, on=SEP)
    assert Contact.objects.get().ended_on == SEP
    with pytest.raises(operations.ClosesBeforeItBegins):
        operations.end_contact(contact=found, by=planner, at=now, on=date(2021, 1, 1))


def test_an_agreement_is_made_and_ended(planner, school, now):
    made = operations.make_agreement(
        organisation=school(), by=planner, at=now, title="To forløb om året", valid_from=JAN
    )
    operations.change_agreement(agreement=made, by=planner, at=now, text="I 8. klasse")
    operations.end_agreement(agreement=made, by=planner, at=now, on=SEP)
    assert Agreement.objects.get().ended_on == SEP


# --- the log -------------------------------------------------------------------------------------------


def talk(school, planner, now, **facts):
    return operations.log_talk(
        organisation=school,
        by=planner,
        at=now,
        **{"when": now, "channel": "telephone", "text": "Om forløbet i 8. klasse", **facts},
    )


@pytest.mark.parametrize("text", ["Om 010190-1234", "cpr 0101901234.", "311299 9876"])
def test_the_log_refuses_what_looks_like_a_cpr_number(planner, school, now, text):
    with pytest.raises(operations.HoldsCprNumber):
        talk(school(), planner, now, text=text)
    assert ContactLog.objects.count() == 0


@pytest.mark.parametrize("text", ["Ring på +45 33 66 12 34", "Faktura 9912345678", "EAN 5798009999999"])
def test_other_numbers_may_stand_in_the_log(planner, school, now, text):
    talk(school(), planner, now, text=text)


def test_the_database_itself_refuses_a_cpr_number(planner, school, now):
    found = school()
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactLog.objects.create(
            municipality=found.municipality,
            organisation=found,
            at=now,
            channel="mail",
            text="010190-1234",
            by=planner,
        )


def test_the_log_is_for_what_has_happened(planner, school, now):
    with pytest.raises(operations.NotYetHappened):
        talk(school(), planner, now, when=now + timedelta(minutes=1))


def test_the_log_names_no_contact_of_another_place(planner, school, now):
    contact = operations.add_contact(organisation=school("A"), by=planner, at=now, name="X", valid_from=JAN)
    with pytest.raises(operations.OfAnotherOrganisation):
        talk(school("B"), planner, now, contact=contact)


def test_nobody_writes_in_the_log_in_anothers_name(planner, school, person, now):
    found, another = school(), person("relation")
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        ContactLog.objects.create(
            municipality=found.municipality, organisation=found, at=now, channel="mail", text="x", by=another
        )


def test_an_entry_that_is_removed_leaves_no_text_behind(planner, school, now):
    entry = talk(school(), planner, now, text="Noget om en borger")
    operations.remove_entry(entry=entry, by=planner, at=now)
    with arranging(), connection.cursor() as cursor:
        cursor.execute("select pgh_label, row_to_json(e)::text from partners_contactlogevent e order by 1")
        events = cursor.fetchall()
    assert [label for label, _row in events] == ["delete", "insert"]
    assert not any("borger" in row for _label, row in events)


# --- the relation --------------------------------------------------------------------------------------


def test_a_relation_passes_from_one_to_another(planner, school, person, now):
    found, rashid, karen = school(), person("relation"), person("coordinator")
    operations.give_relation(organisation=found, user=rashid, by=planner, at=now, valid_from=JAN)
    operations.give_relation(organisation=found, user=karen, by=planner, at=now, valid_from=SEP)
    held = RelationHolder.objects.order_by("valid_from")
    assert [(h.user_id, h.valid_from, h.valid_until) for h in held] == [
        (rashid.pk, JAN, SEP),
        (karen.pk, SEP, None),
    ]
    operations.end_relation(organisation=found, by=planner, at=now, on=date(2022, 10, 1))
    assert not RelationHolder.objects.on(date(2022, 10, 1)).exists()


def test_a_relation_given_twice_on_a_day_is_corrected(planner, school, person, now):
    found, rashid, karen = school(), person("relation"), person("coordinator")
    operations.give_relation(organisation=found, user=rashid, by=planner, at=now, valid_from=JAN)
    operations.give_relation(organisation=found, user=karen, by=planner, at=now, valid_from=JAN)
    assert RelationHolder.objects.get().user == karen


def test_a_relation_is_not_given_before_one_that_is_noted_for_later(planner, school, person, now):
    found, rashid = school(), person("relation")
    operations.give_relation(organisation=found, user=rashid, by=planner, at=now, valid_from=SEP)
    with pytest.raises(operations.BeginsLater):
        operations.give_relation(organisation=found, user=rashid, by=planner, at=now, valid_from=JAN)


def test_a_stranger_holds_no_relation(planner, school, stranger, now):
    with pytest.raises(operations.NotInTheMunicipality):
        operations.give_relation(organisation=school(), user=stranger, by=planner, at=now, valid_from=JAN)


# --- between municipalities ----------------------------------------------------------------------------


def test_a_stranger_sees_nothing_of_the_register(planner, school, stranger, as_actor, now):
    found = school(type="free")
    talk(found, planner, now)
    operations.add_contact(organisation=found, by=planner, at=now, name="X", valid_from=JAN)
    as_actor(stranger)
    for model in (Organisation, SchoolType, Contact, ContactLog):
        assert list(model.objects.all()) == []
        assert list(model.objects.visible_to(stranger)) == []


def test_nothing_points_into_another_municipality(planner, school, elsewhere):
    """Row level security sees a row's own municipality; the foreign keys see the other end."""
    foreign = school("Fjern", municipality=elsewhere)
    facts = {"municipality": planner.municipality, "organisation": foreign, "name": "X", "valid_from": JAN}
    with arranging(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        with pytest.raises(IntegrityError, match="same_municipality"), transaction.atomic():
            Contact.objects.create(**facts)

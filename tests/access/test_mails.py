"""Mails in the language of who reads them, and each template in both: nothing of a case in any."""

import re
from pathlib import Path

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

import tovholder
from tests import sensitive
from tests.cases import meetings
from tests.conftest import arranging
from tovholder.access import tasks
from tovholder.access.models import User
from tovholder.cases import tasks as of_cases

SOURCE = Path(tovholder.__file__).parent
OURS = sorted(str(path.relative_to(path.parents[2])) for path in SOURCE.glob("*/templates/*/mail/*.txt"))
THE_LIBRARYS = [
    f"account/email/{name}.txt"
    for name in (
        *("password_reset_key_subject", "password_reset_key_message"),
        *("unknown_account_subject", "unknown_account_message"),
    )
]


@pytest.fixture
def reader(person):
    return person("planner", name="Ulla Opdigtet")


def english(reader, browse):
    """She uses the switch on the pages."""
    answer = browse(reader).post(reverse("set_language"), {"language": "en", "next": "/"})
    assert answer.status_code == 302
    reader.refresh_from_db()
    return reader


def test_the_switch_is_kept_on_the_account_of_who_is_signed_in(reader, browse, as_actor):
    as_actor(reader)
    assert (reader.language, reader.reads) == ("", "da")
    english(reader, browse)
    assert (reader.language, reader.reads) == ("en", "en")
    browse(reader).post(reverse("set_language"), {"language": "da"})
    reader.refresh_from_db()
    assert reader.reads == "da"


def test_the_switch_changes_nothing_for_a_stranger_and_takes_no_other_language(
    reader, browse, as_actor, client
):
    client.post(reverse("set_language"), {"language": "en"})
    for wrong in ("xx", "", "en; drop table", "e" * 400):
        browse(reader).post(reverse("set_language"), {"language": wrong})
    browse(reader).get(reverse("set_language"), {"language": "en"})
    with arranging():
        assert not User.objects.exclude(language="").exists()


MAILS = {
    "invitation": (
        lambda user: tasks.send_invitation.func(user_id=user.pk, site="https://x"),
        "Choose a password here",
    ),
    "second factor": (
        lambda user: tasks.tell_second_factor_removed.func(user_id=user.pk),
        "Your second factor was removed",
    ),
    "ways": (
        lambda user: tasks.tell_ways_changed.func(user_id=user.pk),
        "Your sign-in was changed",
    ),
    "old address": (
        lambda user: tasks.tell_address_changed.func(address="x@test.invalid", language=user.language),
        "This address no longer signs in",
    ),
    "check": (
        lambda user: of_cases.send_check_reminder.func(user_id=user.pk),
        "Your agency is asked something",
    ),
    "emergency": (
        lambda user: of_cases.announce_emergency.func(user_ids=[user.pk]),
        "An emergency access was opened",
    ),
}


@pytest.mark.parametrize("name", MAILS)
def test_each_mail_comes_in_the_language_of_its_reader(name, reader, browse):
    send, in_english = MAILS[name]
    send(reader)
    send(english(reader, browse))
    danish, other = (message.subject + message.body for message in mail.outbox)
    assert in_english in other
    assert in_english not in danish


@pytest.mark.usefixtures("at_work")
def test_the_digest_speaks_to_each_in_her_own(copenhagen, browse, person):
    coordinator, colleague = person("coordinator"), person("participant", name="Bo Opdigtet")
    reader = english(person("participant", name="Ida Opdigtet"), browse)
    with arranging():
        case = sensitive.case(copenhagen, by=coordinator)
        for user in (reader, colleague):
            sensitive.take_part(case, user, by=coordinator)
            meetings.task(case, by=user, assigned_to=user, due_on=timezone.localdate())
    of_cases.send_daily_digest.func()
    said = {message.to[0]: message.subject for message in mail.outbox}
    assert said[reader.email] == "1 thing waits for you in Tovholder"
    assert said[colleague.email].startswith("1 ting")


def test_a_new_password_is_written_of_in_the_readers_language_whatever_the_browsers(reader, browse, client):
    english(reader, browse)
    client.post(reverse("account_reset_password"), {"email": reader.email}, headers={"Accept-Language": "da"})
    client.post(
        reverse("account_reset_password"), {"email": "nobody@test.invalid"}, headers={"Accept-Language": "da"}
    )
    known, unknown = mail.outbox
    assert known.subject == "A new password"
    assert "Choose it here" in known.body
    assert unknown.subject == "Ingen konto med denne adresse"


@pytest.mark.parametrize("template", [*OURS, *THE_LIBRARYS])
def test_every_template_has_both_languages_and_asks_for_nothing_of_a_citizen(template):
    context = {"site": "S", "link": "L", "waiting": 2, "faults": ["F"], "password_reset_url": "U"}
    said = {}
    for language in ("da", "en"):
        with translation.override(language):
            said[language] = render_to_string(template, context)
    assert said["da"].strip() != said["en"].strip()
    source = next(SOURCE.glob(f"*/templates/{template}")).read_text()
    asked = set(re.findall(r"{{ *([a-z_.]+)", source)) | set(re.findall(r"with ([a-z_.]+)=", source))
    allowed = {
        "site",
        "link",
        "n",
        "no",
        "hash",
        "mac",
        "at",
        "fault",
        "password_reset_url",
        "current_site.domain",
    }
    assert asked <= allowed


def test_there_are_mails_to_look_at():
    assert len(OURS) == 9

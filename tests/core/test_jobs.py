"""The queue's troubles, as monitoring hears of them."""

import pytest
from django.db import connection

from tovholder.access.jobs import task
from tovholder.core import jobs


def run(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture
def worker(db):
    return run("insert into procrastinate_workers (last_heartbeat) values (now()) returning id")


def job(status, *, worker=None, event="deferred", ago="1 minute"):
    number = run(
        "insert into procrastinate_jobs (queue_name, task_name, status, worker_id)"
        " values ('default', 'x', %s, %s) returning id",
        status,
        worker,
    )
    run("delete from procrastinate_events where job_id = %s", number)
    run(
        "insert into procrastinate_events (job_id, type, at) values (%s, %s, now() - %s::interval)",
        number,
        event,
        ago,
    )
    return number


def test_all_is_well_while_a_worker_reports(worker):
    job("todo")
    job("doing", worker=worker)
    job("succeeded", event="succeeded")
    assert jobs.trouble() == []


def test_without_a_worker_there_is_trouble(db):
    assert jobs.trouble() == ["no worker for background jobs is running"]


def test_a_worker_that_has_been_silent_for_minutes_is_gone_and_its_job_stalled(worker):
    job("doing", worker=worker)
    run("update procrastinate_workers set last_heartbeat = now() - interval '10 minutes'")
    assert jobs.trouble() == ["no worker for background jobs is running", "background jobs stalled: 1"]


def test_a_failed_job_is_told_for_a_day(worker):
    job("failed", event="failed", ago="2 hours")
    job("failed", event="failed", ago="3 days")
    assert jobs.trouble() == ["background jobs failed: 1"]


def test_a_job_that_nobody_takes_is_told(worker):
    job("todo", ago="2 hours")
    assert jobs.trouble() == ["background jobs wait too long: 1"]


def test_health_tells_of_jobs_without_an_account(client, worker):
    assert client.get("/healthz").json()["status"] == "ok"
    job("failed", event="failed")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["background jobs failed: 1"])


def test_a_job_acts_as_the_jobs_actor_and_says_its_purpose(db):
    seen = []

    @task(purpose="looks at itself")
    def look(*, number: int) -> None:
        seen.append((number, run("select tovholder.me()"), run("select tovholder.request()")))

    look.func(number=7)
    assert seen == [(7, -3, "job: looks at itself")]


def test_sessions_that_have_ended_are_cleared_at_night(db):
    from django.contrib.sessions.models import Session

    from tovholder.access import tasks

    run(
        "insert into django_session values"
        " ('old', '', now() - interval '1 day'), ('new', '', now() + interval '1 day')"
    )
    tasks.clear_sessions.func(1663650000)
    assert list(Session.objects.values_list("pk", flat=True)) == ["new"]


def test_jobs_that_are_done_are_forgotten_after_days(worker):
    from tovholder.access import tasks

    kept = {
        job("succeeded", event="succeeded"),
        job("failed", event="failed", ago="20 days"),
        job("todo", ago="90 days"),
    }
    job("succeeded", event="succeeded", ago="3 days")
    job("failed", event="failed", ago="40 days")
    tasks.clear_jobs.func(1663650000)
    with connection.cursor() as cursor:
        cursor.execute("select id from procrastinate_jobs")
        assert {number for (number,) in cursor.fetchall()} == kept

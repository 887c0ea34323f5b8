"""What monitoring is told: well, or what is wrong, and nothing else."""

import pytest
from django.db import OperationalError, connection

from tovholder.core import jobs


def test_it_is_well_when_database_migrations_and_jobs_are(client, db, monkeypatch):
    monkeypatch.setattr(jobs, "trouble", list)
    response = client.get("/healthz")
    assert (response.status_code, response.json()["status"]) == (200, "ok")


def test_it_says_what_is_wrong_with_the_jobs(client, db, monkeypatch):
    monkeypatch.setattr(jobs, "trouble", lambda: ["no worker has been heard of"])
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["problems"] == ["no worker has been heard of"]


@pytest.mark.django_db
def test_it_answers_when_the_database_does_not(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("the server is not there")

    monkeypatch.setattr(connection, "cursor", refuse)
    monkeypatch.setattr("django.db.transaction.Atomic.__enter__", refuse)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "failing", "problems": ["the database does not answer"]}

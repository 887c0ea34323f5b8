"""The application's own log: what failed where, and nobody's name."""

import io
import logging
import logging.config

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

NAME = "Hemmelig Navnesen"


@pytest.fixture
def log():
    """The log as the settings format it."""
    given = settings.LOGGING["formatters"]["line"]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    configurator = logging.config.DictConfigurator({"version": 1})
    handler.setFormatter(configurator.configure_formatter(dict(given)))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger, stream


def test_a_failure_is_told_without_what_it_says(log):
    logger, stream = log
    try:
        try:
            raise ValueError(f"{NAME} is no date")
        except ValueError as error:
            raise KeyError(NAME) from error
    except KeyError:
        logger.exception("Internal Server Error: %s", "/people/")
    told = stream.getvalue()
    assert NAME not in told
    assert "Internal Server Error: /people/" in told
    assert "ValueError" in told
    assert "KeyError" in told
    assert told.count("test_a_failure_is_told_without_what_it_says") == 2


def test_of_the_databases_refusal_the_log_has_the_code_and_the_constraint(db, log):
    logger, stream = log
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select %s::uuid", [NAME])
    except DatabaseError:
        logger.exception("Failed")
    assert NAME not in stream.getvalue()
    assert "22P02" in stream.getvalue()

"""What looks like a CPR number among the words about the work."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from tovholder.core.cpr import CPR_LIKE, no_cpr


@pytest.mark.parametrize("number", ["010203-1234", "3112991234", "610190-1234", "710503 4321", "9112991234"])
def test_a_number_is_refused_an_administrative_one_too(number: str) -> None:
    with pytest.raises(ValidationError):
        no_cpr(f"Ring til {number}, helst i dag")


@pytest.mark.parametrize("number", ["320203-1234", "600190-1234", "920190-1234", "12345678", "71050343210"])
def test_other_numbers_may_stand(number: str) -> None:
    no_cpr(f"Ring til {number}, helst i dag")


def test_every_constraint_of_the_database_knows_them(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select conname, pg_get_constraintdef(oid) from pg_constraint where conname like '%cpr'"
            " and contype = 'c'"
        )
        found = dict(cursor.fetchall())
    assert len(found) == 11
    assert [name for name, text in found.items() if CPR_LIKE not in text] == []

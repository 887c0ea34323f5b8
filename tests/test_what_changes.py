"""Which columns of citizens' tables the application may change: those that some deed changes, no others."""

from typing import Any

import pytest
from django.db import connection

from tovholder.access.rls import rules

CITIZENS = {"people", "disclosures", "concerns", "cases"}
#: Columns that were open once, and that no deed changes.
STAND = {
    "concerns_concernreport": "number taken_by_id danger danger_done topics advice call_back_at",
    "concerns_extremismkind": "key municipality_id",
    "concerns_deadline": "key valid_from",
    "concerns_dutyturn": "municipality_id",
    "cases_series": "name first_at every_days minutes place",
    "cases_meeting": "series_id starts_at ends_at place municipality_id",
    "cases_item": "case_id meeting_id kind version",
    "cases_presence": "user_id agency_id noted_at",
    "cases_opening": "purpose at",
    "cases_document": "title scanned_at scanner shared_with",
}


def test_a_rule_that_lets_a_citizens_row_change_names_the_columns() -> None:
    of_citizens = [rule for label, rule in rules().items() if label.split(".")[0] in CITIZENS]
    assert len(of_citizens) > 40
    assert [rule.model for rule in of_citizens if rule.change and not rule.change_columns] == []


@pytest.mark.parametrize("table", STAND)
def test_what_no_deed_changes_the_application_cannot_change(table: str, db: Any) -> None:
    with connection.cursor() as cursor:
        open_still = []
        for column in STAND[table].split():
            cursor.execute("select has_column_privilege('tovholder_app', %s, %s, 'update')", [table, column])
            open_still += [column] if cursor.fetchone()[0] else []
    assert open_still == []


def test_a_job_alone_forgets_the_text_of_advice() -> None:
    change = rules()["concerns.AdviceContact"].change
    assert change is not None
    assert "my_municipalities" not in change

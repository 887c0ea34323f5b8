"""Texts hold no administrative CPR number either (a day with 60 added). What was written before stays: not valid."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations
from django.db.models import CheckConstraint, Q

CPR_LIKE = (
    r"(^|[^0-9])(0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])(0[1-9]|1[0-2])[0-9]{2}[ -]?[0-9]{4}([^0-9]|$)"
)
TEXTS = [
    ("organisation", "note", "organisation_note_without_cpr"),
    ("agreement", "text", "agreement_text_without_cpr"),
    ("contactlog", "text", "log_text_without_cpr"),
]


class Migration(migrations.Migration):
    dependencies = [("partners", "0002_no_citizens_and_one_municipality")]
    operations = [
        step
        for model, field, name in TEXTS
        for step in (
            migrations.RemoveConstraint(model_name=model, name=name),
            AddConstraintNotValid(
                model_name=model,
                constraint=CheckConstraint(condition=~Q(**{f"{field}__regex": CPR_LIKE}), name=name),
            ),
        )
    ]

"""Texts hold no administrative CPR number either (a day with 60 added). What was written before stays: not valid."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations
from django.db.models import CheckConstraint, Q

CPR_LIKE = (
    r"(^|[^0-9])(0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])(0[1-9]|1[0-2])[0-9]{2}[ -]?[0-9]{4}([^0-9]|$)"
)
TEXTS = [
    ("booking", "decline_reason", "booking_decline_without_cpr"),
    ("booking", "withdraw_reason", "booking_withdraw_without_cpr"),
    ("bookingcontact", "note", "contact_note_without_cpr"),
    ("bookedclass", "label", "bookedclass_label_without_cpr"),
    ("session", "cancel_reason", "session_cancel_without_cpr"),
    ("session", "place", "session_place_without_cpr"),
    ("evaluation", "text", "evaluation_text_without_cpr"),
]


class Migration(migrations.Migration):
    dependencies = [("activities", "0005_a_booking_is_made_once")]
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

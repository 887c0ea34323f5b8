"""A deadline for calls that nobody ended; an advice contact holds no CPR number."""

from django.db import migrations, models
from django.db.models import Q

from tovholder.core.cpr import CPR_LIKE

KEY = models.CharField(
    choices=[
        ("triage", "triage of a concern"),
        ("police_clearance", "answer of the police"),
        ("child_referral_receipt", "receipt of a child-protection referral"),
        ("receipt", "receipt to a referring authority"),
        ("call_back", "call back"),
        ("register_check", "answer to a register check"),
        ("advice_text", "deletion of an advice contact's text"),
        ("call_draft", "deletion of a call that nobody ended"),
        ("emergency_review", "review of an emergency access"),
    ],
    max_length=40,
    verbose_name="deadline for",
)


class Migration(migrations.Migration):
    dependencies = [("concerns", "0010_purge_takes_typed_purposes")]

    operations = [
        migrations.AlterField(model_name="deadline", name="key", field=KEY),
        migrations.AlterField(model_name="deadlineevent", name="key", field=KEY),
        migrations.AddConstraint(
            model_name="advicecontact",
            constraint=models.CheckConstraint(
                condition=~Q(advice__regex=CPR_LIKE) & ~Q(danger_done__regex=CPR_LIKE),
                name="advice_names_no_cpr",
            ),
        ),
    ]

"""Entries of the ledger are found by their act: to whom else the same passed, and what a purge takes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0006_what_is_over_stays_over")]
    operations = [
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(fields=["act"], name="disclosure_by_act"),
        ),
    ]

"""Who tells us something may not say on which provision, and answers for it."""

import django.db.models.deletion
from django.db import migrations, models

BASIS = {"blank": True, "null": True, "to": "disclosures.legalbasis", "verbose_name": "legal basis"}


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0008_consent_runs_out")]

    operations = [
        migrations.AlterField(
            model_name="disclosure",
            name="basis",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="disclosures", **BASIS
            ),
        ),
        migrations.AlterField(
            model_name="disclosureevent",
            name="basis",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                **BASIS,
            ),
        ),
    ]

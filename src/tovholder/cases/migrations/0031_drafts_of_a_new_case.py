"""Why a case is opened by hand is kept as one types, too: there is no case yet."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0030_an_emergency_discloses")]

    operations = [
        migrations.AlterField(
            model_name="casedraft",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drafts",
                to="cases.case",
            ),
        ),
    ]

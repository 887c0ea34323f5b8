"""A form that is sent twice makes one booking, and of two who correct one the second is told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0004_professions_end"),
    ]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="form",
            field=models.UUIDField(editable=False, null=True, unique=True, verbose_name="form"),
        ),
        migrations.AddField(
            model_name="booking",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="bookingevent",
            name="form",
            field=models.UUIDField(editable=False, null=True, verbose_name="form"),
        ),
        migrations.AddField(
            model_name="bookingevent",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
        ),
    ]

"""A form that is sent twice makes one posting or commitment: its row keeps the form's key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0001_plan_and_budget"),
    ]

    operations = [
        migrations.AddField(
            model_name="commitment",
            name="form",
            field=models.UUIDField(editable=False, null=True, unique=True, verbose_name="form"),
        ),
        migrations.AddField(
            model_name="commitmentevent",
            name="form",
            field=models.UUIDField(editable=False, null=True, verbose_name="form"),
        ),
        migrations.AddField(
            model_name="posting",
            name="form",
            field=models.UUIDField(editable=False, null=True, unique=True, verbose_name="form"),
        ),
        migrations.AddField(
            model_name="postingevent",
            name="form",
            field=models.UUIDField(editable=False, null=True, verbose_name="form"),
        ),
    ]

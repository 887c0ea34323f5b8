"""An item that is taken up again has its own time alone, and not that of the items between."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_shares_run_out")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="away_seconds",
            field=models.PositiveIntegerField(default=0, verbose_name="seconds away from it"),
        )
        for model in ("item", "itemevent")
    ]

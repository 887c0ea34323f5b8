"""An advice contact holds no administrative CPR number either (a day with 60 added). Older texts stay: not valid."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations
from django.db.models import CheckConstraint, Q

CPR_LIKE = (
    r"(^|[^0-9])(0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])(0[1-9]|1[0-2])[0-9]{2}[ -]?[0-9]{4}([^0-9]|$)"
)


class Migration(migrations.Migration):
    dependencies = [("concerns", "0016_purge_takes_the_particulars")]
    operations = [
        migrations.RemoveConstraint(model_name="advicecontact", name="advice_names_no_cpr"),
        AddConstraintNotValid(
            model_name="advicecontact",
            constraint=CheckConstraint(
                condition=~Q(advice__regex=CPR_LIKE) & ~Q(danger_done__regex=CPR_LIKE),
                name="advice_names_no_cpr",
            ),
        ),
    ]

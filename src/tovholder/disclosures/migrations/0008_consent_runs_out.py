"""What rests on a consent ends with it, by the clock: the row says when, from the day that it is written."""

from django.db import migrations, models

ENDS = """
alter table disclosures_disclosure disable trigger user;
update disclosures_disclosure d
   set ends_at = (c.valid_until + 1)::timestamp at time zone 'Europe/Copenhagen'
  from disclosures_consent c where c.id = d.consent_id and c.valid_until is not null;
update disclosures_disclosureevent d
   set ends_at = (c.valid_until + 1)::timestamp at time zone 'Europe/Copenhagen'
  from disclosures_consent c where c.id = d.consent_id and c.valid_until is not null;
set constraints all immediate;
alter table disclosures_disclosure enable trigger user;

-- Nobody moves a consent's last day, and nobody says another one here.
create function tovholder.ends_with_consent() returns trigger language plpgsql set search_path = '' as $$
begin
  select (c.valid_until + 1)::timestamp at time zone 'Europe/Copenhagen' into new.ends_at
    from public.disclosures_consent c where c.id = new.consent_id;
  return new;
end $$;
create trigger ends_with_consent before insert on disclosures_disclosure for each row
  execute function tovholder.ends_with_consent();
"""
BACK = """
drop trigger ends_with_consent on disclosures_disclosure;
drop function tovholder.ends_with_consent();
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0007_looked_up_by_act")]

    operations = [
        *(
            migrations.AddField(
                model_name=model,
                name="ends_at",
                field=models.DateTimeField(
                    blank=True, editable=False, null=True, verbose_name="its consent runs out"
                ),
            )
            for model in ("disclosure", "disclosureevent")
        ),
        migrations.RunSQL(ENDS, BACK),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                condition=models.Q(("ends_at__isnull", False), ("stopped_at__isnull", True)),
                fields=["receiver", "ends_at"],
                name="disclosure_runs_out",
            ),
        ),
    ]

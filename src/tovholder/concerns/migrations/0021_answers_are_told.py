"""Whoever asked who called is told of the answer until she has seen it. What was answered before is not told anew."""

from django.db import migrations, models

SEEN_AT = models.DateTimeField(blank=True, editable=False, null=True, verbose_name="answer seen")

SQL = """
alter table concerns_identityrequest disable trigger user;
update concerns_identityrequest set seen_at = answered_at where answered_at is not null;
alter table concerns_identityrequest enable trigger user;
update concerns_identityrequestevent set seen_at = answered_at where answered_at is not null;

-- A request is changed by the custodian alone; that its answer was seen, the gate notes for who asked.
create function tovholder.saw_identity_answers(of_concern uuid) returns void
  language sql security definer set search_path = '' as $$
  update public.concerns_identityrequest set seen_at = tovholder.clock()
   where concern_id = of_concern and asked_by_id = tovholder.me() and answered_at is not null and seen_at is null
$$;
grant update (seen_at) on concerns_identityrequest to tovholder_gate;
revoke all on function tovholder.saw_identity_answers(uuid) from public;
grant execute on function tovholder.saw_identity_answers(uuid) to tovholder_app;
alter function tovholder.saw_identity_answers(uuid) owner to tovholder_gate;
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0020_what_was_told_stands")]

    operations = [
        migrations.AddField(model_name="identityrequest", name="seen_at", field=SEEN_AT),
        migrations.AddField(model_name="identityrequestevent", name="seen_at", field=SEEN_AT),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]

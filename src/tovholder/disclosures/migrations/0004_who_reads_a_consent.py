"""A consent is the noting agency's and the named ones'; its purpose is not for whoever sees the person."""

import django.db.models.deletion
from django.db import migrations, models

#: Those of before are the agency's where she who noted them works now. The history tells of no change.
WHOSE = """
alter table disclosures_consent disable trigger user;
update disclosures_consent c set agency_id = u.agency_id from access_user u where u.id = c.noted_by_id;
update disclosures_consentevent c set agency_id = u.agency_id from access_user u where u.id = c.noted_by_id;
set constraints all immediate;
alter table disclosures_consent enable trigger user;
"""

NAMES = """
create function tovholder.consent_names_me(consent uuid) returns boolean
  language sql stable security definer set search_path = '' as $$
  select exists (select from public.disclosures_consentagency r
                  where r.consent_id = consent and r.agency_id = tovholder.my_agency())
$$;
grant select on disclosures_consentagency to tovholder_gate;
revoke all on function tovholder.consent_names_me(uuid) from public;
grant execute on function tovholder.consent_names_me(uuid) to tovholder_app;
alter function tovholder.consent_names_me(uuid) owner to tovholder_gate;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0009_language_of_mails"),
        ("disclosures", "0003_ledger_of_an_agency"),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="agency",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="access.agency",
                verbose_name="noted for",
            ),
        ),
        migrations.AddField(
            model_name="consentevent",
            name="agency",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="access.agency",
                verbose_name="noted for",
            ),
        ),
        migrations.RunSQL(WHOSE, migrations.RunSQL.noop),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
    ]

"""An address stands in a row of its own, so that the policies can hide it where it is protected."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

MOVE = """
insert into people_address (person_id, municipality_id, text)
select id, municipality_id, address from people_person where address <> '';

-- Its history: what an event changed of the address, and where the person's row went.
insert into people_addressevent
  (pgh_created_at, pgh_label, pgh_actor, pgh_request, pgh_obj_id, person_id, municipality_id, text)
select pgh_created_at,
       case when pgh_label = 'update' and before is null then 'insert' else pgh_label end,
       pgh_actor, pgh_request, pgh_obj_id, pgh_obj_id, municipality_id, address
  from (select e.*, lag(nullif(address, '')) over (partition by pgh_obj_id order by pgh_id) as before
          from people_personevent e) e
 where (pgh_label <> 'delete' and nullif(address, '') is distinct from before)
    or (pgh_label = 'delete' and address <> '')
 order by pgh_id;

set constraints all immediate;  -- the column goes in the same transaction
"""

PROTECTED = """
-- Who does not see a protected address does not lift its protection either, and read it then.
create function tovholder.address_protection_stays() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if old.municipality_id not in (select tovholder.my_people_municipalities()) then
    raise insufficient_privilege using message = 'the address is protected';
  end if;
  return new;
end $$;
create trigger address_protection_stays before update of address_protected_at on people_person
  for each row when (old.address_protected_at is not null and new.address_protected_at is null)
  execute function tovholder.address_protection_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_whose_look"),
        ("people", "0004_looks_at_ones_own_name"),
    ]
    operations = [
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="lives_at",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="address")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.municipality",
                    ),
                ),
            ],
            options={"verbose_name": "address", "verbose_name_plural": "addresses"},
        ),
        migrations.CreateModel(
            name="AddressEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "pgh_actor",
                    models.BigIntegerField(
                        db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()), null=True
                    ),
                ),
                (
                    "pgh_request",
                    models.TextField(
                        db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()), null=True
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="address")),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="access.municipality",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="people.address",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="person", name="address"),
        migrations.RemoveField(model_name="personevent", name="address"),
        migrations.RunSQL(PROTECTED, migrations.RunSQL.noop),
    ]

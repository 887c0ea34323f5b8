"""What is known of somebody beside her name stands in a row of its own, so that the policies can hide it."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

MOVE = """
insert into people_particulars
  (person_id, municipality_id, birth_date, birth_year, cpr_sealed, cpr_index, district, phone)
select id, municipality_id, birth_date, birth_year, cpr_sealed, cpr_index, district, phone from people_person;

-- Their history: what an event changed of them, and where the person's row came or went.
insert into people_particularsevent
  (pgh_created_at, pgh_label, pgh_actor, pgh_request, pgh_obj_id, person_id, municipality_id,
   birth_date, birth_year, cpr_sealed, cpr_index, district, phone)
select pgh_created_at, pgh_label, pgh_actor, pgh_request, pgh_obj_id, pgh_obj_id, municipality_id,
       birth_date, birth_year, cpr_sealed, cpr_index, district, phone
  from (select e.*, lag(known) over (partition by pgh_obj_id order by pgh_id) as before
          from (select p.*, row(birth_date, birth_year, cpr_sealed, cpr_index, district, phone)::text as known
                  from people_personevent p) e) e
 where pgh_label <> 'update' or known is distinct from before
 order by pgh_id;

set constraints all immediate;  -- the columns go in the same transaction
"""

SEARCH = """
grant select on people_particulars to tovholder_gate;

create or replace function tovholder.find_people_by_cpr(index_value bytea) returns setof uuid
  language sql stable security definer set search_path = ''
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  with mine as materialized (
    select distinct r.person as id from public.people_reader r
     where r.reader = tovholder.me() and r.way <> 'clearance'
       and r.valid_from <= tovholder.clock() and tovholder.clock() < r.valid_until
       and r.person <> all (array(select tovholder.my_recused_people()))),
  own as materialized (
    select k.person_id as id, k.cpr_index from mine join public.people_particulars k on k.person_id = mine.id)
  (select id from own where cpr_index = index_value limit 20)
  union
  (select x.id from unnest(array(select tovholder.my_people_municipalities())) h, lateral (
     select k.person_id as id from public.people_particulars k
      where k.cpr_index = index_value and k.municipality_id = h
        and k.person_id <> all (array(select tovholder.my_recused_people()))
      limit 20) x)
$$;

-- Two of one name of whom the age of one is not known may be one, too: the coordinator is asked.
create or replace function tovholder.doubles_of(person uuid) returns table (other uuid, ground text)
  language sql stable security definer set search_path = '' as $$
  with me as (select p.id, p.municipality_id, k.cpr_index, k.birth_date,
                     coalesce(extract(year from k.birth_date)::int, k.birth_year::int) as born,
                     tovholder.name_key(p.name) as key
                from public.people_person p join public.people_particulars k on k.person_id = p.id
               where p.id = person and tovholder.me() = -3),
  alike as (
    select n.person as id, n.name_key = me.key and me.key like '% %' as is_same, me.born, me.birth_date
      from me join public.people_name n
        on n.municipality = me.municipality_id and n.name_key operator(public.%) me.key
     where me.key <> '')
  select f.id, min(f.ground) from (
    select o.person_id as id, 'cpr' as ground from me join public.people_particulars o
        on o.municipality_id = me.municipality_id and o.cpr_index = me.cpr_index
    union all
    select a.id, 'name' from alike a join public.people_particulars o on o.person_id = a.id
     where coalesce(extract(year from o.birth_date)::int, o.birth_year::int) = a.born
       and (o.birth_date is null or a.birth_date is null or o.birth_date = a.birth_date)
    union all
    select a.id, 'same_name' from alike a join public.people_particulars o on o.person_id = a.id
     where a.is_same and (a.born is null or coalesce(extract(year from o.birth_date)::int, o.birth_year::int) is null)) f
  where f.id <> person
    and not exists (select from public.people_double d
                     where (d.kept_id = f.id and d.gone_id = person) or (d.gone_id = f.id and d.kept_id = person))
  group by f.id
$$;
select public.similarity('', '');  -- loads the extension: before that, its settings are nobody's
alter function tovholder.doubles_of(uuid) set pg_trgm.similarity_threshold = 0.55;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0009_language_of_mails"),
        ("people", "0008_recusal_covers_the_merged"),
    ]

    operations = [
        migrations.CreateModel(
            name="Particulars",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="particulars",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                (
                    "birth_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of birth"),
                ),
                ("cpr_sealed", models.BinaryField(blank=True, null=True, verbose_name="CPR number, locked")),
                (
                    "cpr_index",
                    models.BinaryField(
                        blank=True, max_length=32, null=True, verbose_name="CPR number, keyed index"
                    ),
                ),
                ("district", models.CharField(blank=True, max_length=60, verbose_name="district")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
            ],
            options={
                "verbose_name": "particulars",
                "verbose_name_plural": "particulars",
            },
        ),
        migrations.CreateModel(
            name="ParticularsEvent",
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
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                (
                    "birth_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of birth"),
                ),
                ("cpr_sealed", models.BinaryField(blank=True, null=True, verbose_name="CPR number, locked")),
                (
                    "cpr_index",
                    models.BinaryField(
                        blank=True, max_length=32, null=True, verbose_name="CPR number, keyed index"
                    ),
                ),
                ("district", models.CharField(blank=True, max_length=60, verbose_name="district")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="particulars",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.municipality"
            ),
        ),
        migrations.AddField(
            model_name="particularsevent",
            name="municipality",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="access.municipality",
            ),
        ),
        migrations.AddField(
            model_name="particularsevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                serialize=False,
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="particularsevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="people.particulars",
            ),
        ),
        migrations.AddIndex(
            model_name="particulars",
            index=models.Index(
                condition=models.Q(("cpr_index__isnull", False)),
                fields=["municipality", "cpr_index"],
                name="particulars_by_cpr",
            ),
        ),
        migrations.AddConstraint(
            model_name="particulars",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cpr_index__isnull", False), ("cpr_sealed__isnull", False)),
                    models.Q(("cpr_index__isnull", True), ("cpr_sealed__isnull", True)),
                    _connector="OR",
                ),
                name="particulars_cpr_with_its_index",
            ),
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name="person",
            name="person_cpr_with_its_index",
        ),
        migrations.RemoveIndex(
            model_name="person",
            name="person_by_cpr",
        ),
        migrations.RemoveField(
            model_name="person",
            name="birth_date",
        ),
        migrations.RemoveField(
            model_name="person",
            name="birth_year",
        ),
        migrations.RemoveField(
            model_name="person",
            name="cpr_index",
        ),
        migrations.RemoveField(
            model_name="person",
            name="cpr_sealed",
        ),
        migrations.RemoveField(
            model_name="person",
            name="district",
        ),
        migrations.RemoveField(
            model_name="person",
            name="phone",
        ),
        migrations.RemoveField(
            model_name="personevent",
            name="birth_date",
        ),
        migrations.RemoveField(
            model_name="personevent",
            name="birth_year",
        ),
        migrations.RemoveField(
            model_name="personevent",
            name="cpr_index",
        ),
        migrations.RemoveField(
            model_name="personevent",
            name="cpr_sealed",
        ),
        migrations.RemoveField(
            model_name="personevent",
            name="district",
        ),
        migrations.RemoveField(
            model_name="personevent",
            name="phone",
        ),
        migrations.RunSQL(SEARCH, migrations.RunSQL.noop),
    ]

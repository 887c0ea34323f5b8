"""What somebody is writing in a case: kept as she types, and gone when the case is closed or she is recused."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tovholder.core.ids

GOES = """
create function tovholder.forget_case_drafts() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' or new.closed_at is not null then
    delete from public.cases_casedraft where case_id = old.id;
  end if;
  return null;
end $$;
create function tovholder.forget_recused_drafts() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare about uuid := (select person_id from public.cases_case where id = new.case_id);
begin
  delete from public.cases_casedraft d using public.cases_case c
   where c.id = d.case_id and c.person_id = about and d.by_id = new.user_id;
  return null;
end $$;
revoke all on function tovholder.forget_case_drafts(), tovholder.forget_recused_drafts() from public;
create trigger forget_drafts after delete or update of closed_at on cases_case
  for each row execute function tovholder.forget_case_drafts();
create trigger forget_drafts after insert on cases_recusal
  for each row execute function tovholder.forget_recused_drafts();
"""
STAYS = """
drop trigger forget_drafts on cases_recusal;
drop trigger forget_drafts on cases_case;
drop function tovholder.forget_recused_drafts();
drop function tovholder.forget_case_drafts();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0023_own_questions_and_stopped_minutes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tovholder.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.CharField(max_length=40, verbose_name="form")),
                ("of", models.UUIDField(verbose_name="row that the form is about")),
                ("page", models.UUIDField(verbose_name="window")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("saved_at", models.DateTimeField(verbose_name="saved")),
                ("content", models.BinaryField(verbose_name="what stands in the form, locked")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="writer",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="cases.case"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft in a case",
                "verbose_name_plural": "drafts in cases",
                "constraints": [
                    models.UniqueConstraint(fields=("by", "place", "of"), name="casedraft_once_a_form")
                ],
            },
        ),
        migrations.RunSQL(GOES, STAYS),
    ]

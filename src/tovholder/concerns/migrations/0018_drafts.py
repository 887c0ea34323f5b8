"""What a coordinator is writing of a concern: kept as she types, and gone with the concern or its exit."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tovholder.core.ids

KEY = models.CharField(
    choices=[
        ("triage", "triage of a concern"),
        ("police_clearance", "answer of the police"),
        ("child_referral_receipt", "receipt of a child-protection referral"),
        ("receipt", "receipt to a referring authority"),
        ("call_back", "call back"),
        ("register_check", "answer to a register check"),
        ("advice_text", "deletion of an advice contact's text"),
        ("call_draft", "deletion of a call that nobody ended"),
        ("draft", "deletion of a text that nobody saved"),
        ("emergency_review", "review of an emergency access"),
    ],
    max_length=40,
    verbose_name="deadline for",
)

#: By whatever deletes the concern, a purge, too; and with the right to see the person.
GOES = """
create function tovholder.forget_concern_drafts() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' or new.exit_at is not null then
    delete from public.concerns_concerndraft where concern_id = old.id;
  end if;
  return null;
end $$;
create function tovholder.forget_drafts_about() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  delete from public.concerns_concerndraft d using public.concerns_concernreport c
   where c.id = d.concern_id and c.person_id = new.person and d.by_id = new.reader;
  return null;
end $$;
revoke all on function tovholder.forget_concern_drafts(), tovholder.forget_drafts_about() from public;
create trigger forget_drafts after insert on people_recused
  for each row when (new.valid_until > tovholder.clock()) execute function tovholder.forget_drafts_about();
create trigger forget_drafts after delete or update of exit_at on concerns_concernreport
  for each row execute function tovholder.forget_concern_drafts();
"""
STAYS = """
drop trigger forget_drafts on people_recused;
drop trigger forget_drafts on concerns_concernreport;
drop function tovholder.forget_concern_drafts();
drop function tovholder.forget_drafts_about();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0017_administrative_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="deadline",
            name="key",
            field=KEY,
        ),
        migrations.AlterField(
            model_name="deadlineevent",
            name="key",
            field=KEY,
        ),
        migrations.CreateModel(
            name="ConcernDraft",
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
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="concerns.concernreport",
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
                "verbose_name": "draft about a concern",
                "verbose_name_plural": "drafts about concerns",
                "constraints": [
                    models.UniqueConstraint(fields=("by", "place", "of"), name="concerndraft_once_a_form")
                ],
            },
        ),
        migrations.RunSQL(GOES, STAYS),
    ]

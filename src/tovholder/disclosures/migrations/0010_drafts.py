"""What somebody is writing for the ledger: kept as she types, and gone with the person or her recusal."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tovholder.core.ids

#: By whatever deletes the person; and with the right to see her.
GOES = """
create function tovholder.forget_disclosure_drafts() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    delete from public.disclosures_disclosuredraft where person_id = old.id;
  else
    delete from public.disclosures_disclosuredraft where person_id = new.person and by_id = new.reader;
  end if;
  return null;
end $$;
revoke all on function tovholder.forget_disclosure_drafts() from public;
create trigger forget_disclosure_drafts after delete on people_person
  for each row execute function tovholder.forget_disclosure_drafts();
create trigger forget_disclosure_drafts after insert on people_recused
  for each row when (new.valid_until > tovholder.clock())
  execute function tovholder.forget_disclosure_drafts();
"""
STAYS = """
drop trigger forget_disclosure_drafts on people_recused;
drop trigger forget_disclosure_drafts on people_person;
drop function tovholder.forget_disclosure_drafts();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0009_the_giver_answers_for_the_basis"),
        ("people", "0010_another_ground"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DisclosureDraft",
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
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.municipality",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "draft of a disclosure",
                "verbose_name_plural": "drafts of disclosures",
                "constraints": [
                    models.UniqueConstraint(fields=("by", "place", "of"), name="disclosuredraft_once_a_form")
                ],
            },
        ),
        migrations.RunSQL(GOES, STAYS),
    ]

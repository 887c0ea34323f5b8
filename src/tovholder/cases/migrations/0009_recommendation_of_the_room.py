"""What a meeting recommends is read by the agencies that were in the room, as what was said is."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import tovholder.core.ids

KEEP = """
create temporary table recommended on commit drop as
select gen_random_uuid() as id, i.id as item, i.recommendation as what, i.version,
       coalesce(i.ended_at, i.begun_at, m.starts_at) as at,
       coalesce(m.closed_by_id, m.approved_by_id, c.opened_by_id) as by
  from cases_item i join cases_meeting m on m.id = i.meeting_id join cases_case c on c.id = i.case_id
 where i.recommendation <> ''
"""
PUT_BACK = """
insert into cases_recommendation (id, item_id, what, version, at, by_id)
select id, item, what, version, at, by from recommended
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_emergency_begins_at_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="item",
            name="recommendation",
        ),
        migrations.RemoveField(
            model_name="item",
            name="summary",
        ),
        migrations.RemoveField(
            model_name="itemevent",
            name="recommendation",
        ),
        migrations.RemoveField(
            model_name="itemevent",
            name="summary",
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tovholder.core.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("conversation", "conversation"),
                            ("mentor", "offer of a mentor"),
                            ("other_offer", "another offer"),
                            ("follow", "to be followed"),
                            ("unfounded", "unfounded, to be closed"),
                        ],
                        max_length=20,
                        verbose_name="recommendation",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendation",
                        to="cases.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "recommendation",
                "verbose_name_plural": "recommendations",
            },
        ),
        migrations.CreateModel(
            name="RecommendationEvent",
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
                ("id", models.UUIDField(default=tovholder.core.ids.uuid7, editable=False, serialize=False)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("conversation", "conversation"),
                            ("mentor", "offer of a mentor"),
                            ("other_offer", "another offer"),
                            ("follow", "to be followed"),
                            ("unfounded", "unfounded, to be closed"),
                        ],
                        max_length=20,
                        verbose_name="recommendation",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cases.item",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="cases.recommendation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunSQL(PUT_BACK, migrations.RunSQL.noop),
    ]

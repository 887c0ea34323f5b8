import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from tovholder.core.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0002_functions"),
        ("access", "__first__"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="ActionPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="to")),
                        ("committee", models.CharField(max_length=300, verbose_name="committee")),
                        ("committee_short", models.CharField(blank=True, max_length=24)),
                        ("administration", models.CharField(max_length=300, verbose_name="administration")),
                        ("administration_short", models.CharField(blank=True, max_length=24)),
                        (
                            "predecessor_key",
                            models.CharField(blank=True, max_length=60, verbose_name="plan before it"),
                        ),
                        (
                            "strategy_title",
                            models.CharField(blank=True, max_length=300, verbose_name="strategy"),
                        ),
                        ("strategy_since", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("strategy_note", models.TextField(blank=True)),
                        ("reports_to", models.JSONField(default=list, verbose_name="reports to")),
                        ("recommendation", models.TextField(blank=True, verbose_name="recommendation")),
                        ("background", models.TextField(blank=True, verbose_name="background")),
                        ("frame", models.JSONField(default=list, verbose_name="frame")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                        ("loaded_at", models.DateTimeField(verbose_name="loaded")),
                    ],
                    options={
                        "verbose_name": "action plan",
                        "verbose_name_plural": "action plans",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("municipality", "key"), name="actionplan_key_in_municipality"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="actionplan_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ActionPlanEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.actionplan",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                        ("key", models.SlugField(db_index=False, max_length=60, verbose_name="key")),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="to")),
                        ("committee", models.CharField(max_length=300, verbose_name="committee")),
                        ("committee_short", models.CharField(blank=True, max_length=24)),
                        ("administration", models.CharField(max_length=300, verbose_name="administration")),
                        ("administration_short", models.CharField(blank=True, max_length=24)),
                        (
                            "predecessor_key",
                            models.CharField(blank=True, max_length=60, verbose_name="plan before it"),
                        ),
                        (
                            "strategy_title",
                            models.CharField(blank=True, max_length=300, verbose_name="strategy"),
                        ),
                        ("strategy_since", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("strategy_note", models.TextField(blank=True)),
                        ("reports_to", models.JSONField(default=list, verbose_name="reports to")),
                        ("recommendation", models.TextField(blank=True, verbose_name="recommendation")),
                        ("background", models.TextField(blank=True, verbose_name="background")),
                        ("frame", models.JSONField(default=list, verbose_name="frame")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                        ("loaded_at", models.DateTimeField(verbose_name="loaded")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="BudgetTable",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="left the plan")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="budget_tables",
                                to="programme.actionplan",
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("total_years", models.JSONField(default=list)),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                    ],
                    options={
                        "verbose_name": "budget table",
                        "verbose_name_plural": "budget tables",
                        "ordering": ["position"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key"), name="budgettable_key_in_plan")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BudgetTableEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.budgettable",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                        ("key", models.SlugField(db_index=False, max_length=60, verbose_name="key")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="left the plan")),
                        (
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.actionplan",
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("total_years", models.JSONField(default=list)),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Definition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="definitions",
                                to="programme.actionplan",
                            ),
                        ),
                        ("term", models.CharField(max_length=300, verbose_name="term")),
                        ("meaning", models.TextField(verbose_name="meaning")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                        ("position", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "verbose_name": "definition",
                        "verbose_name_plural": "definitions",
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "term"), name="definition_term_in_plan")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DefinitionEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.definition",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.actionplan",
                            ),
                        ),
                        ("term", models.CharField(max_length=300, verbose_name="term")),
                        ("meaning", models.TextField(verbose_name="meaning")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                        ("position", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Freeze",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="freezes",
                                to="programme.actionplan",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("as_of", models.DateField(verbose_name="as of")),
                        ("label", models.CharField(max_length=100, verbose_name="label")),
                        (
                            "frozen_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("frozen_at", models.DateTimeField(verbose_name="frozen")),
                    ],
                    options={
                        "verbose_name": "freeze",
                        "verbose_name_plural": "freezes",
                        "ordering": ["as_of", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("plan", "year", "as_of"), name="freeze_once_a_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FreezeEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.freeze",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.actionplan",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("as_of", models.DateField(verbose_name="as of")),
                        ("label", models.CharField(max_length=100, verbose_name="label")),
                        (
                            "frozen_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("frozen_at", models.DateTimeField(verbose_name="frozen")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="FundingSource",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="left the plan")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="funding_sources",
                                to="programme.actionplan",
                            ),
                        ),
                        (
                            "table",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sources",
                                to="programme.budgettable",
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("purpose", models.TextField(verbose_name="purpose")),
                        ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires")),
                        (
                            "refinancing_through",
                            models.CharField(blank=True, max_length=300, verbose_name="refinancing through"),
                        ),
                        (
                            "refinancing_deadline",
                            models.DateField(blank=True, null=True, verbose_name="refinancing deadline"),
                        ),
                        ("refinancing_note", models.TextField(blank=True, verbose_name="refinancing note")),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                    ],
                    options={
                        "verbose_name": "funding source",
                        "verbose_name_plural": "funding sources",
                        "ordering": ["position"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key"), name="fundingsource_key_in_plan")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Commitment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "funding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="programme.fundingsource",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount"),
                        ),
                        ("made_on", models.DateField(verbose_name="made")),
                        ("runs_from", models.DateField(verbose_name="runs from")),
                        ("runs_until", models.DateField(verbose_name="runs until")),
                        ("text", models.CharField(max_length=300, verbose_name="text")),
                        ("reference", models.CharField(blank=True, max_length=100, verbose_name="reference")),
                        ("released_on", models.DateField(blank=True, null=True, verbose_name="released")),
                        (
                            "released_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "release_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was released"),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="entered")),
                    ],
                    options={
                        "verbose_name": "commitment",
                        "verbose_name_plural": "commitments",
                        "ordering": ["made_on", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="commitment_of_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("runs_until__gte", models.F("runs_from"))),
                                name="commitment_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("release_reason", ""),
                                        ("released_by__isnull", True),
                                        ("released_on__isnull", True),
                                    ),
                                    models.Q(
                                        ("released_by__isnull", False),
                                        ("released_on__isnull", False),
                                        models.Q(("release_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="commitment_released_by_whom_and_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommitmentEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.commitment",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                            "funding",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.fundingsource",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount"),
                        ),
                        ("made_on", models.DateField(verbose_name="made")),
                        ("runs_from", models.DateField(verbose_name="runs from")),
                        ("runs_until", models.DateField(verbose_name="runs until")),
                        ("text", models.CharField(max_length=300, verbose_name="text")),
                        ("reference", models.CharField(blank=True, max_length=100, verbose_name="reference")),
                        ("released_on", models.DateField(blank=True, null=True, verbose_name="released")),
                        (
                            "released_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "release_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was released"),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="entered")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="FundingSourceEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.fundingsource",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                        ("key", models.SlugField(db_index=False, max_length=60, verbose_name="key")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="left the plan")),
                        (
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.actionplan",
                            ),
                        ),
                        (
                            "table",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.budgettable",
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("purpose", models.TextField(verbose_name="purpose")),
                        ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires")),
                        (
                            "refinancing_through",
                            models.CharField(blank=True, max_length=300, verbose_name="refinancing through"),
                        ),
                        (
                            "refinancing_deadline",
                            models.DateField(blank=True, null=True, verbose_name="refinancing deadline"),
                        ),
                        ("refinancing_note", models.TextField(blank=True, verbose_name="refinancing note")),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Knowledge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="knowledge",
                                to="programme.actionplan",
                            ),
                        ),
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("kind", models.CharField(max_length=20, verbose_name="kind")),
                        ("subject", models.CharField(blank=True, max_length=300, verbose_name="subject")),
                        ("rating", models.CharField(blank=True, max_length=300, verbose_name="rating")),
                        ("statement", models.TextField(verbose_name="statement")),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=24, null=True, verbose_name="value"
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=300, verbose_name="unit")),
                        ("dated", models.CharField(max_length=10, verbose_name="dated")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                        ("position", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "verbose_name": "knowledge",
                        "verbose_name_plural": "knowledge",
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key"), name="knowledge_key_in_plan")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KnowledgeEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.knowledge",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.actionplan",
                            ),
                        ),
                        ("key", models.SlugField(db_index=False, max_length=60, verbose_name="key")),
                        ("kind", models.CharField(max_length=20, verbose_name="kind")),
                        ("subject", models.CharField(blank=True, max_length=300, verbose_name="subject")),
                        ("rating", models.CharField(blank=True, max_length=300, verbose_name="rating")),
                        ("statement", models.TextField(verbose_name="statement")),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=24, null=True, verbose_name="value"
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=300, verbose_name="unit")),
                        ("dated", models.CharField(max_length=10, verbose_name="dated")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                        ("position", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Posting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "funding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings",
                                to="programme.fundingsource",
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="postings",
                                to="programme.commitment",
                            ),
                        ),
                        ("posted_on", models.DateField(verbose_name="date")),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount"),
                        ),
                        ("text", models.CharField(max_length=300, verbose_name="text")),
                        ("voucher", models.CharField(blank=True, max_length=100, verbose_name="voucher")),
                        (
                            "imported_from",
                            models.CharField(blank=True, max_length=200, verbose_name="imported from"),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="entered")),
                    ],
                    options={
                        "verbose_name": "posting",
                        "verbose_name_plural": "postings",
                        "ordering": ["posted_on", "id"],
                        "indexes": [models.Index(fields=["funding", "posted_on"], name="posting_by_funding")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("voucher", ""), _negated=True),
                                fields=("funding", "voucher"),
                                name="posting_voucher_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount", 0), _negated=True), name="posting_of_something"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PostingEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.posting",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                            "funding",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.fundingsource",
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.commitment",
                            ),
                        ),
                        ("posted_on", models.DateField(verbose_name="date")),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount"),
                        ),
                        ("text", models.CharField(max_length=300, verbose_name="text")),
                        ("voucher", models.CharField(blank=True, max_length=100, verbose_name="voucher")),
                        (
                            "imported_from",
                            models.CharField(blank=True, max_length=200, verbose_name="imported from"),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="entered")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="RefinancingStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "funding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="refinancing_steps",
                                to="programme.fundingsource",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "not applied for"),
                                    ("applied", "applied for"),
                                    ("granted", "granted"),
                                    ("refused", "refused"),
                                ],
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("stands_on", models.DateField(verbose_name="on")),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("set_at", models.DateTimeField(verbose_name="set")),
                    ],
                    options={
                        "verbose_name": "refinancing step",
                        "verbose_name_plural": "refinancing steps",
                        "ordering": ["stands_on", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["open", "applied", "granted", "refused"])),
                                name="refinancingstep_is_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RefinancingStepEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.refinancingstep",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                            "funding",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.fundingsource",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "not applied for"),
                                    ("applied", "applied for"),
                                    ("granted", "granted"),
                                    ("refused", "refused"),
                                ],
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("stands_on", models.DateField(verbose_name="on")),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        (
                            "set_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("set_at", models.DateTimeField(verbose_name="set")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SourceAmount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "funding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amounts",
                                to="programme.fundingsource",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount"),
                        ),
                    ],
                    options={
                        "verbose_name": "amount of a year",
                        "verbose_name_plural": "amounts of a year",
                        "ordering": ["year"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("funding", "year"), name="sourceamount_once_a_year"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gte", 0)), name="sourceamount_not_negative"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SourceAmountEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.sourceamount",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                            "funding",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.fundingsource",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=15, verbose_name="amount"),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="TargetGroup",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="left the plan")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="target_groups",
                                to="programme.actionplan",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("society", "society"),
                                    ("group", "group"),
                                    ("individual", "individual"),
                                    ("professionals", "professionals"),
                                ],
                                max_length=20,
                                verbose_name="level",
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("purpose", models.TextField(verbose_name="purpose")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                    ],
                    options={
                        "verbose_name": "target group",
                        "verbose_name_plural": "target groups",
                        "ordering": ["position"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key"), name="targetgroup_key_in_plan")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Initiative",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="left the plan")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="initiatives",
                                to="programme.actionplan",
                            ),
                        ),
                        (
                            "target_group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="initiatives",
                                to="programme.targetgroup",
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("description", models.TextField(verbose_name="description")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                    ],
                    options={
                        "verbose_name": "initiative",
                        "verbose_name_plural": "initiatives",
                        "ordering": ["position"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key"), name="initiative_key_in_plan")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Goal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="left the plan")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="goals",
                                to="programme.actionplan",
                            ),
                        ),
                        (
                            "target_group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="goals",
                                to="programme.targetgroup",
                            ),
                        ),
                        (
                            "initiative",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="goals",
                                to="programme.initiative",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("count", "count"),
                                    ("occurrences", "occurrences a year"),
                                    ("milestone", "milestone"),
                                    ("share", "share"),
                                    ("qualitative", "qualitative"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("short_title", models.CharField(max_length=24, verbose_name="short title")),
                        ("indicator", models.CharField(blank=True, max_length=60, verbose_name="indicator")),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("split_by", models.CharField(blank=True, max_length=60, verbose_name="split by")),
                        (
                            "pace",
                            models.CharField(
                                choices=[("even", "evenly over the year"), ("school_year", "by school days")],
                                default="even",
                                max_length=12,
                                verbose_name="pace",
                            ),
                        ),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                    ],
                    options={
                        "verbose_name": "goal",
                        "verbose_name_plural": "goals",
                        "ordering": ["position"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "key"), name="goal_key_in_plan"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        ["count", "occurrences", "milestone", "share", "qualitative"],
                                    )
                                ),
                                name="goal_kind_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["share", "qualitative"]), _negated=True),
                                    ("split_by", ""),
                                    _connector="OR",
                                ),
                                name="goal_share_is_not_split",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "goal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="programme.goal",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("as_of", models.DateField(verbose_name="as of")),
                        (
                            "judgement",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("met", "met"),
                                    ("on_pace", "on pace"),
                                    ("behind", "behind"),
                                    ("missed", "missed"),
                                ],
                                max_length=10,
                                verbose_name="judgement",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="text")),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("written_at", models.DateTimeField(verbose_name="written")),
                    ],
                    options={
                        "verbose_name": "assessment",
                        "verbose_name_plural": "assessments",
                        "ordering": ["written_at", "id"],
                        "indexes": [
                            models.Index(fields=["goal", "year", "as_of"], name="assessment_by_goal")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="assessment_is_written"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("judgement__in", ["", "met", "on_pace", "behind", "missed"])
                                ),
                                name="assessment_judgement_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChecklistItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("key", models.SlugField(max_length=60, verbose_name="key")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="left the plan")),
                        (
                            "goal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checklist",
                                to="programme.goal",
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                    ],
                    options={
                        "verbose_name": "checklist item",
                        "verbose_name_plural": "checklist items",
                        "ordering": ["position"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("goal", "key"), name="checklistitem_key_in_goal")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChecklistMark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="marks",
                                to="programme.checklistitem",
                            ),
                        ),
                        ("done_on", models.DateField(verbose_name="done")),
                        ("evidence", models.TextField(verbose_name="evidence")),
                        (
                            "marked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("marked_at", models.DateTimeField(verbose_name="marked")),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                        ),
                    ],
                    options={
                        "verbose_name": "checklist mark",
                        "verbose_name_plural": "checklist marks",
                        "ordering": ["done_on", "id"],
                        "indexes": [models.Index(fields=["item", "done_on"], name="checklistmark_by_item")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)
                                    ),
                                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="checklistmark_withdrawn_by_whom",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChecklistMarkEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.checklistmark",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                            "item",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.checklistitem",
                            ),
                        ),
                        ("done_on", models.DateField(verbose_name="done")),
                        ("evidence", models.TextField(verbose_name="evidence")),
                        (
                            "marked_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("marked_at", models.DateTimeField(verbose_name="marked")),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="FrozenFigure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "freeze",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="figures",
                                to="programme.freeze",
                            ),
                        ),
                        (
                            "goal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="frozen_figures",
                                to="programme.goal",
                            ),
                        ),
                        ("part", models.CharField(blank=True, max_length=60, verbose_name="part")),
                        ("content", models.JSONField(verbose_name="content")),
                    ],
                    options={
                        "verbose_name": "frozen figure",
                        "verbose_name_plural": "frozen figures",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("freeze", "goal", "part"), name="frozenfigure_once_a_freeze"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FrozenFigureEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.frozenfigure",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                            "freeze",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.freeze",
                            ),
                        ),
                        (
                            "goal",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.goal",
                            ),
                        ),
                        ("part", models.CharField(blank=True, max_length=60, verbose_name="part")),
                        ("content", models.JSONField(verbose_name="content")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ChecklistItemEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.checklistitem",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                        ("key", models.SlugField(db_index=False, max_length=60, verbose_name="key")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="left the plan")),
                        (
                            "goal",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.goal",
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.assessment",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                            "goal",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.goal",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("as_of", models.DateField(verbose_name="as of")),
                        (
                            "judgement",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("met", "met"),
                                    ("on_pace", "on pace"),
                                    ("behind", "behind"),
                                    ("missed", "missed"),
                                ],
                                max_length=10,
                                verbose_name="judgement",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="text")),
                        (
                            "written_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("written_at", models.DateTimeField(verbose_name="written")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="GoalPart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "goal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="programme.goal",
                            ),
                        ),
                        ("value", models.CharField(max_length=60, verbose_name="value")),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("short_title", models.CharField(max_length=24, verbose_name="short title")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="left the plan")),
                    ],
                    options={
                        "verbose_name": "part of a goal",
                        "verbose_name_plural": "parts of a goal",
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("goal", "value"), name="goalpart_value_in_goal")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GoalPartEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.goalpart",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                            "goal",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.goal",
                            ),
                        ),
                        ("value", models.CharField(max_length=60, verbose_name="value")),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("short_title", models.CharField(max_length=24, verbose_name="short title")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="left the plan")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ManualFigure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "goal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="manual_figures",
                                to="programme.goal",
                            ),
                        ),
                        ("part", models.CharField(blank=True, max_length=60, verbose_name="part")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("as_of", models.DateField(verbose_name="as of")),
                        ("value", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="value")),
                        (
                            "numerator",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="numerator"),
                        ),
                        (
                            "denominator",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="denominator"),
                        ),
                        ("evidence", models.TextField(verbose_name="evidence")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="entered")),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                        ),
                    ],
                    options={
                        "verbose_name": "manual figure",
                        "verbose_name_plural": "manual figures",
                        "ordering": ["as_of", "id"],
                        "indexes": [
                            models.Index(fields=["goal", "part", "as_of"], name="manualfigure_by_goal")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("value__gte", 0)), name="manualfigure_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("evidence", ""), _negated=True),
                                name="manualfigure_has_evidence",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("denominator__isnull", False), ("numerator__isnull", False)),
                                    models.Q(("denominator__isnull", True), ("numerator__isnull", True)),
                                    _connector="OR",
                                ),
                                name="manualfigure_whole_share",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("denominator__isnull", True),
                                    models.Q(
                                        ("denominator__gt", 0), ("numerator__lte", models.F("denominator"))
                                    ),
                                    _connector="OR",
                                ),
                                name="manualfigure_share_of_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)
                                    ),
                                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="manualfigure_withdrawn_by_whom",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ManualFigureEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.manualfigure",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                            "goal",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.goal",
                            ),
                        ),
                        ("part", models.CharField(blank=True, max_length=60, verbose_name="part")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("as_of", models.DateField(verbose_name="as of")),
                        ("value", models.DecimalField(decimal_places=2, max_digits=15, verbose_name="value")),
                        (
                            "numerator",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="numerator"),
                        ),
                        (
                            "denominator",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="denominator"),
                        ),
                        ("evidence", models.TextField(verbose_name="evidence")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="entered")),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Narrative",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "initiative",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="narratives",
                                to="programme.initiative",
                            ),
                        ),
                        ("period_from", models.DateField(verbose_name="from")),
                        ("period_to", models.DateField(verbose_name="to")),
                        ("text", models.TextField(verbose_name="text")),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("written_at", models.DateTimeField(verbose_name="written")),
                    ],
                    options={
                        "verbose_name": "narrative",
                        "verbose_name_plural": "narratives",
                        "ordering": ["written_at", "id"],
                        "indexes": [
                            models.Index(
                                fields=["initiative", "period_from", "period_to"],
                                name="narrative_by_initiative",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("period_to__gte", models.F("period_from"))),
                                name="narrative_ends_after_it_begins",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NarrativeEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.narrative",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                            "initiative",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.initiative",
                            ),
                        ),
                        ("period_from", models.DateField(verbose_name="from")),
                        ("period_to", models.DateField(verbose_name="to")),
                        ("text", models.TextField(verbose_name="text")),
                        (
                            "written_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("written_at", models.DateTimeField(verbose_name="written")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Target",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "goal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="targets",
                                to="programme.goal",
                            ),
                        ),
                        ("part", models.CharField(blank=True, max_length=60, verbose_name="part")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=15, null=True, verbose_name="value"
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                        ("set_on", models.DateField(verbose_name="set")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                        (
                            "decision_reference",
                            models.CharField(blank=True, max_length=300, verbose_name="decision"),
                        ),
                        ("superseded_on", models.DateField(blank=True, null=True, verbose_name="superseded")),
                        (
                            "superseded_reason",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="why it was superseded"
                            ),
                        ),
                        (
                            "superseded_reference",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="decision that superseded it"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "target",
                        "verbose_name_plural": "targets",
                        "ordering": ["year", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("superseded_on__isnull", True)),
                                fields=("goal", "part", "year"),
                                name="target_one_current_a_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("value__isnull", True), ("value__gte", 0), _connector="OR"
                                ),
                                name="target_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("superseded_on__isnull", True), ("superseded_reason", "")),
                                    models.Q(
                                        ("superseded_on__isnull", False),
                                        models.Q(("superseded_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="target_superseded_with_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TargetEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.target",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                            "goal",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.goal",
                            ),
                        ),
                        ("part", models.CharField(blank=True, max_length=60, verbose_name="part")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=15, null=True, verbose_name="value"
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                        ("set_on", models.DateField(verbose_name="set")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                        (
                            "decision_reference",
                            models.CharField(blank=True, max_length=300, verbose_name="decision"),
                        ),
                        ("superseded_on", models.DateField(blank=True, null=True, verbose_name="superseded")),
                        (
                            "superseded_reason",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="why it was superseded"
                            ),
                        ),
                        (
                            "superseded_reference",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="decision that superseded it"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="InitiativeEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.initiative",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                        ("key", models.SlugField(db_index=False, max_length=60, verbose_name="key")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="left the plan")),
                        (
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.actionplan",
                            ),
                        ),
                        (
                            "target_group",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.targetgroup",
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("description", models.TextField(verbose_name="description")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="GoalEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.goal",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                        ("key", models.SlugField(db_index=False, max_length=60, verbose_name="key")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="left the plan")),
                        (
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.actionplan",
                            ),
                        ),
                        (
                            "target_group",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.targetgroup",
                            ),
                        ),
                        (
                            "initiative",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.initiative",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("count", "count"),
                                    ("occurrences", "occurrences a year"),
                                    ("milestone", "milestone"),
                                    ("share", "share"),
                                    ("qualitative", "qualitative"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("short_title", models.CharField(max_length=24, verbose_name="short title")),
                        ("indicator", models.CharField(blank=True, max_length=60, verbose_name="indicator")),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("split_by", models.CharField(blank=True, max_length=60, verbose_name="split by")),
                        (
                            "pace",
                            models.CharField(
                                choices=[("even", "evenly over the year"), ("school_year", "by school days")],
                                default="even",
                                max_length=12,
                                verbose_name="pace",
                            ),
                        ),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="TargetGroupEvent",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "pgh_actor",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.me()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_request",
                            models.TextField(
                                db_default=django.db.models.expressions.RawSQL("tovholder.request()", ()),
                                null=True,
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="programme.targetgroup",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
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
                        ("key", models.SlugField(db_index=False, max_length=60, verbose_name="key")),
                        ("position", models.PositiveSmallIntegerField()),
                        ("retired_on", models.DateField(blank=True, null=True, verbose_name="left the plan")),
                        (
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="programme.actionplan",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("society", "society"),
                                    ("group", "group"),
                                    ("individual", "individual"),
                                    ("professionals", "professionals"),
                                ],
                                max_length=20,
                                verbose_name="level",
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("purpose", models.TextField(verbose_name="purpose")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
            ]
        ),
    ]

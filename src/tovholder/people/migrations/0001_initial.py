import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import tovholder.core.ids
from tovholder.core.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0007_names_of_relations"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tovholder.core.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
                        ("birth_date", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                        (
                            "birth_year",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="year of birth"
                            ),
                        ),
                        (
                            "cpr_sealed",
                            models.BinaryField(blank=True, null=True, verbose_name="CPR number, locked"),
                        ),
                        (
                            "cpr_index",
                            models.BinaryField(
                                blank=True, max_length=32, null=True, verbose_name="CPR number, keyed index"
                            ),
                        ),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                        ("district", models.CharField(blank=True, max_length=60, verbose_name="district")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
                        (
                            "address_protected_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="address protected since"
                            ),
                        ),
                        ("made_at", models.DateTimeField(verbose_name="entered")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="entered by",
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
                        "verbose_name": "person",
                        "verbose_name_plural": "people",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("cpr_index__isnull", False)),
                                fields=["cpr_index"],
                                name="person_by_cpr",
                            ),
                            models.Index(fields=["municipality", "-made_at", "-id"], name="person_newest"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True),
                                    models.Q(("description", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="person_has_name_or_description",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cpr_index__isnull", False), ("cpr_sealed__isnull", False)),
                                    models.Q(("cpr_index__isnull", True), ("cpr_sealed__isnull", True)),
                                    _connector="OR",
                                ),
                                name="person_cpr_with_its_index",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Double",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tovholder.core.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("cpr", "the same CPR number"),
                                    ("name", "alike in name and age"),
                                    ("by_hand", "pointed out by somebody"),
                                ],
                                max_length=10,
                                verbose_name="ground",
                            ),
                        ),
                        ("found_at", models.DateTimeField(verbose_name="found")),
                        ("merged_at", models.DateTimeField(blank=True, null=True, verbose_name="merged")),
                        (
                            "parted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="found to be two"),
                        ),
                        (
                            "merged_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="merged by",
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
                            "parted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="said by",
                            ),
                        ),
                        (
                            "gone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="double_of",
                                to="people.person",
                            ),
                        ),
                        (
                            "kept",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="doubles",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "possible double",
                        "verbose_name_plural": "possible doubles",
                        "constraints": [
                            models.UniqueConstraint(fields=("kept", "gone"), name="double_once"),
                            models.CheckConstraint(
                                condition=models.Q(("kept", models.F("gone")), _negated=True),
                                name="double_of_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("merged_at__isnull", False), ("merged_by__isnull", False)),
                                    models.Q(("merged_at__isnull", True), ("merged_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="double_merged_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("parted_at__isnull", False), ("parted_by__isnull", False)),
                                    models.Q(("parted_at__isnull", True), ("parted_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="double_parted_at_with_by",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Kinship",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tovholder.core.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("parent", "parent"),
                                    ("sibling", "sibling"),
                                    ("partner", "partner"),
                                    ("guardian", "guardian"),
                                    ("other", "other relative"),
                                ],
                                max_length=20,
                                verbose_name="relation",
                            ),
                        ),
                        ("noted_at", models.DateTimeField(verbose_name="noted")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                        (
                            "municipality",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.municipality",
                            ),
                        ),
                        (
                            "noted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="noted by",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="relatives",
                                to="people.person",
                            ),
                        ),
                        (
                            "relative",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="related_to",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "kinship",
                        "verbose_name_plural": "kinships",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("person", models.F("relative")), _negated=True),
                                name="kinship_of_two",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonEvent",
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
                            "id",
                            models.UUIDField(
                                default=tovholder.core.ids.uuid7, editable=False, serialize=False
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
                        ("birth_date", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                        (
                            "birth_year",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="year of birth"
                            ),
                        ),
                        (
                            "cpr_sealed",
                            models.BinaryField(blank=True, null=True, verbose_name="CPR number, locked"),
                        ),
                        (
                            "cpr_index",
                            models.BinaryField(
                                blank=True, max_length=32, null=True, verbose_name="CPR number, keyed index"
                            ),
                        ),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                        ("district", models.CharField(blank=True, max_length=60, verbose_name="district")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
                        (
                            "address_protected_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="address protected since"
                            ),
                        ),
                        ("made_at", models.DateTimeField(verbose_name="entered")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                        (
                            "made_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="entered by",
                            ),
                        ),
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
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DoubleEvent",
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
                            "id",
                            models.UUIDField(
                                default=tovholder.core.ids.uuid7, editable=False, serialize=False
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("cpr", "the same CPR number"),
                                    ("name", "alike in name and age"),
                                    ("by_hand", "pointed out by somebody"),
                                ],
                                max_length=10,
                                verbose_name="ground",
                            ),
                        ),
                        ("found_at", models.DateTimeField(verbose_name="found")),
                        ("merged_at", models.DateTimeField(blank=True, null=True, verbose_name="merged")),
                        (
                            "parted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="found to be two"),
                        ),
                        (
                            "merged_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="merged by",
                            ),
                        ),
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
                            "parted_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="said by",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="people.double",
                            ),
                        ),
                        (
                            "gone",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "kept",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="KinshipEvent",
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
                            "id",
                            models.UUIDField(
                                default=tovholder.core.ids.uuid7, editable=False, serialize=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("parent", "parent"),
                                    ("sibling", "sibling"),
                                    ("partner", "partner"),
                                    ("guardian", "guardian"),
                                    ("other", "other relative"),
                                ],
                                max_length=20,
                                verbose_name="relation",
                            ),
                        ),
                        ("noted_at", models.DateTimeField(verbose_name="noted")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
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
                            "noted_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="noted by",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="people.kinship",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "relative",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
            ]
        ),
    ]

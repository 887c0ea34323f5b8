import django.contrib.postgres.fields
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
        ("people", "0001_initial"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Consent",
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
                        ("purpose", models.CharField(max_length=300, verbose_name="purpose")),
                        ("valid_from", models.DateField(verbose_name="from")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("written", "in writing"),
                                    ("oral", "orally, noted"),
                                    ("digital", "digitally"),
                                ],
                                max_length=10,
                                verbose_name="how it was given",
                            ),
                        ),
                        (
                            "given_by",
                            models.CharField(
                                blank=True,
                                help_text="For a child: who holds custody.",
                                max_length=150,
                                verbose_name="given by",
                            ),
                        ),
                        ("noted_at", models.DateTimeField(verbose_name="noted")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                        ),
                        (
                            "withdrawn_how",
                            models.CharField(blank=True, max_length=200, verbose_name="how it was withdrawn"),
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
                                related_name="consents",
                                to="people.person",
                            ),
                        ),
                        (
                            "withdrawn_noted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="withdrawal noted by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "consent",
                        "verbose_name_plural": "consents",
                        "indexes": [models.Index(fields=["person", "-noted_at"], name="consent_by_person")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("withdrawn_at__isnull", False), ("withdrawn_noted_by__isnull", False)
                                    ),
                                    models.Q(
                                        ("withdrawn_at__isnull", True), ("withdrawn_noted_by__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="consent_withdrawn_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="consent_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LegalBasis",
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
                        ("key", models.SlugField(max_length=40, verbose_name="key")),
                        ("title", models.CharField(max_length=120, verbose_name="provision")),
                        ("short_title", models.CharField(max_length=60, verbose_name="short form")),
                        ("meaning", models.CharField(max_length=500, verbose_name="what it allows")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                        (
                            "gives",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20),
                                size=None,
                                verbose_name="who may give",
                            ),
                        ),
                        (
                            "reaches",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20),
                                size=None,
                                verbose_name="whom it reaches",
                            ),
                        ),
                        (
                            "needs_consent",
                            models.BooleanField(default=False, verbose_name="rests on consent"),
                        ),
                        ("valid_from", models.DateField(verbose_name="in force from")),
                        (
                            "valid_until",
                            models.DateField(blank=True, null=True, verbose_name="in force until"),
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
                        "verbose_name": "legal basis",
                        "verbose_name_plural": "legal bases",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("municipality", "key", "valid_from"), name="basis_key_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="basis_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConsentAgency",
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
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.agency",
                            ),
                        ),
                        (
                            "consent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reach",
                                to="disclosures.consent",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "agency of a consent",
                        "verbose_name_plural": "agencies of consents",
                        "constraints": [
                            models.UniqueConstraint(fields=("consent", "agency"), name="consent_agency_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConsentEvent",
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
                        ("purpose", models.CharField(max_length=300, verbose_name="purpose")),
                        ("valid_from", models.DateField(verbose_name="from")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("written", "in writing"),
                                    ("oral", "orally, noted"),
                                    ("digital", "digitally"),
                                ],
                                max_length=10,
                                verbose_name="how it was given",
                            ),
                        ),
                        (
                            "given_by",
                            models.CharField(
                                blank=True,
                                help_text="For a child: who holds custody.",
                                max_length=150,
                                verbose_name="given by",
                            ),
                        ),
                        ("noted_at", models.DateTimeField(verbose_name="noted")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                        ),
                        (
                            "withdrawn_how",
                            models.CharField(blank=True, max_length=200, verbose_name="how it was withdrawn"),
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
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="disclosures.consent",
                            ),
                        ),
                        (
                            "withdrawn_noted_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="withdrawal noted by",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Disclosure",
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
                        ("act", models.UUIDField(editable=False, verbose_name="act")),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("note", "a note"),
                                    ("document", "a document"),
                                    ("summary", "a summary"),
                                    ("oral", "told orally"),
                                ],
                                max_length=10,
                                verbose_name="what",
                            ),
                        ),
                        (
                            "giver_name",
                            models.CharField(blank=True, max_length=150, verbose_name="from, outside"),
                        ),
                        (
                            "receiver_name",
                            models.CharField(blank=True, max_length=150, verbose_name="to, outside"),
                        ),
                        ("at", models.DateTimeField(verbose_name="when")),
                        ("purpose", models.CharField(max_length=300, verbose_name="purpose")),
                        ("necessity", models.CharField(max_length=500, verbose_name="why it is necessary")),
                        ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="stopped")),
                        (
                            "stopped_why",
                            models.CharField(blank=True, max_length=200, verbose_name="why it stopped"),
                        ),
                        (
                            "consent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disclosures",
                                to="disclosures.consent",
                                verbose_name="consent",
                            ),
                        ),
                        (
                            "giver",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.agency",
                                verbose_name="from",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disclosures",
                                to="people.person",
                            ),
                        ),
                        (
                            "receiver",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.agency",
                                verbose_name="to",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                        (
                            "basis",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disclosures",
                                to="disclosures.legalbasis",
                                verbose_name="legal basis",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "disclosure",
                        "verbose_name_plural": "disclosures",
                        "indexes": [
                            models.Index(fields=["municipality", "-at", "-id"], name="disclosure_newest"),
                            models.Index(fields=["person", "-at"], name="disclosure_by_person"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("giver__isnull", False), ("giver_name", "")),
                                    models.Q(
                                        ("giver__isnull", True), models.Q(("giver_name", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="disclosure_from_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("receiver__isnull", False), ("receiver_name", "")),
                                    models.Q(
                                        ("receiver__isnull", True),
                                        models.Q(("receiver_name", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="disclosure_to_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("giver__isnull", False), ("receiver__isnull", False), _connector="OR"
                                ),
                                name="disclosure_one_end_is_ours",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("giver__isnull", True),
                                    ("receiver__isnull", True),
                                    models.Q(("giver", models.F("receiver")), _negated=True),
                                    _connector="OR",
                                ),
                                name="disclosure_between_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LegalBasisEvent",
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
                        ("key", models.SlugField(db_index=False, max_length=40, verbose_name="key")),
                        ("title", models.CharField(max_length=120, verbose_name="provision")),
                        ("short_title", models.CharField(max_length=60, verbose_name="short form")),
                        ("meaning", models.CharField(max_length=500, verbose_name="what it allows")),
                        ("source", models.CharField(max_length=300, verbose_name="source")),
                        (
                            "gives",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20),
                                size=None,
                                verbose_name="who may give",
                            ),
                        ),
                        (
                            "reaches",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20),
                                size=None,
                                verbose_name="whom it reaches",
                            ),
                        ),
                        (
                            "needs_consent",
                            models.BooleanField(default=False, verbose_name="rests on consent"),
                        ),
                        ("valid_from", models.DateField(verbose_name="in force from")),
                        (
                            "valid_until",
                            models.DateField(blank=True, null=True, verbose_name="in force until"),
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
                                to="disclosures.legalbasis",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ConsentAgencyEvent",
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
                            "agency",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="access.agency",
                            ),
                        ),
                        (
                            "consent",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="disclosures.consent",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="disclosures.consentagency",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Content",
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
                        ("text", models.TextField(verbose_name="exactly what was disclosed")),
                        (
                            "disclosure",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="content",
                                to="disclosures.disclosure",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "disclosed content",
                        "verbose_name_plural": "disclosed contents",
                    },
                ),
                migrations.CreateModel(
                    name="DisclosureEvent",
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
                        ("act", models.UUIDField(editable=False, verbose_name="act")),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("note", "a note"),
                                    ("document", "a document"),
                                    ("summary", "a summary"),
                                    ("oral", "told orally"),
                                ],
                                max_length=10,
                                verbose_name="what",
                            ),
                        ),
                        (
                            "giver_name",
                            models.CharField(blank=True, max_length=150, verbose_name="from, outside"),
                        ),
                        (
                            "receiver_name",
                            models.CharField(blank=True, max_length=150, verbose_name="to, outside"),
                        ),
                        ("at", models.DateTimeField(verbose_name="when")),
                        ("purpose", models.CharField(max_length=300, verbose_name="purpose")),
                        ("necessity", models.CharField(max_length=500, verbose_name="why it is necessary")),
                        ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="stopped")),
                        (
                            "stopped_why",
                            models.CharField(blank=True, max_length=200, verbose_name="why it stopped"),
                        ),
                        (
                            "consent",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="disclosures.consent",
                                verbose_name="consent",
                            ),
                        ),
                        (
                            "giver",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="access.agency",
                                verbose_name="from",
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
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="disclosures.disclosure",
                            ),
                        ),
                        (
                            "receiver",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="access.agency",
                                verbose_name="to",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                        (
                            "basis",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="disclosures.legalbasis",
                                verbose_name="legal basis",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ContentEvent",
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
                        ("text", models.TextField(verbose_name="exactly what was disclosed")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="disclosures.content",
                            ),
                        ),
                        (
                            "disclosure",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="disclosures.disclosure",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="consent",
            name="agencies",
            field=models.ManyToManyField(
                related_name="+",
                through="disclosures.ConsentAgency",
                to="access.agency",
                verbose_name="agencies",
            ),
        ),
    ]

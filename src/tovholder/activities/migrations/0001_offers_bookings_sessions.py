import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import tovholder.activities.models
from tovholder.core.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0003_account_acts"),
        ("access", "__first__"),
        ("partners", "0001_organisations"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="EvaluationEvent",
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
                        ("given_on", models.DateField(verbose_name="given on")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CalendarFeed",
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
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "token",
                            models.CharField(
                                default=tovholder.activities.models.new_token,
                                editable=False,
                                max_length=40,
                                unique=True,
                            ),
                        ),
                        ("opened_at", models.DateTimeField(verbose_name="opened")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                    ],
                    options={
                        "verbose_name": "calendar feed",
                        "verbose_name_plural": "calendar feeds",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=("user",),
                                name="calendarfeed_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_at__isnull", True),
                                    ("closed_at__gte", models.F("opened_at")),
                                    _connector="OR",
                                ),
                                name="calendarfeed_closes_after_it_opened",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarFeedEvent",
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
                                to="activities.calendarfeed",
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
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("opened_at", models.DateTimeField(verbose_name="opened")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("teaching_course", "teaching course"),
                                    ("parents_meeting", "parents' meeting"),
                                    ("adult_dialogue", "dialogue with adults"),
                                    ("awareness_talk", "awareness talk"),
                                    ("workshop", "workshop"),
                                    ("webinar", "webinar"),
                                    ("training", "training"),
                                    ("network_meeting", "network meeting"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("audience", models.CharField(blank=True, max_length=200, verbose_name="for whom")),
                        (
                            "description",
                            models.TextField(blank=True, max_length=4000, verbose_name="description"),
                        ),
                        (
                            "length_minutes",
                            models.PositiveSmallIntegerField(verbose_name="minutes a session"),
                        ),
                        ("sessions", models.PositiveSmallIntegerField(default=1, verbose_name="sessions")),
                        (
                            "capacity",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="room for"),
                        ),
                        (
                            "targeted",
                            models.BooleanField(default=False, verbose_name="counts as a targeted course"),
                        ),
                        (
                            "qualifies_as",
                            models.CharField(
                                blank=True,
                                choices=[("relation_worker", "relation worker"), ("trainer", "trainer")],
                                max_length=20,
                                verbose_name="its participants become",
                            ),
                        ),
                        ("offered_from", models.DateField(verbose_name="offered from")),
                        (
                            "withdrawn_on",
                            models.DateField(blank=True, null=True, verbose_name="withdrawn on"),
                        ),
                    ],
                    options={
                        "verbose_name": "offer",
                        "verbose_name_plural": "offers",
                        "ordering": ["title", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("municipality", "key"), name="offer_key_in_municipality"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("length_minutes__gte", 5), ("length_minutes__lte", 960)),
                                name="offer_lasts_up_to_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("sessions__gte", 1), ("sessions__lte", 50)),
                                name="offer_has_sessions",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("capacity__isnull", True), ("capacity__gte", 1), _connector="OR"
                                ),
                                name="offer_has_room_for_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("targeted", False), ("kind", "teaching_course"), _connector="OR"
                                ),
                                name="offer_targeted_is_a_course",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("qualifies_as", ""), ("kind", "training"), _connector="OR"
                                ),
                                name="offer_qualifying_is_a_training",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_on__isnull", True),
                                    ("withdrawn_on__gte", models.F("offered_from")),
                                    _connector="OR",
                                ),
                                name="offer_is_withdrawn_after_it_was_made",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Booking",
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
                            "offer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bookings",
                                to="activities.offer",
                                verbose_name="offer",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bookings",
                                to="partners.organisation",
                                verbose_name="school or workplace",
                            ),
                        ),
                        ("requested_on", models.DateField(verbose_name="asked for on")),
                        (
                            "requested_via",
                            models.CharField(
                                choices=[
                                    ("form", "form"),
                                    ("mail", "mail"),
                                    ("telephone", "telephone"),
                                    ("import", "import"),
                                ],
                                default="form",
                                max_length=10,
                                verbose_name="how",
                            ),
                        ),
                        (
                            "wished_dates",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DateField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="wished dates",
                            ),
                        ),
                        (
                            "expected",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="expected to come"
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("planned_at", models.DateTimeField(blank=True, null=True, verbose_name="planned")),
                        (
                            "planned_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("declined_at", models.DateTimeField(blank=True, null=True, verbose_name="declined")),
                        (
                            "declined_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decline_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was declined"),
                        ),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                        ),
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
                            "withdraw_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was withdrawn"),
                        ),
                    ],
                    options={
                        "verbose_name": "booking",
                        "verbose_name_plural": "bookings",
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("declined_at__isnull", True),
                                    ("planned_at__isnull", True),
                                    ("withdrawn_at__isnull", True),
                                ),
                                fields=["municipality", "requested_on", "id"],
                                name="booking_waiting",
                            ),
                            models.Index(
                                fields=["municipality", "requested_on", "id"], name="booking_by_date"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("planned_at__isnull", False), ("planned_by__isnull", False)),
                                    models.Q(("planned_at__isnull", True), ("planned_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="booking_planned_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("declined_at__isnull", False), ("declined_by__isnull", False)),
                                    models.Q(("declined_at__isnull", True), ("declined_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="booking_declined_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)
                                    ),
                                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="booking_withdrawn_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("declined_at__isnull", True),
                                    models.Q(("decline_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="booking_is_declined_for_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("declined_at__isnull", True),
                                    ("planned_at__isnull", True),
                                    _connector="OR",
                                ),
                                name="booking_declined_is_not_planned",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_at__isnull", True),
                                    ("planned_at__isnull", True),
                                    _connector="OR",
                                ),
                                name="booking_withdrawn_is_not_planned",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("declined_at__isnull", True),
                                    ("withdrawn_at__isnull", True),
                                    _connector="OR",
                                ),
                                name="booking_declined_or_withdrawn",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("expected__isnull", True), ("expected__lte", 2000), _connector="OR"
                                ),
                                name="booking_expected",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decline_reason__regex", "\\d{6}[ -]?\\d{4}"), _negated=True
                                ),
                                name="booking_decline_without_cpr",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdraw_reason__regex", "\\d{6}[ -]?\\d{4}"), _negated=True
                                ),
                                name="booking_withdraw_without_cpr",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BookedClass",
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
                            "booking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="classes",
                                to="activities.booking",
                            ),
                        ),
                        ("label", models.CharField(max_length=20, verbose_name="class")),
                        (
                            "grade",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="grade"),
                        ),
                        (
                            "expected",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="expected heads"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "booked class",
                        "verbose_name_plural": "booked classes",
                        "ordering": ["label", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("booking", "label"), name="bookedclass_once_in_booking"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("grade__isnull", True), ("grade__lte", 13), _connector="OR"
                                ),
                                name="bookedclass_grade_exists",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("expected__isnull", True), ("expected__lte", 2000), _connector="OR"
                                ),
                                name="bookedclass_expected",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("label__regex", "\\d{6}[ -]?\\d{4}"), _negated=True),
                                name="bookedclass_label_without_cpr",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BookedClassEvent",
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
                                to="activities.bookedclass",
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
                            "booking",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="activities.booking",
                            ),
                        ),
                        ("label", models.CharField(max_length=20, verbose_name="class")),
                        (
                            "grade",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="grade"),
                        ),
                        (
                            "expected",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="expected heads"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="BookingContact",
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
                            "booking",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contact",
                                to="activities.booking",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=120, verbose_name="contact")),
                        ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        ("note", models.TextField(blank=True, max_length=1000, verbose_name="note")),
                    ],
                    options={
                        "verbose_name": "booking's contact",
                        "verbose_name_plural": "bookings' contacts",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("note__regex", "\\d{6}[ -]?\\d{4}"), _negated=True),
                                name="contact_note_without_cpr",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BookingContactEvent",
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
                                to="activities.bookingcontact",
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
                            "booking",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="activities.booking",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=120, verbose_name="contact")),
                        ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                        ("note", models.TextField(blank=True, max_length=1000, verbose_name="note")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="BookingEvent",
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
                                to="activities.booking",
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
                            "offer",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="activities.offer",
                                verbose_name="offer",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="partners.organisation",
                                verbose_name="school or workplace",
                            ),
                        ),
                        ("requested_on", models.DateField(verbose_name="asked for on")),
                        (
                            "requested_via",
                            models.CharField(
                                choices=[
                                    ("form", "form"),
                                    ("mail", "mail"),
                                    ("telephone", "telephone"),
                                    ("import", "import"),
                                ],
                                default="form",
                                max_length=10,
                                verbose_name="how",
                            ),
                        ),
                        (
                            "wished_dates",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DateField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="wished dates",
                            ),
                        ),
                        (
                            "expected",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="expected to come"
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
                            ),
                        ),
                        ("planned_at", models.DateTimeField(blank=True, null=True, verbose_name="planned")),
                        (
                            "planned_by",
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
                        ("declined_at", models.DateTimeField(blank=True, null=True, verbose_name="declined")),
                        (
                            "declined_by",
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
                            "decline_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was declined"),
                        ),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                        ),
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
                            "withdraw_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was withdrawn"),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="OfferEvent",
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
                                to="activities.offer",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("teaching_course", "teaching course"),
                                    ("parents_meeting", "parents' meeting"),
                                    ("adult_dialogue", "dialogue with adults"),
                                    ("awareness_talk", "awareness talk"),
                                    ("workshop", "workshop"),
                                    ("webinar", "webinar"),
                                    ("training", "training"),
                                    ("network_meeting", "network meeting"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("audience", models.CharField(blank=True, max_length=200, verbose_name="for whom")),
                        (
                            "description",
                            models.TextField(blank=True, max_length=4000, verbose_name="description"),
                        ),
                        (
                            "length_minutes",
                            models.PositiveSmallIntegerField(verbose_name="minutes a session"),
                        ),
                        ("sessions", models.PositiveSmallIntegerField(default=1, verbose_name="sessions")),
                        (
                            "capacity",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="room for"),
                        ),
                        (
                            "targeted",
                            models.BooleanField(default=False, verbose_name="counts as a targeted course"),
                        ),
                        (
                            "qualifies_as",
                            models.CharField(
                                blank=True,
                                choices=[("relation_worker", "relation worker"), ("trainer", "trainer")],
                                max_length=20,
                                verbose_name="its participants become",
                            ),
                        ),
                        ("offered_from", models.DateField(verbose_name="offered from")),
                        (
                            "withdrawn_on",
                            models.DateField(blank=True, null=True, verbose_name="withdrawn on"),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Profession",
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
                        ("key", models.SlugField(max_length=40, verbose_name="key")),
                        ("title", models.CharField(max_length=80, verbose_name="profession")),
                    ],
                    options={
                        "verbose_name": "profession",
                        "verbose_name_plural": "professions",
                        "ordering": ["title"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("municipality", "key"), name="profession_key_in_municipality"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProfessionEvent",
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
                                to="activities.profession",
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
                        ("key", models.SlugField(db_index=False, max_length=40, verbose_name="key")),
                        ("title", models.CharField(max_length=80, verbose_name="profession")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Session",
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
                            "booking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="activities.booking",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(default=1, verbose_name="number")),
                        ("starts_at", models.DateTimeField(verbose_name="starts")),
                        ("ends_at", models.DateTimeField(verbose_name="ends")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                        (
                            "district",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.district",
                                verbose_name="district",
                            ),
                        ),
                        (
                            "evaluation_token",
                            models.CharField(
                                default=tovholder.activities.models.new_token,
                                editable=False,
                                max_length=40,
                                unique=True,
                            ),
                        ),
                        (
                            "heads_token",
                            models.CharField(
                                default=tovholder.activities.models.new_token,
                                editable=False,
                                max_length=40,
                                unique=True,
                            ),
                        ),
                        (
                            "held_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="recorded as held"),
                        ),
                        (
                            "held_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "nobody_came_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="recorded that nobody came"
                            ),
                        ),
                        (
                            "nobody_came_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "cancelled_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="cancelled"),
                        ),
                        (
                            "cancelled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "cancel_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was cancelled"),
                        ),
                        ("counted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "session",
                        "verbose_name_plural": "sessions",
                        "indexes": [
                            models.Index(fields=["municipality", "starts_at", "id"], name="session_by_time"),
                            models.Index(
                                condition=models.Q(
                                    ("cancelled_at__isnull", True),
                                    ("counted_at__isnull", True),
                                    ("nobody_came_at__isnull", True),
                                ),
                                fields=["municipality", "starts_at", "id"],
                                name="session_uncounted",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("booking", "number"), name="session_number_in_booking"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="session_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("held_at__isnull", False), ("held_by__isnull", False)),
                                    models.Q(("held_at__isnull", True), ("held_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="session_held_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("nobody_came_at__isnull", False), ("nobody_came_by__isnull", False)
                                    ),
                                    models.Q(
                                        ("nobody_came_at__isnull", True), ("nobody_came_by__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="session_nobody_came_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("cancelled_at__isnull", False), ("cancelled_by__isnull", False)
                                    ),
                                    models.Q(("cancelled_at__isnull", True), ("cancelled_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="session_cancelled_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cancelled_at__isnull", True),
                                    models.Q(("cancel_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="session_is_cancelled_for_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("held_at__isnull", True), ("cancelled_at__isnull", True), _connector="OR"
                                ),
                                name="session_held_or_cancelled",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("nobody_came_at__isnull", True),
                                    ("held_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="session_nobody_came_is_held",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cancel_reason__regex", "\\d{6}[ -]?\\d{4}"), _negated=True
                                ),
                                name="session_cancel_without_cpr",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("place__regex", "\\d{6}[ -]?\\d{4}"), _negated=True),
                                name="session_place_without_cpr",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assignment",
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
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="activities.session",
                            ),
                        ),
                        (
                            "instructor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="instructor",
                            ),
                        ),
                        (
                            "during",
                            django.contrib.postgres.fields.ranges.DateTimeRangeField(
                                editable=False, null=True
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "assignment",
                        "verbose_name_plural": "assignments",
                        "constraints": [
                            models.UniqueConstraint(fields=("session", "instructor"), name="assignment_once"),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("instructor", "="), ("during", "&&")],
                                name="assignment_in_one_place",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Headcount",
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
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="headcounts",
                                to="activities.session",
                            ),
                        ),
                        (
                            "booked_class",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="headcounts",
                                to="activities.bookedclass",
                            ),
                        ),
                        (
                            "profession",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="activities.profession",
                            ),
                        ),
                        (
                            "administration",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.organisation",
                            ),
                        ),
                        ("heads", models.PositiveSmallIntegerField(verbose_name="heads")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="entered")),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("page", "page"),
                                    ("link", "link"),
                                    ("import", "import"),
                                    ("offline", "sent later"),
                                ],
                                default="page",
                                max_length=10,
                                verbose_name="how",
                            ),
                        ),
                        ("client_key", models.UUIDField(blank=True, editable=False, null=True)),
                    ],
                    options={
                        "verbose_name": "headcount",
                        "verbose_name_plural": "headcounts",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("session", "booked_class", "profession", "administration"),
                                name="headcount_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("heads__gte", 0), ("heads__lte", 2000)),
                                name="headcount_is_plausible",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("booked_class__isnull", True),
                                    models.Q(("administration__isnull", True), ("profession__isnull", True)),
                                    _connector="OR",
                                ),
                                name="headcount_of_class_or_profession",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("entered_by__isnull", False),
                                    ("way__in", ["link", "offline"]),
                                    _connector="OR",
                                ),
                                name="headcount_entered_by_somebody_or_link",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HeadcountEvent",
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
                                to="activities.headcount",
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
                            "session",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="activities.session",
                            ),
                        ),
                        (
                            "booked_class",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="activities.bookedclass",
                            ),
                        ),
                        (
                            "profession",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="activities.profession",
                            ),
                        ),
                        (
                            "administration",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="partners.organisation",
                            ),
                        ),
                        ("heads", models.PositiveSmallIntegerField(verbose_name="heads")),
                        (
                            "entered_by",
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
                        ("entered_at", models.DateTimeField(verbose_name="entered")),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("page", "page"),
                                    ("link", "link"),
                                    ("import", "import"),
                                    ("offline", "sent later"),
                                ],
                                default="page",
                                max_length=10,
                                verbose_name="how",
                            ),
                        ),
                        ("client_key", models.UUIDField(blank=True, editable=False, null=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Evaluation",
                    fields=[
                        (
                            "municipality",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.municipality",
                            ),
                        ),
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evaluations",
                                to="activities.session",
                            ),
                        ),
                        ("score", models.PositiveSmallIntegerField(verbose_name="score")),
                        ("text", models.CharField(blank=True, max_length=500, verbose_name="in a line")),
                        ("given_on", models.DateField(verbose_name="given on")),
                    ],
                    options={
                        "verbose_name": "evaluation",
                        "verbose_name_plural": "evaluations",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("score__gte", 1), ("score__lte", 5)),
                                name="evaluation_score_from_1_to_5",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("text__regex", "\\d{6}[ -]?\\d{4}"), _negated=True),
                                name="evaluation_text_without_cpr",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssignmentEvent",
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
                                to="activities.assignment",
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
                            "session",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="activities.session",
                            ),
                        ),
                        (
                            "instructor",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="instructor",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SessionEvent",
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
                                to="activities.session",
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
                            "booking",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="activities.booking",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(default=1, verbose_name="number")),
                        ("starts_at", models.DateTimeField(verbose_name="starts")),
                        ("ends_at", models.DateTimeField(verbose_name="ends")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                        (
                            "district",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="partners.district",
                                verbose_name="district",
                            ),
                        ),
                        (
                            "held_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="recorded as held"),
                        ),
                        (
                            "held_by",
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
                            "nobody_came_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="recorded that nobody came"
                            ),
                        ),
                        (
                            "nobody_came_by",
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
                            "cancelled_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="cancelled"),
                        ),
                        (
                            "cancelled_by",
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
                            "cancel_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was cancelled"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="Session",
            name="instructors",
            field=models.ManyToManyField(
                related_name="+",
                through="activities.Assignment",
                to=settings.AUTH_USER_MODEL,
                verbose_name="instructors",
            ),
        ),
    ]

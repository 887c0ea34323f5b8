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
                    name="AdviceContact",
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
                        ("at", models.DateTimeField(verbose_name="when")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("national_hotline", "national hotline"),
                                    ("local_hotline", "local hotline"),
                                    ("mail", "e-mail"),
                                    ("letter", "letter"),
                                    ("visit", "visit"),
                                    ("referral", "referral by an authority"),
                                ],
                                max_length=20,
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "caller_kind",
                            models.CharField(
                                choices=[
                                    ("parent", "parent"),
                                    ("relative", "other relative"),
                                    ("teacher", "teacher"),
                                    ("employee", "other employee"),
                                    ("friend", "friend"),
                                    ("citizen", "citizen"),
                                    ("authority", "authority"),
                                ],
                                max_length=20,
                                verbose_name="caller",
                            ),
                        ),
                        (
                            "danger",
                            models.CharField(
                                choices=[("no", "no"), ("yes", "yes, or in doubt")],
                                max_length=3,
                                verbose_name="was anyone in danger",
                            ),
                        ),
                        (
                            "danger_done",
                            models.CharField(blank=True, max_length=300, verbose_name="what was done"),
                        ),
                        (
                            "residence",
                            models.CharField(
                                choices=[
                                    ("here", "here"),
                                    ("elsewhere", "another municipality"),
                                    ("unknown", "not known"),
                                ],
                                default="unknown",
                                max_length=10,
                                verbose_name="lives",
                            ),
                        ),
                        (
                            "topics",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="advice about",
                            ),
                        ),
                        ("advice", models.TextField(blank=True, verbose_name="advice given")),
                        (
                            "text_deleted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="text deleted"),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="adviser",
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
                        "verbose_name": "advice contact",
                        "verbose_name_plural": "advice contacts",
                        "indexes": [
                            models.Index(fields=["municipality", "-at", "-id"], name="advice_newest")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("text_deleted_at__isnull", True),
                                    models.Q(("advice", ""), ("danger_done", "")),
                                    _connector="OR",
                                ),
                                name="advice_text_is_gone_when_deleted",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AdviceTopic",
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
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "ended_on",
                            models.DateField(blank=True, null=True, verbose_name="no longer used from"),
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
                        "verbose_name": "advice topic",
                        "verbose_name_plural": "advice topics",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("municipality", "key"), name="advicetopic_key_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Call",
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
                        ("begun_at", models.DateTimeField(verbose_name="begun")),
                        ("saved_at", models.DateTimeField(verbose_name="saved")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                        (
                            "content",
                            models.BinaryField(
                                blank=True, null=True, verbose_name="what stands in the form, locked"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="calls",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="adviser",
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
                        "verbose_name": "call in progress",
                        "verbose_name_plural": "calls in progress",
                        "indexes": [models.Index(fields=["by", "-begun_at"], name="call_by_adviser")],
                    },
                ),
                migrations.CreateModel(
                    name="ConcernReport",
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
                        ("number", models.CharField(max_length=12, verbose_name="number")),
                        ("received_at", models.DateTimeField(verbose_name="received")),
                        (
                            "call",
                            models.UUIDField(
                                default=tovholder.core.ids.uuid7, editable=False, verbose_name="from the call"
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("national_hotline", "national hotline"),
                                    ("local_hotline", "local hotline"),
                                    ("mail", "e-mail"),
                                    ("letter", "letter"),
                                    ("visit", "visit"),
                                    ("referral", "referral by an authority"),
                                ],
                                max_length=20,
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "caller_kind",
                            models.CharField(
                                choices=[
                                    ("parent", "parent"),
                                    ("relative", "other relative"),
                                    ("teacher", "teacher"),
                                    ("employee", "other employee"),
                                    ("friend", "friend"),
                                    ("citizen", "citizen"),
                                    ("authority", "authority"),
                                ],
                                max_length=20,
                                verbose_name="caller",
                            ),
                        ),
                        ("anonymous", models.BooleanField(verbose_name="the caller stays anonymous")),
                        (
                            "authority",
                            models.CharField(blank=True, max_length=150, verbose_name="referring authority"),
                        ),
                        (
                            "danger",
                            models.CharField(
                                choices=[("no", "no"), ("yes", "yes, or in doubt")],
                                max_length=3,
                                verbose_name="is anyone in danger",
                            ),
                        ),
                        (
                            "danger_done",
                            models.CharField(blank=True, max_length=300, verbose_name="what was done"),
                        ),
                        ("behaviour", models.TextField(blank=True, verbose_name="behaviour")),
                        ("relations", models.TextField(blank=True, verbose_name="relations")),
                        ("statements", models.TextField(blank=True, verbose_name="statements")),
                        ("situation", models.TextField(blank=True, verbose_name="situation")),
                        ("strengths", models.TextField(blank=True, verbose_name="what goes well")),
                        (
                            "kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="kinds of extremism",
                            ),
                        ),
                        (
                            "residence",
                            models.CharField(
                                choices=[
                                    ("here", "here"),
                                    ("elsewhere", "another municipality"),
                                    ("unknown", "not known"),
                                ],
                                default="unknown",
                                max_length=10,
                                verbose_name="lives",
                            ),
                        ),
                        (
                            "topics",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="advice about",
                            ),
                        ),
                        ("advice", models.TextField(blank=True, verbose_name="advice given")),
                        (
                            "call_back_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="call back"),
                        ),
                        (
                            "called_back_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="called back"),
                        ),
                        ("grounds", models.TextField(blank=True, verbose_name="grounds")),
                        (
                            "prevention",
                            models.TextField(blank=True, verbose_name="perspective of prevention"),
                        ),
                        ("proportionality", models.TextField(blank=True, verbose_name="proportionality")),
                        ("triaged_at", models.DateTimeField(blank=True, null=True, verbose_name="triaged")),
                        (
                            "exit",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("advice", "advice given"),
                                    ("unfounded", "unfounded"),
                                    ("other_house", "another municipality's info house"),
                                    ("child_referral", "child-protection referral"),
                                    ("police", "police only"),
                                    ("info_house", "to the Infohus"),
                                    ("statutory_offer", "a statutory offer elsewhere"),
                                ],
                                max_length=20,
                                verbose_name="exit",
                            ),
                        ),
                        ("exit_reason", models.TextField(blank=True, verbose_name="reason of the exit")),
                        ("exit_at", models.DateTimeField(blank=True, null=True, verbose_name="left triage")),
                        (
                            "receipt_due_on",
                            models.DateField(blank=True, null=True, verbose_name="receipt awaited by"),
                        ),
                        ("receipt_on", models.DateField(blank=True, null=True, verbose_name="receipt came")),
                        (
                            "confirmed_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="receipt sent to the authority"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                        (
                            "call_back_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="calls back",
                            ),
                        ),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="receipt sent by",
                            ),
                        ),
                        (
                            "exit_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="concerns",
                                to="people.person",
                                verbose_name="about",
                            ),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="taken down by",
                            ),
                        ),
                        (
                            "triaged_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="triaged by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "concern report",
                        "verbose_name_plural": "concern reports",
                        "indexes": [
                            models.Index(
                                fields=["municipality", "-received_at", "-id"], name="concern_newest"
                            ),
                            models.Index(
                                condition=models.Q(("exit_at__isnull", True)),
                                fields=["municipality", "received_at", "id"],
                                name="concern_waiting",
                            ),
                            models.Index(
                                fields=["taken_by", "-received_at", "-id"], name="concern_by_adviser"
                            ),
                            models.Index(fields=["person"], name="concern_by_person"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("municipality", "number"), name="concern_number_once"
                            ),
                            models.UniqueConstraint(
                                fields=("municipality", "call"), name="concern_once_from_a_call"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        models.Q(("exit_at__isnull", False), ("exit_by__isnull", False)),
                                        models.Q(("exit_at__isnull", True), ("exit_by__isnull", True)),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("exit_at__isnull", True),
                                        models.Q(("exit", ""), _negated=True),
                                        _connector="XOR",
                                    ),
                                ),
                                name="concern_exit_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("triaged_at__isnull", False), ("triaged_by__isnull", False)),
                                    models.Q(("triaged_at__isnull", True), ("triaged_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="concern_triaged_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("confirmed_at__isnull", False), ("confirmed_by__isnull", False)
                                    ),
                                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="concern_confirmed_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("call_back_at__isnull", False), ("call_back_by__isnull", False)
                                    ),
                                    models.Q(("call_back_at__isnull", True), ("call_back_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="concern_call_back_at_with_by",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Deadline",
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
                            "key",
                            models.CharField(
                                choices=[
                                    ("triage", "triage of a concern"),
                                    ("police_clearance", "answer of the police"),
                                    ("child_referral_receipt", "receipt of a child-protection referral"),
                                    ("receipt", "receipt to a referring authority"),
                                    ("call_back", "call back"),
                                    ("register_check", "answer to a register check"),
                                    ("advice_text", "deletion of an advice contact's text"),
                                    ("emergency_review", "review of an emergency access"),
                                ],
                                max_length=40,
                                verbose_name="deadline for",
                            ),
                        ),
                        ("days", models.PositiveSmallIntegerField(verbose_name="days")),
                        (
                            "working_days",
                            models.BooleanField(default=True, verbose_name="counted in working days"),
                        ),
                        ("source", models.CharField(max_length=200, verbose_name="source")),
                        ("valid_from", models.DateField(verbose_name="in force from")),
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
                        "verbose_name": "deadline",
                        "verbose_name_plural": "deadlines",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("municipality", "key", "valid_from"), name="deadline_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DutyShift",
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
                        ("starts_at", models.DateTimeField(verbose_name="from")),
                        ("ends_at", models.DateTimeField(verbose_name="until")),
                        (
                            "handed_over_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="handed over"),
                        ),
                        (
                            "adviser",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shifts",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="adviser",
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
                        "verbose_name": "shift",
                        "verbose_name_plural": "shifts",
                        "indexes": [models.Index(fields=["municipality", "starts_at"], name="shift_by_time")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="shift_ends_after_it_begins",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DutyTurn",
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
                        ("house", models.CharField(max_length=80, verbose_name="house")),
                        ("ours", models.BooleanField(verbose_name="ours")),
                        ("first_day", models.DateField(verbose_name="from")),
                        ("last_day", models.DateField(verbose_name="until")),
                        ("opens", models.TimeField(verbose_name="opens")),
                        ("closes", models.TimeField(verbose_name="closes")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
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
                        "verbose_name": "turn of the hotline",
                        "verbose_name_plural": "turns of the hotline",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("municipality", "first_day"), name="dutyturn_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_day__gte", models.F("first_day"))),
                                name="dutyturn_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closes__gt", models.F("opens"))),
                                name="dutyturn_closes_after_it_opens",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExtremismKind",
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
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "ended_on",
                            models.DateField(blank=True, null=True, verbose_name="no longer used from"),
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
                        "verbose_name": "kind of extremism",
                        "verbose_name_plural": "kinds of extremism",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("municipality", "key"), name="extremismkind_key_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Purge",
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
                        ("concern", models.UUIDField(verbose_name="concern")),
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        (
                            "taken_back_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="taken back"),
                        ),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                        ("month", models.DateField(verbose_name="month")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("national_hotline", "national hotline"),
                                    ("local_hotline", "local hotline"),
                                    ("mail", "e-mail"),
                                    ("letter", "letter"),
                                    ("visit", "visit"),
                                    ("referral", "referral by an authority"),
                                ],
                                max_length=20,
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "exit",
                            models.CharField(
                                choices=[
                                    ("advice", "advice given"),
                                    ("unfounded", "unfounded"),
                                    ("other_house", "another municipality's info house"),
                                    ("child_referral", "child-protection referral"),
                                    ("police", "police only"),
                                    ("info_house", "to the Infohus"),
                                    ("statutory_offer", "a statutory offer elsewhere"),
                                ],
                                max_length=20,
                                verbose_name="exit",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="done by",
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
                        "verbose_name": "purge",
                        "verbose_name_plural": "purges",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                                    models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="purge_done_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("done_by__isnull", True),
                                    models.Q(("done_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="purge_needs_two",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("taken_back_at__isnull", True)),
                                fields=("concern",),
                                name="purge_asked_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AdviceContactEvent",
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
                        ("at", models.DateTimeField(verbose_name="when")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("national_hotline", "national hotline"),
                                    ("local_hotline", "local hotline"),
                                    ("mail", "e-mail"),
                                    ("letter", "letter"),
                                    ("visit", "visit"),
                                    ("referral", "referral by an authority"),
                                ],
                                max_length=20,
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "caller_kind",
                            models.CharField(
                                choices=[
                                    ("parent", "parent"),
                                    ("relative", "other relative"),
                                    ("teacher", "teacher"),
                                    ("employee", "other employee"),
                                    ("friend", "friend"),
                                    ("citizen", "citizen"),
                                    ("authority", "authority"),
                                ],
                                max_length=20,
                                verbose_name="caller",
                            ),
                        ),
                        (
                            "danger",
                            models.CharField(
                                choices=[("no", "no"), ("yes", "yes, or in doubt")],
                                max_length=3,
                                verbose_name="was anyone in danger",
                            ),
                        ),
                        (
                            "danger_done",
                            models.CharField(blank=True, max_length=300, verbose_name="what was done"),
                        ),
                        (
                            "residence",
                            models.CharField(
                                choices=[
                                    ("here", "here"),
                                    ("elsewhere", "another municipality"),
                                    ("unknown", "not known"),
                                ],
                                default="unknown",
                                max_length=10,
                                verbose_name="lives",
                            ),
                        ),
                        (
                            "topics",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="advice about",
                            ),
                        ),
                        (
                            "text_deleted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="text deleted"),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="adviser",
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
                                to="concerns.advicecontact",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AdviceTopicEvent",
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
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "ended_on",
                            models.DateField(blank=True, null=True, verbose_name="no longer used from"),
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
                                to="concerns.advicetopic",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CallerIdentity",
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
                            "name_sealed",
                            models.BinaryField(blank=True, null=True, verbose_name="name, locked"),
                        ),
                        (
                            "phone_sealed",
                            models.BinaryField(blank=True, null=True, verbose_name="telephone, locked"),
                        ),
                        ("written_at", models.DateTimeField(verbose_name="written")),
                        (
                            "municipality",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="access.municipality",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="written by",
                            ),
                        ),
                        (
                            "concern",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="caller",
                                to="concerns.concernreport",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "caller's identity",
                        "verbose_name_plural": "callers' identities",
                    },
                ),
                migrations.CreateModel(
                    name="CallEvent",
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
                        ("begun_at", models.DateTimeField(verbose_name="begun")),
                        ("saved_at", models.DateTimeField(verbose_name="saved")),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                        (
                            "by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="adviser",
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
                                to="concerns.call",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ConcernReportEvent",
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
                        ("number", models.CharField(max_length=12, verbose_name="number")),
                        ("received_at", models.DateTimeField(verbose_name="received")),
                        (
                            "call",
                            models.UUIDField(
                                default=tovholder.core.ids.uuid7, editable=False, verbose_name="from the call"
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("national_hotline", "national hotline"),
                                    ("local_hotline", "local hotline"),
                                    ("mail", "e-mail"),
                                    ("letter", "letter"),
                                    ("visit", "visit"),
                                    ("referral", "referral by an authority"),
                                ],
                                max_length=20,
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "caller_kind",
                            models.CharField(
                                choices=[
                                    ("parent", "parent"),
                                    ("relative", "other relative"),
                                    ("teacher", "teacher"),
                                    ("employee", "other employee"),
                                    ("friend", "friend"),
                                    ("citizen", "citizen"),
                                    ("authority", "authority"),
                                ],
                                max_length=20,
                                verbose_name="caller",
                            ),
                        ),
                        ("anonymous", models.BooleanField(verbose_name="the caller stays anonymous")),
                        (
                            "authority",
                            models.CharField(blank=True, max_length=150, verbose_name="referring authority"),
                        ),
                        (
                            "danger",
                            models.CharField(
                                choices=[("no", "no"), ("yes", "yes, or in doubt")],
                                max_length=3,
                                verbose_name="is anyone in danger",
                            ),
                        ),
                        (
                            "danger_done",
                            models.CharField(blank=True, max_length=300, verbose_name="what was done"),
                        ),
                        ("behaviour", models.TextField(blank=True, verbose_name="behaviour")),
                        ("relations", models.TextField(blank=True, verbose_name="relations")),
                        ("statements", models.TextField(blank=True, verbose_name="statements")),
                        ("situation", models.TextField(blank=True, verbose_name="situation")),
                        ("strengths", models.TextField(blank=True, verbose_name="what goes well")),
                        (
                            "kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="kinds of extremism",
                            ),
                        ),
                        (
                            "residence",
                            models.CharField(
                                choices=[
                                    ("here", "here"),
                                    ("elsewhere", "another municipality"),
                                    ("unknown", "not known"),
                                ],
                                default="unknown",
                                max_length=10,
                                verbose_name="lives",
                            ),
                        ),
                        (
                            "topics",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="advice about",
                            ),
                        ),
                        ("advice", models.TextField(blank=True, verbose_name="advice given")),
                        (
                            "call_back_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="call back"),
                        ),
                        (
                            "called_back_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="called back"),
                        ),
                        ("grounds", models.TextField(blank=True, verbose_name="grounds")),
                        (
                            "prevention",
                            models.TextField(blank=True, verbose_name="perspective of prevention"),
                        ),
                        ("proportionality", models.TextField(blank=True, verbose_name="proportionality")),
                        ("triaged_at", models.DateTimeField(blank=True, null=True, verbose_name="triaged")),
                        (
                            "exit",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("advice", "advice given"),
                                    ("unfounded", "unfounded"),
                                    ("other_house", "another municipality's info house"),
                                    ("child_referral", "child-protection referral"),
                                    ("police", "police only"),
                                    ("info_house", "to the Infohus"),
                                    ("statutory_offer", "a statutory offer elsewhere"),
                                ],
                                max_length=20,
                                verbose_name="exit",
                            ),
                        ),
                        ("exit_reason", models.TextField(blank=True, verbose_name="reason of the exit")),
                        ("exit_at", models.DateTimeField(blank=True, null=True, verbose_name="left triage")),
                        (
                            "receipt_due_on",
                            models.DateField(blank=True, null=True, verbose_name="receipt awaited by"),
                        ),
                        ("receipt_on", models.DateField(blank=True, null=True, verbose_name="receipt came")),
                        (
                            "confirmed_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="receipt sent to the authority"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                        (
                            "call_back_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="calls back",
                            ),
                        ),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="receipt sent by",
                            ),
                        ),
                        (
                            "exit_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
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
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="people.person",
                                verbose_name="about",
                            ),
                        ),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="concerns.concernreport",
                            ),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="taken down by",
                            ),
                        ),
                        (
                            "triaged_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="triaged by",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DeadlineEvent",
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
                            "key",
                            models.CharField(
                                choices=[
                                    ("triage", "triage of a concern"),
                                    ("police_clearance", "answer of the police"),
                                    ("child_referral_receipt", "receipt of a child-protection referral"),
                                    ("receipt", "receipt to a referring authority"),
                                    ("call_back", "call back"),
                                    ("register_check", "answer to a register check"),
                                    ("advice_text", "deletion of an advice contact's text"),
                                    ("emergency_review", "review of an emergency access"),
                                ],
                                max_length=40,
                                verbose_name="deadline for",
                            ),
                        ),
                        ("days", models.PositiveSmallIntegerField(verbose_name="days")),
                        (
                            "working_days",
                            models.BooleanField(default=True, verbose_name="counted in working days"),
                        ),
                        ("source", models.CharField(max_length=200, verbose_name="source")),
                        ("valid_from", models.DateField(verbose_name="in force from")),
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
                                to="concerns.deadline",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DutyShiftEvent",
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
                        ("starts_at", models.DateTimeField(verbose_name="from")),
                        ("ends_at", models.DateTimeField(verbose_name="until")),
                        (
                            "handed_over_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="handed over"),
                        ),
                        (
                            "adviser",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="adviser",
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
                                to="concerns.dutyshift",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DutyTurnEvent",
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
                        ("house", models.CharField(max_length=80, verbose_name="house")),
                        ("ours", models.BooleanField(verbose_name="ours")),
                        ("first_day", models.DateField(verbose_name="from")),
                        ("last_day", models.DateField(verbose_name="until")),
                        ("opens", models.TimeField(verbose_name="opens")),
                        ("closes", models.TimeField(verbose_name="closes")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="telephone")),
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
                                to="concerns.dutyturn",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ExtremismKindEvent",
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
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "ended_on",
                            models.DateField(blank=True, null=True, verbose_name="no longer used from"),
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
                                to="concerns.extremismkind",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="IdentityRequest",
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
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        ("reason", models.CharField(max_length=500, verbose_name="reason")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        (
                            "opened_until",
                            models.DateTimeField(blank=True, null=True, verbose_name="open until"),
                        ),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="answered by",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="identity_requests",
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
                        "verbose_name": "request for a caller's identity",
                        "verbose_name_plural": "requests for callers' identities",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                                    models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="identityrequest_answered_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered_by__isnull", True),
                                    models.Q(("answered_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="identityrequest_of_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PoliceClearance",
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
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        ("extract", models.TextField(verbose_name="what the police are told")),
                        (
                            "disclosure_id",
                            models.UUIDField(
                                blank=True, editable=False, null=True, verbose_name="disclosure"
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="answer awaited by")),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("nothing_against", "nothing against it"),
                                    ("theirs", "theirs alone"),
                                ],
                                max_length=20,
                                verbose_name="answer",
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="taken back"),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="answered by",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                        (
                            "asked_of",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked of",
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clearances",
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
                        "verbose_name": "police clearance",
                        "verbose_name_plural": "police clearances",
                        "indexes": [
                            models.Index(fields=["asked_of", "-asked_at"], name="clearance_by_police")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                                    models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                                    _connector="OR",
                                ),
                                name="clearance_answered_at_with_by",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("answered_at__isnull", True), ("withdrawn_at__isnull", True)
                                ),
                                fields=("concern",),
                                name="clearance_one_open",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PurgeEvent",
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
                        ("concern", models.UUIDField(verbose_name="concern")),
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        (
                            "taken_back_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="taken back"),
                        ),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                        ("month", models.DateField(verbose_name="month")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("national_hotline", "national hotline"),
                                    ("local_hotline", "local hotline"),
                                    ("mail", "e-mail"),
                                    ("letter", "letter"),
                                    ("visit", "visit"),
                                    ("referral", "referral by an authority"),
                                ],
                                max_length=20,
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "exit",
                            models.CharField(
                                choices=[
                                    ("advice", "advice given"),
                                    ("unfounded", "unfounded"),
                                    ("other_house", "another municipality's info house"),
                                    ("child_referral", "child-protection referral"),
                                    ("police", "police only"),
                                    ("info_house", "to the Infohus"),
                                    ("statutory_offer", "a statutory offer elsewhere"),
                                ],
                                max_length=20,
                                verbose_name="exit",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="done by",
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
                                to="concerns.purge",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CallerIdentityEvent",
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
                            "name_sealed",
                            models.BinaryField(blank=True, null=True, verbose_name="name, locked"),
                        ),
                        (
                            "phone_sealed",
                            models.BinaryField(blank=True, null=True, verbose_name="telephone, locked"),
                        ),
                        ("written_at", models.DateTimeField(verbose_name="written")),
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
                                to="concerns.calleridentity",
                            ),
                        ),
                        (
                            "written_by",
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
                            "concern",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="concerns.concernreport",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="IdentityRequestEvent",
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
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        ("reason", models.CharField(max_length=500, verbose_name="reason")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        (
                            "opened_until",
                            models.DateTimeField(blank=True, null=True, verbose_name="open until"),
                        ),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="answered by",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="concerns.concernreport",
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
                                to="concerns.identityrequest",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PoliceClearanceEvent",
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
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        ("extract", models.TextField(verbose_name="what the police are told")),
                        (
                            "disclosure_id",
                            models.UUIDField(
                                blank=True, editable=False, null=True, verbose_name="disclosure"
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="answer awaited by")),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("nothing_against", "nothing against it"),
                                    ("theirs", "theirs alone"),
                                ],
                                max_length=20,
                                verbose_name="answer",
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="taken back"),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="answered by",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                        (
                            "asked_of",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked of",
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="concerns.concernreport",
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
                                to="concerns.policeclearance",
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

"""The tables of this app, and the triggers that keep what is written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chengxin.apps.ledger.create import Create
from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("officials", "0001_initial"),
    ]

    operations = [
        Create(
            [
                migrations.CreateModel(
                    name="Release",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Outage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("channel", models.CharField(max_length=8)),
                        ("began_at", models.DateTimeField()),
                        ("tried_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("channel",),
                                name="one_outage_at_a_time",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("number_index", models.BinaryField(db_index=True, max_length=32)),
                        ("name_index", models.BinaryField(max_length=32)),
                        ("channel", models.CharField(max_length=8)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("channel__in", ["email", "sms"])), name="contact_channel"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContactRemoved",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("at", models.DateTimeField()),
                        (
                            "contact",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="removed",
                                to="notices.contact",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Letter",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("ref", models.CharField(max_length=16)),
                        ("number_index", models.BinaryField(db_index=True, max_length=32)),
                        ("name_index", models.BinaryField(max_length=32)),
                        ("template", models.CharField(max_length=40)),
                        ("edition", models.CharField(max_length=20)),
                        ("subject", models.BigIntegerField()),
                        ("held_under", models.BigIntegerField(null=True)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["ref"], name="letter_by_ref")],
                    },
                ),
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("channel", models.CharField(max_length=8)),
                        ("number", models.IntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attempts",
                                to="notices.letter",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("letter", "channel", "number"), name="attempt_once"),
                            models.CheckConstraint(
                                condition=models.Q(("channel__in", ["email", "sms", "paper"])), name="attempt_channel"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Paper",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "letter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="paper", to="notices.letter"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("at", models.DateTimeField()),
                        (
                            "letter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="reading", to="notices.letter"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AttemptOutcome",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("state", models.CharField(max_length=16)),
                        ("cause", models.CharField(default="", max_length=24)),
                        ("at", models.DateTimeField()),
                        (
                            "attempt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcomes",
                                to="notices.attempt",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("attempt", "state"), name="attempt_state_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cause", ""), ("state__in", ["sent", "delivered", "returned"])),
                                    models.Q(
                                        (
                                            "cause__in",
                                            ["unreachable", "not_taken", "address_refused", "outcome_unknown"],
                                        ),
                                        ("state", "failed"),
                                    ),
                                    _connector="OR",
                                ),
                                name="attempt_outcome_known",
                            ),
                        ],
                    },
                ),
            ]
        ),
        Protect("notices_release", ["id", "at"]),
        Protect(
            "notices_letter",
            ["id", "salt", "ref", "number_index", "name_index", "template", "edition", "subject", "held_under", "at"],
        ),
        Protect("notices_reading", ["id", "salt", "letter_id", "at"]),
        Protect(
            "notices_contact",
            ["id", "salt", "content", "data_key", "number_index", "name_index", "channel", "at"],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("notices_contactremoved", ["id", "salt", "contact_id", "at"]),
        Protect("notices_attempt", ["id", "salt", "letter_id", "channel", "number", "at", "by_id"]),
        Protect("notices_attemptoutcome", ["id", "salt", "attempt_id", "state", "cause", "at", "by_id"]),
        Protect(
            "notices_paper",
            ["id", "salt", "content", "data_key", "letter_id", "at", "by_id"],
            blankable=["salt", "content", "data_key"],
        ),
    ]

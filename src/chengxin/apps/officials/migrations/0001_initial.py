"""The tables of this app, and the triggers that keep what is written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chengxin.apps.ledger.create import Create
from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        Create(
            [
                migrations.CreateModel(
                    name="Official",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("username", models.CharField(max_length=64, unique=True)),
                        ("name", models.CharField(max_length=100)),
                        ("unit", models.CharField(max_length=64)),
                        ("seat", models.CharField(max_length=100)),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("data_officer", "data_officer"),
                                    ("clerk", "clerk"),
                                    ("case_officer", "case_officer"),
                                    ("supervisor", "supervisor"),
                                    ("auditor", "auditor"),
                                    ("system_admin", "system_admin"),
                                    ("security_admin", "security_admin"),
                                    ("audit_admin", "audit_admin"),
                                ],
                                max_length=32,
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                        ("has_first_password", models.BooleanField(default=False)),
                        ("course_on", models.DateField(null=True)),
                        ("sessions_ended", models.IntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("role__in", ["audit_admin", "security_admin", "system_admin"]), _negated=True
                                    ),
                                    ("unit", "credit_centre"),
                                    _connector="OR",
                                ),
                                name="administrator_of_the_keeper",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Program",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("unit", models.CharField(db_index=True, max_length=64)),
                        ("name", models.CharField(max_length=100)),
                        ("token_hash", models.BinaryField(max_length=32, unique=True)),
                        ("feeds", models.JSONField()),
                        ("purposes", models.JSONField()),
                        ("items", models.JSONField()),
                        ("until", models.DateTimeField()),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=64)),
                        (
                            "official",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="programs",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="TokenChange",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("token_hash", models.BinaryField(max_length=32, unique=True)),
                        ("older_until", models.DateTimeField()),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=64)),
                        (
                            "program",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="token_changes",
                                to="officials.program",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Revocation",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=64)),
                        (
                            "program",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="revocation",
                                to="officials.program",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SeatProposal",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("username", models.CharField(db_index=True, max_length=64)),
                        ("name", models.CharField(max_length=100)),
                        ("unit", models.CharField(max_length=64)),
                        ("seat", models.CharField(max_length=100)),
                        ("role", models.CharField(max_length=32)),
                        ("course_on", models.DateField(null=True)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SeatEvent",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("event", models.CharField(max_length=16)),
                        ("name", models.CharField(max_length=100)),
                        ("unit", models.CharField(max_length=64)),
                        ("seat", models.CharField(max_length=100)),
                        ("role", models.CharField(max_length=32)),
                        ("course_on", models.DateField(null=True)),
                        ("password_index", models.BinaryField(max_length=32)),
                        ("code_index", models.BinaryField(max_length=32)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=64)),
                        (
                            "official",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seat_events",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposal",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="event",
                                to="officials.seatproposal",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "approved_by",
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "event__in",
                                        [
                                            "appointed",
                                            "changed",
                                            "removed",
                                            "code_set",
                                            "code_forgotten",
                                            "password_chosen",
                                            "course_noted",
                                            "sessions_ended",
                                        ],
                                    )
                                ),
                                name="seat_event_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_by", None), ("proposal", None), ("proposed_by", None)),
                                    models.Q(
                                        ("approved_by__isnull", False),
                                        ("proposal__isnull", False),
                                        ("proposed_by__isnull", False),
                                        models.Q(("proposed_by", models.F("approved_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="seat_event_by_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SecondFactor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("secret", models.BinaryField()),
                        ("last_step", models.BigIntegerField()),
                        ("paper", models.JSONField()),
                        (
                            "official",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="second_factor",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
            ]
        ),
        Protect(
            "officials_seatproposal",
            ["id", "salt", "ref", "username", "name", "unit", "seat", "role", "course_on", "at", "by_id"],
        ),
        Protect(
            "officials_seatevent",
            [
                "id",
                "salt",
                "official_id",
                "event",
                "name",
                "unit",
                "seat",
                "role",
                "course_on",
                "password_index",
                "code_index",
                "at",
                "by",
                "proposal_id",
                "proposed_by_id",
                "approved_by_id",
            ],
        ),
        Protect(
            "officials_program",
            [
                "id",
                "salt",
                "ref",
                "unit",
                "name",
                "official_id",
                "token_hash",
                "feeds",
                "purposes",
                "items",
                "until",
                "at",
                "by",
            ],
        ),
        Protect("officials_tokenchange", ["id", "salt", "program_id", "token_hash", "older_until", "at", "by"]),
        Protect("officials_revocation", ["id", "salt", "program_id", "at", "by"]),
    ]

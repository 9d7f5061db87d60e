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
                                ],
                                max_length=32,
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                    ],
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
                    name="SeatEvent",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("event", models.CharField(max_length=16)),
                        ("name", models.CharField(max_length=100)),
                        ("unit", models.CharField(max_length=64)),
                        ("seat", models.CharField(max_length=100)),
                        ("role", models.CharField(max_length=32)),
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
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("event__in", ["appointed", "changed", "removed", "code_set", "code_forgotten"])
                                ),
                                name="seat_event_known",
                            )
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
            "officials_seatevent", ["id", "salt", "official_id", "event", "name", "unit", "seat", "role", "at", "by"]
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

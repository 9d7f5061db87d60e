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
        ("records", "0001_initial"),
    ]

    operations = [
        Create(
            [
                migrations.CreateModel(
                    name="ListRound",
                    fields=[
                        ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                        ("passed_on", models.DateField()),
                        ("law_digest", models.CharField(max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name="DueList",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("ref", models.CharField(max_length=16, unique=True)),
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
                    ],
                ),
                migrations.CreateModel(
                    name="Certificate",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("sha256", models.CharField(max_length=64)),
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
                            "due_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificates",
                                to="destruction.duelist",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DueRecord",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("ground", models.CharField(max_length=16)),
                        ("since", models.DateTimeField()),
                        (
                            "due_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="records",
                                to="destruction.duelist",
                            ),
                        ),
                        (
                            "record",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.record"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "ground__in",
                                        ["expired", "withdrawn", "voided", "repaired", "basis_ended", "sealed"],
                                    )
                                ),
                                name="due_by_a_ground",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KeepOrder",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("kind", models.CharField(max_length=16)),
                        ("until", models.DateTimeField()),
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
                            "due_record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="destruction.duerecord",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["keep", "legal_hold"])), name="keep_order_known"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until__gt", models.F("at"))), name="keep_order_ends"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("covers", models.JSONField()),
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
                            "due_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="destruction.duelist",
                            ),
                        ),
                    ],
                ),
            ]
        ),
        Protect("destruction_duelist", ["id", "salt", "ref", "at", "by_id"]),
        Protect("destruction_duerecord", ["id", "salt", "due_list_id", "record_id", "ground", "since"]),
        Protect(
            "destruction_keeporder",
            ["id", "salt", "content", "data_key", "due_record_id", "kind", "until", "at", "by_id"],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("destruction_review", ["id", "salt", "due_list_id", "covers", "at", "by_id"]),
        Protect(
            "destruction_certificate",
            ["id", "salt", "content", "data_key", "ref", "due_list_id", "sha256", "at", "by_id"],
            blankable=["salt", "content", "data_key"],
        ),
    ]

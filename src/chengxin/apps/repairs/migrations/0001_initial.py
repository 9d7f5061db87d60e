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
                    name="DraftWalk",
                    fields=[
                        ("file", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("after", models.BigIntegerField(default=0)),
                        ("ended_on", models.DateField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("at", models.DateTimeField()),
                        (
                            "record",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.record"
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.version"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RepairRequest",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("number_index", models.BinaryField(db_index=True, max_length=32)),
                        ("name_index", models.BinaryField(max_length=32)),
                        ("at", models.DateTimeField()),
                        (
                            "record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.record"
                            ),
                        ),
                        (
                            "through",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.version"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RepairProof",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("kind", models.CharField(max_length=32)),
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
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proofs",
                                to="repairs.repairrequest",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RepairStep",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("step", models.CharField(max_length=16)),
                        ("result", models.CharField(default="", max_length=16)),
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
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="repairs.repairrequest",
                            ),
                        ),
                        (
                            "through",
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
                                    ("step__in", ["missing_named", "supplied", "escalated", "decided", "withdrawn"])
                                ),
                                name="repair_step_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("by__isnull", False), ("step__in", ["missing_named", "decided"])),
                                    models.Q(("by", None), ("step__in", ["supplied", "escalated", "withdrawn"])),
                                    _connector="OR",
                                ),
                                name="repair_step_has_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("result__in", ["granted", "refused"]), ("step", "decided")),
                                    models.Q(models.Q(("step", "decided"), _negated=True), ("result", "")),
                                    _connector="OR",
                                ),
                                name="repair_decided_somehow",
                            ),
                        ],
                    },
                ),
            ]
        ),
        Protect("repairs_draft", ["id", "salt", "record_id", "version_id", "at"]),
        Protect(
            "repairs_repairrequest",
            [
                "id",
                "salt",
                "content",
                "data_key",
                "ref",
                "record_id",
                "version_id",
                "number_index",
                "name_index",
                "through_id",
                "at",
            ],
            blankable=["salt", "content", "data_key"],
        ),
        Protect(
            "repairs_repairproof",
            ["id", "salt", "content", "data_key", "ref", "request_id", "kind", "at", "by_id"],
            blankable=["salt", "content", "data_key"],
        ),
        Protect(
            "repairs_repairstep",
            ["id", "salt", "content", "data_key", "request_id", "step", "result", "by_id", "through_id", "at"],
            blankable=["salt", "content", "data_key"],
        ),
    ]

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
                    name="MandateNoted",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("number_index", models.BinaryField(db_index=True, max_length=32)),
                        ("name_index", models.BinaryField(max_length=32)),
                        ("agent_number_index", models.BinaryField(max_length=32)),
                        ("agent_name_index", models.BinaryField(max_length=32)),
                        ("kind", models.CharField(max_length=16)),
                        ("acts", models.JSONField()),
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
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["lawyer", "guardian", "heir"])), name="mandate_kind"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MandateEnded",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("at", models.DateTimeField()),
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
                            "mandate",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ended",
                                to="mandates.mandatenoted",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="MandateAct",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("act", models.CharField(max_length=16)),
                        ("case", models.CharField(default="", max_length=16)),
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
                            "mandate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acted",
                                to="mandates.mandatenoted",
                            ),
                        ),
                    ],
                ),
            ]
        ),
        Protect(
            "mandates_mandatenoted",
            [
                "id",
                "salt",
                "content",
                "data_key",
                "ref",
                "number_index",
                "name_index",
                "agent_number_index",
                "agent_name_index",
                "kind",
                "acts",
                "until",
                "at",
                "by_id",
            ],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("mandates_mandateact", ["id", "salt", "mandate_id", "act", "case", "at", "by_id"]),
        Protect("mandates_mandateended", ["id", "salt", "mandate_id", "through_id", "at"]),
    ]

"""The tables of this app, and the triggers that keep what is written once."""

import django.db.models.deletion
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
                    name="Batch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("waits", models.BooleanField(db_default=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(condition=models.Q(("waits", True)), fields=["id"], name="batch_waits")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Checkpoint",
                    fields=[
                        ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("origin", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        ("root", models.BinaryField(max_length=32)),
                        ("peaks", models.BinaryField()),
                        ("signature", models.BinaryField(max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("nonce", models.BinaryField(max_length=16)),
                        ("kind", models.CharField(max_length=32)),
                        ("commitment", models.BinaryField(max_length=32)),
                    ],
                ),
                migrations.CreateModel(
                    name="SealedBatch",
                    fields=[
                        ("batch_id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("first_leaf", models.BigIntegerField(unique=True)),
                        ("count", models.IntegerField()),
                        ("leaves", models.BinaryField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Cosignature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("witness", models.CharField(max_length=200)),
                        ("content", models.BinaryField(max_length=72)),
                        ("at", models.DateTimeField()),
                        (
                            "checkpoint",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cosignatures",
                                to="ledger.checkpoint",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("witness", "checkpoint"), name="cosigned_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KeyHandover",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("origin", models.CharField(max_length=200)),
                        ("before", models.BinaryField(max_length=32)),
                        ("after", models.BinaryField(max_length=32)),
                        ("signature", models.BinaryField(max_length=64)),
                        ("accepted", models.BinaryField(max_length=64)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=64)),
                    ],
                    options={"abstract": False},
                ),
                migrations.CreateModel(
                    name="Restoration",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("lines", models.JSONField()),
                        ("signatures", models.JSONField()),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=64)),
                    ],
                    options={"abstract": False},
                ),
                migrations.CreateModel(
                    name="WrappingKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.BinaryField(max_length=4)),
                        ("under", models.BinaryField(max_length=8)),
                        ("index_mark", models.BinaryField(max_length=32)),
                        ("sealed", models.BinaryField(null=True)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name="WitnessWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("witness", models.CharField(db_index=True, max_length=200)),
                        ("word", models.CharField(max_length=32)),
                        ("size", models.BigIntegerField()),
                        ("at", models.DateTimeField()),
                    ],
                ),
            ]
        ),
        Protect("ledger_batch", ["id", "at", "waits"], ["waits"]),
        Protect("ledger_entry", ["id", "nonce", "kind", "commitment"]),
        Protect("ledger_sealedbatch", ["batch_id", "first_leaf", "count", "leaves"]),
        Protect("ledger_checkpoint", ["size", "origin", "at", "root", "peaks", "signature"]),
        Protect("ledger_cosignature", ["id", "checkpoint_id", "witness", "content", "at"]),
        Protect("ledger_keyhandover", ["id", "salt", "origin", "before", "after", "signature", "accepted", "at", "by"]),
        Protect("ledger_restoration", ["id", "salt", "lines", "signatures", "at", "by"]),
        Protect("ledger_wrappingkey", ["id", "name", "under", "index_mark", "sealed", "at", "by"], ["sealed"]),
        Protect("ledger_witnessword", ["id", "witness", "word", "size", "at"]),
    ]

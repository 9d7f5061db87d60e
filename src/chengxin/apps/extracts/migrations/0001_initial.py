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
                    name="Extract",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("code_index", models.BinaryField(max_length=32, unique=True)),
                        ("number_index", models.BinaryField(db_index=True, max_length=32)),
                        ("name_index", models.BinaryField(max_length=32)),
                        ("unit", models.CharField(max_length=64)),
                        ("purpose", models.CharField(max_length=64)),
                        ("until", models.DateTimeField()),
                        ("window", models.CharField(max_length=64)),
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
                    ],
                ),
                migrations.CreateModel(
                    name="ExtractCheck",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("state", models.CharField(max_length=16)),
                        ("at", models.DateTimeField()),
                        (
                            "extract",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="extracts.extract",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("extract", None), ("state", "unknown")),
                                    models.Q(
                                        ("extract__isnull", False), ("state__in", ["genuine", "expired", "superseded"])
                                    ),
                                    _connector="OR",
                                ),
                                name="extract_check_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExtractRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.IntegerField()),
                        ("content", models.BinaryField()),
                        (
                            "extract",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="records",
                                to="extracts.extract",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.version"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("extract", "place"), name="extract_record_place")
                        ],
                    },
                ),
            ]
        ),
        Protect(
            "extracts_extract",
            [
                "id",
                "salt",
                "content",
                "data_key",
                "ref",
                "code_index",
                "number_index",
                "name_index",
                "unit",
                "purpose",
                "until",
                "through_id",
                "window",
                "at",
            ],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("extracts_extractrecord", ["id", "extract_id", "place", "version_id", "content"]),
        Protect("extracts_extractcheck", ["id", "salt", "extract_id", "state", "at"]),
    ]

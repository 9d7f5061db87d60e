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
                    name="FrozenQuarter",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("quarter", models.CharField(max_length=7, unique=True)),
                        ("edition", models.CharField(max_length=20)),
                        ("law_digest", models.CharField(max_length=64)),
                        ("as_json", models.BinaryField()),
                        ("as_csv", models.BinaryField()),
                        ("json_sha256", models.CharField(max_length=64)),
                        ("csv_sha256", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                    ],
                    options={"abstract": False},
                ),
                migrations.CreateModel(
                    name="FigureNote",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("unit", models.CharField(max_length=64)),
                        ("figure", models.CharField(max_length=16)),
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
                            "frozen",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="statistics.frozenquarter",
                            ),
                        ),
                    ],
                    options={"abstract": False},
                ),
            ]
        ),
        Protect(
            "statistics_frozenquarter",
            [
                "id",
                "salt",
                "quarter",
                "edition",
                "law_digest",
                "as_json",
                "as_csv",
                "json_sha256",
                "csv_sha256",
                "at",
            ],
        ),
        Protect(
            "statistics_figurenote",
            ["id", "salt", "content", "data_key", "frozen_id", "unit", "figure", "at", "by_id"],
            blankable=["salt", "content", "data_key"],
        ),
    ]

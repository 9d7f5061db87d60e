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
                    name="Matter",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("number_index", models.BinaryField(db_index=True, max_length=32)),
                        ("name_index", models.BinaryField(max_length=32)),
                        ("unit", models.CharField(db_index=True, max_length=64)),
                        ("service", models.CharField(max_length=100)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={"indexes": [models.Index(fields=["by", "at"], name="matter_opened_by")]},
                ),
                migrations.CreateModel(
                    name="Hiding",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("category", models.CharField(max_length=32)),
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
                            "matter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="hiding", to="matters.matter"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Closing",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("outcome", models.CharField(max_length=24)),
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
                            "program",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="officials.program",
                            ),
                        ),
                        (
                            "matter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="closing", to="matters.matter"
                            ),
                        ),
                    ],
                    options={"indexes": [models.Index(fields=["at"], name="matter_closed_at")]},
                ),
                migrations.CreateModel(
                    name="OverdueNote",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("at", models.DateTimeField()),
                        (
                            "matter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="overdue_note",
                                to="matters.matter",
                            ),
                        ),
                    ],
                ),
            ]
        ),
        Protect(
            "matters_matter",
            [
                "id",
                "salt",
                "content",
                "data_key",
                "ref",
                "number_index",
                "name_index",
                "unit",
                "service",
                "at",
                "by_id",
            ],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("matters_closing", ["id", "salt", "matter_id", "outcome", "at", "by_id"]),
        Protect("matters_overduenote", ["id", "salt", "matter_id", "at"]),
        Protect(
            "matters_hiding",
            ["id", "salt", "content", "data_key", "matter_id", "category", "until", "at", "by_id"],
            blankable=["salt", "content", "data_key"],
        ),
    ]

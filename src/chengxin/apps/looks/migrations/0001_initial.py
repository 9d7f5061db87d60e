"""The tables of this app, and the triggers that keep what is written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chengxin.apps.ledger.create import Create
from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("inquiries", "0001_initial"),
        ("officials", "0001_initial"),
    ]

    operations = [
        Create(
            [
                migrations.CreateModel(
                    name="Sample",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("week_from", models.DateField(unique=True)),
                        ("size", models.BigIntegerField()),
                        ("root", models.BinaryField(max_length=32)),
                        ("looks", models.IntegerField()),
                        ("drawn", models.IntegerField()),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="DrawnLook",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("rule", models.CharField(default="", max_length=16)),
                        ("at", models.DateTimeField()),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inquiries.accessentry",
                            ),
                        ),
                        (
                            "sample",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="drawn_looks",
                                to="looks.sample",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("sample", "entry", "rule"), name="drawn_once_by_each_rule")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LookReview",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("result", models.CharField(max_length=16)),
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
                            "drawn",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="review", to="looks.drawnlook"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("result__in", ["fits", "doubtful"])), name="look_review_known"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WhyCase",
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
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inquiries.accessentry",
                            ),
                        ),
                        (
                            "review",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="looks.lookreview",
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
                ),
                migrations.CreateModel(
                    name="WhyStep",
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
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="looks.whycase"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("by__isnull", False), ("step__in", ["answered", "judged"])),
                                    models.Q(("by", None), ("step", "lapsed")),
                                    ("step", "doubted"),
                                    _connector="OR",
                                ),
                                name="why_step_has_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("result__in", ["lawful", "unlawful"]), ("step__in", ["answered", "judged"])
                                    ),
                                    models.Q(("result", ""), ("step__in", ["lapsed", "doubted"])),
                                    _connector="OR",
                                ),
                                name="why_step_found",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Incident",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("unit", models.CharField(max_length=64)),
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
                            "step",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="looks.whystep"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Breach",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("source", models.CharField(max_length=16)),
                        ("subject", models.BigIntegerField()),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("persons", models.IntegerField()),
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
                                condition=models.Q(("source__in", ["official", "program", "submission"])),
                                name="breach_source",
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="BreachTold",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("persons", models.IntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "breach",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="told_by", to="looks.breach"
                            ),
                        ),
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
            ]
        ),
        Protect("looks_sample", ["id", "salt", "week_from", "size", "root", "looks", "drawn", "at"]),
        Protect("looks_drawnlook", ["id", "salt", "ref", "sample_id", "entry_id", "rule", "at"]),
        Protect(
            "looks_lookreview",
            ["id", "salt", "content", "data_key", "drawn_id", "result", "at", "by_id"],
            blankable=["salt", "content", "data_key"],
        ),
        Protect(
            "looks_whycase",
            [
                "id",
                "salt",
                "content",
                "data_key",
                "ref",
                "entry_id",
                "number_index",
                "name_index",
                "review_id",
                "through_id",
                "at",
            ],
            blankable=["salt", "content", "data_key"],
        ),
        Protect(
            "looks_whystep",
            ["id", "salt", "content", "data_key", "case_id", "step", "result", "by_id", "at"],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("looks_incident", ["id", "salt", "ref", "step_id", "unit", "at", "by_id"]),
        Protect(
            "looks_breach",
            [
                "id",
                "salt",
                "content",
                "data_key",
                "ref",
                "source",
                "subject",
                "since",
                "until",
                "persons",
                "at",
                "by_id",
            ],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("looks_breachtold", ["id", "salt", "breach_id", "persons", "at", "by_id"]),
    ]

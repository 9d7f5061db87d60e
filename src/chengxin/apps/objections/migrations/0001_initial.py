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
        ("records", "0001_initial"),
    ]

    operations = [
        Create(
            [
                migrations.CreateModel(
                    name="Objection",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("number_index", models.BinaryField(db_index=True, max_length=32)),
                        ("name_index", models.BinaryField(max_length=32)),
                        ("ground", models.CharField(max_length=16)),
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
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "ground__in",
                                        [
                                            "not_me",
                                            "wrong_fact",
                                            "wrong_item",
                                            "not_adult",
                                            "annulled",
                                            "performed",
                                            "past_term",
                                            "no_basis",
                                            "sealed_kind",
                                            "under_appeal",
                                        ],
                                    )
                                ),
                                name="objection_ground",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Evidence",
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
                            "objection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="objections.objection",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CaseStep",
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
                            "through",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "objection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="objections.objection",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "step__in",
                                        [
                                            "checked",
                                            "found",
                                            "extended",
                                            "escalated",
                                            "outcome_filed",
                                            "added",
                                            "decided",
                                            "review_asked",
                                            "reviewed",
                                            "withdrawn",
                                            "split",
                                        ],
                                    )
                                ),
                                name="case_step_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("by__isnull", False),
                                        ("step__in", ["checked", "found", "extended", "decided", "reviewed", "split"]),
                                    ),
                                    ("step__in", ["escalated", "outcome_filed", "added", "review_asked", "withdrawn"]),
                                    _connector="OR",
                                ),
                                name="case_step_has_name",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recall",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("cause", models.BigIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inquiries.answer"
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
                    options={
                        "constraints": [models.UniqueConstraint(fields=("answer", "cause"), name="recall_once")],
                    },
                ),
            ]
        ),
        Protect(
            "objections_objection",
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
                "ground",
                "through_id",
                "at",
            ],
            blankable=["salt", "content", "data_key"],
        ),
        Protect(
            "objections_evidence",
            ["id", "salt", "content", "data_key", "ref", "objection_id", "kind", "at", "by_id"],
            blankable=["salt", "content", "data_key"],
        ),
        Protect(
            "objections_casestep",
            ["id", "salt", "content", "data_key", "objection_id", "step", "result", "by_id", "through_id", "at"],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("objections_recall", ["id", "salt", "answer_id", "cause", "at", "by_id"]),
    ]

"""The tables of this app, and the triggers that keep what is written once."""

import django.db.models.deletion
import django.db.models.expressions
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
                    name="Submission",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("feed", models.CharField(max_length=100)),
                        ("unit", models.CharField(db_index=True, max_length=64)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.BigIntegerField()),
                        ("as_of", models.DateTimeField()),
                        ("at", models.DateTimeField(db_index=True)),
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
                        "indexes": [models.Index(fields=["feed", "as_of"], name="submission_newest")],
                        "constraints": [models.UniqueConstraint(fields=("feed", "sha256"), name="file_once")],
                    },
                ),
                migrations.CreateModel(
                    name="HeldRow",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("sheet", models.CharField(max_length=200)),
                        ("row", models.IntegerField()),
                        ("number_index", models.BinaryField(db_index=True, max_length=32)),
                        ("name_index", models.BinaryField(max_length=32)),
                        ("why", models.CharField(max_length=16)),
                        ("at", models.DateTimeField()),
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="held_rows",
                                to="submissions.submission",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("why__in", ["other_name", "like_ended"])), name="row_waits"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RowSettled",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("finding", models.CharField(max_length=24)),
                        ("reason", models.BinaryField()),
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
                            "held_row",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="settled",
                                to="submissions.heldrow",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Upload",
                    fields=[
                        (
                            "submission",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="upload",
                                serialize=False,
                                to="submissions.submission",
                            ),
                        ),
                        ("filename", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="RowOutcome",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sheet", models.CharField(max_length=200)),
                        ("row", models.IntegerField()),
                        ("fate", models.CharField(max_length=16)),
                        ("issues", models.BinaryField()),
                        ("repeats", models.BigIntegerField(null=True)),
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcomes",
                                to="submissions.submission",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("repeats__isnull", False)),
                                fields=["repeats"],
                                name="outcome_repeats",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("rows", models.IntegerField()),
                        ("accepted", models.IntegerField()),
                        ("refused", models.IntegerField()),
                        ("waiting", models.IntegerField()),
                        ("duplicate", models.IntegerField()),
                        ("file_issues", models.BinaryField()),
                        ("is_readable", models.BooleanField()),
                        ("at", models.DateTimeField()),
                        (
                            "submission",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipt",
                                to="submissions.submission",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "rows",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("accepted"), "+", models.F("refused")
                                                ),
                                                "+",
                                                models.F("waiting"),
                                            ),
                                            "+",
                                            models.F("duplicate"),
                                        ),
                                    )
                                ),
                                name="every_row_accounted_for",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handover",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("key_index", models.BinaryField(max_length=32)),
                        ("digest", models.BinaryField(max_length=32)),
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="officials.program"
                            ),
                        ),
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handovers",
                                to="submissions.submission",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("program", "key_index"), name="key_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Chunk",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("accepted", models.IntegerField()),
                        ("refused", models.IntegerField()),
                        ("waiting", models.IntegerField()),
                        ("duplicate", models.IntegerField()),
                        ("delays", models.JSONField(default=dict)),
                        ("at", models.DateTimeField()),
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="chunks",
                                to="submissions.submission",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("submission", "number"), name="chunk_once")],
                    },
                ),
                migrations.CreateModel(
                    name="UploadPart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.IntegerField()),
                        ("content", models.BinaryField(null=True)),
                        (
                            "upload",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="submissions.upload",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("upload", "number"), name="part_once")],
                    },
                ),
            ]
        ),
        Protect(
            "submissions_submission", ["id", "salt", "ref", "feed", "unit", "sha256", "size", "as_of", "at", "by_id"]
        ),
        Protect("submissions_upload", ["submission_id", "filename", "data_key"], blankable=["filename", "data_key"]),
        Protect("submissions_uploadpart", ["id", "upload_id", "number", "content"], blankable=["content"]),
        Protect(
            "submissions_chunk",
            ["id", "submission_id", "number", "accepted", "refused", "waiting", "duplicate", "delays", "at"],
        ),
        Protect("submissions_rowoutcome", ["id", "submission_id", "sheet", "row", "fate", "issues", "repeats"]),
        Protect(
            "submissions_heldrow",
            [
                "id",
                "salt",
                "content",
                "data_key",
                "ref",
                "submission_id",
                "sheet",
                "row",
                "number_index",
                "name_index",
                "why",
                "at",
            ],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("submissions_rowsettled", ["id", "salt", "held_row_id", "finding", "reason", "at", "by_id"]),
        Protect(
            "submissions_receipt",
            [
                "id",
                "salt",
                "submission_id",
                "rows",
                "accepted",
                "refused",
                "waiting",
                "duplicate",
                "file_issues",
                "is_readable",
                "at",
            ],
        ),
        Protect(
            "submissions_handover", ["id", "salt", "program_id", "key_index", "digest", "submission_id", "at", "by_id"]
        ),
    ]

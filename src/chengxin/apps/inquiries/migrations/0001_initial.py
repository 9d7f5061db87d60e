"""The tables of this app, and the triggers that keep what is written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chengxin.apps.ledger.create import Create
from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("consents", "0001_initial"),
        ("matters", "0001_initial"),
        ("notices", "0001_initial"),
        ("officials", "0001_initial"),
        ("records", "0001_initial"),
    ]

    operations = [
        Create(
            [
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("ref", models.CharField(max_length=16)),
                        ("purpose", models.CharField(max_length=64)),
                        ("signature", models.BinaryField(max_length=64)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="matters.matter",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("matter", "purpose"), name="one_answer"),
                            models.UniqueConstraint(fields=("ref",), name="answer_ref"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AccessEntry",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("number_index", models.BinaryField(db_index=True, max_length=32, null=True)),
                        ("name_index", models.BinaryField(max_length=32, null=True)),
                        ("outcome", models.CharField(max_length=16)),
                        ("unit", models.CharField(max_length=64)),
                        ("role", models.CharField(max_length=32)),
                        ("seat", models.CharField(max_length=100)),
                        ("purpose", models.CharField(max_length=64)),
                        ("case", models.CharField(default="", max_length=16)),
                        ("shown", models.JSONField()),
                        ("reasons", models.JSONField()),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="notices.letter",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="matters.matter",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="officials.program",
                            ),
                        ),
                        (
                            "consent",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consents.consentgiven",
                            ),
                        ),
                        (
                            "answer",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inquiries.answer",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        [
                                            "answered",
                                            "refused",
                                            "cannot_tell",
                                            "read_again",
                                            "identity_check",
                                            "letters_found",
                                            "letter_printed",
                                            "letter_signed",
                                            "report_printed",
                                            "slip_returned",
                                            "letter_returned",
                                            "at_window",
                                            "case_read",
                                            "replayed",
                                            "service_checked",
                                        ],
                                    )
                                ),
                                name="look_outcome",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("consent__isnull", False)),
                                fields=("consent",),
                                name="consent_used_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Fragment",
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
                            "answer",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fragments",
                                to="inquiries.answer",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.version",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("answer", "place"), name="fragment_place")],
                    },
                ),
            ]
        ),
        Protect(
            "inquiries_answer",
            ["id", "salt", "content", "data_key", "ref", "matter_id", "purpose", "signature", "at", "by_id"],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("inquiries_fragment", ["id", "answer_id", "place", "version_id", "content"]),
        Protect(
            "inquiries_accessentry",
            [
                "id",
                "salt",
                "number_index",
                "name_index",
                "outcome",
                "unit",
                "role",
                "seat",
                "purpose",
                "matter_id",
                "answer_id",
                "letter_id",
                "case",
                "shown",
                "reasons",
                "program_id",
                "consent_id",
                "at",
                "by_id",
            ],
        ),
    ]

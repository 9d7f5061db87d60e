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
        ("matters", "0001_initial"),
        ("records", "0001_initial"),
        ("officials", "0001_initial"),
    ]

    operations = [
        Create(
            [
                migrations.CreateModel(
                    name="RestraintPaper",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("role", models.CharField(max_length=16)),
                        ("kind", models.CharField(max_length=32)),
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
                            "record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.record"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("role__in", ["decision", "notice", "hearing"])),
                                name="restraint_paper_role",
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Restraint",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("ref", models.CharField(max_length=16, unique=True)),
                        ("natural_key", models.BinaryField(max_length=32, unique=True)),
                        ("number_index", models.BinaryField(db_index=True, max_length=32)),
                        ("name_index", models.BinaryField(max_length=32)),
                        ("measure", models.CharField(max_length=64)),
                        ("unit", models.CharField(db_index=True, max_length=64)),
                        ("edition", models.CharField(max_length=20)),
                        (
                            "decision",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="restraints.restraintpaper",
                            ),
                        ),
                        (
                            "hearing",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="restraints.restraintpaper",
                            ),
                        ),
                        (
                            "notice",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="restraints.restraintpaper",
                            ),
                        ),
                        ("heard", models.CharField(max_length=16)),
                        ("noticed_on", models.DateField()),
                        ("heard_on", models.DateField()),
                        ("decided_on", models.DateField()),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
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
                            "record",
                            models.ForeignKey(
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
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("measure", ""), _negated=True),
                                    models.Q(("unit", ""), _negated=True),
                                    models.Q(("edition", ""), _negated=True),
                                    models.Q(("ref", ""), _negated=True),
                                ),
                                name="restraint_is_listed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("heard__in", ["stated", "hearing", "waived", "silent"])),
                                name="restraint_was_heard",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_on__gte", models.F("heard_on")),
                                    ("ends_on__gte", models.F("starts_on")),
                                    ("heard_on__gte", models.F("noticed_on")),
                                    ("starts_on__gte", models.F("decided_on")),
                                    ("starts_on__gt", models.F("noticed_on")),
                                ),
                                name="restraint_in_order",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="RestraintEnded",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("stops_on", models.DateField()),
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
                            "restraint",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ended",
                                to="restraints.restraint",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="UseNotice",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("number_index", models.BinaryField(db_index=True, max_length=32)),
                        ("name_index", models.BinaryField(max_length=32)),
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
                            "closing",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="matters.closing"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="UsedRecord",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
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
                            "fragment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inquiries.fragment"
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="used",
                                to="restraints.usenotice",
                            ),
                        ),
                    ],
                    options={"constraints": [models.UniqueConstraint(fields=("notice", "fragment"), name="used_once")]},
                ),
            ]
        ),
        Protect(
            "restraints_restraintpaper",
            ["id", "salt", "content", "data_key", "ref", "record_id", "role", "kind", "at", "by_id"],
            blankable=["salt", "content", "data_key"],
        ),
        Protect(
            "restraints_restraint",
            [
                "id",
                "salt",
                "content",
                "data_key",
                "ref",
                "natural_key",
                "record_id",
                "version_id",
                "number_index",
                "name_index",
                "measure",
                "unit",
                "edition",
                "decision_id",
                "notice_id",
                "hearing_id",
                "heard",
                "noticed_on",
                "heard_on",
                "decided_on",
                "starts_on",
                "ends_on",
                "at",
                "by_id",
            ],
            blankable=["salt", "content", "data_key"],
        ),
        Protect(
            "restraints_restraintended",
            ["id", "salt", "content", "data_key", "restraint_id", "stops_on", "at", "by_id"],
            blankable=["salt", "content", "data_key"],
        ),
        Protect(
            "restraints_usenotice",
            ["id", "salt", "content", "data_key", "closing_id", "number_index", "name_index", "at", "by_id"],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("restraints_usedrecord", ["id", "salt", "notice_id", "fragment_id", "at", "by_id"]),
    ]

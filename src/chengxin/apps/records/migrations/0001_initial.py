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
        ("people", "0001_initial"),
        ("submissions", "0001_initial"),
    ]

    operations = [
        Create(
            [
                migrations.CreateModel(
                    name="Record",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("ref", models.CharField(max_length=16)),
                        ("natural_key", models.BinaryField(max_length=32, unique=True)),
                        ("item", models.CharField(max_length=64)),
                        ("unit", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("unit", ""), _negated=True), models.Q(("item", ""), _negated=True)
                                ),
                                name="record_has_source",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Statement",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("at", models.DateTimeField()),
                        (
                            "record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="records.record",
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
                    name="Tombstone",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("natural_key", models.BinaryField(max_length=32)),
                        ("event", models.CharField(max_length=16)),
                        ("ended_at", models.DateTimeField()),
                        ("at", models.DateTimeField()),
                        (
                            "submission",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="submissions.submission",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("natural_key", "event"), name="tombstone_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("event", "withdrawn"),
                                    models.Q(("event__in", ["voided", "repaired", "destroyed"]), ("submission", None)),
                                    _connector="OR",
                                ),
                                name="tombstone_of_an_ending",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Version",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32, null=True)),
                        ("content", models.BinaryField(null=True)),
                        ("data_key", models.BinaryField(null=True)),
                        ("event", models.CharField(max_length=16)),
                        ("as_of", models.DateTimeField()),
                        ("digest", models.BinaryField(max_length=32)),
                        ("until", models.DateTimeField()),
                        ("repair_from", models.DateField(null=True)),
                        ("counted_from", models.DateField()),
                        ("edition", models.CharField(max_length=20)),
                        ("sheet", models.CharField(max_length=200)),
                        ("row", models.IntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "record",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="records.record",
                            ),
                        ),
                        (
                            "submission",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="submissions.submission",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("repair_from__isnull", False)),
                                fields=["submission", "id"],
                                name="version_of_file",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("event__in", ["registered", "superseded", "confirmed"]),
                                        ("submission__isnull", False),
                                    ),
                                    models.Q(("event", "corrected"), ("submission", None)),
                                    _connector="OR",
                                ),
                                name="version_event",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("edition", ""), _negated=True), name="version_has_law"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecordEvent",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("event", models.CharField(max_length=16)),
                        ("proof_mode", models.CharField(default="", max_length=32)),
                        ("proof_on", models.DateField(null=True)),
                        ("cause", models.BigIntegerField(null=True)),
                        ("freezes_from", models.DateTimeField(null=True)),
                        ("at", models.DateTimeField()),
                        (
                            "record",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="records.record",
                            ),
                        ),
                        (
                            "submission",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="submissions.submission",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.version",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("event__in", ["withdrawn", "voided", "repaired", "destroyed"])),
                                fields=["record"],
                                name="event_ends_record",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "event__in",
                                            [
                                                "withdrawn",
                                                "voided",
                                                "frozen",
                                                "marked",
                                                "released",
                                                "repair_asked",
                                                "repaired",
                                                "destroyed",
                                            ],
                                        ),
                                        ("proof_mode", ""),
                                        ("proof_on", None),
                                    ),
                                    models.Q(
                                        ("event", "notice_proved"),
                                        (
                                            "proof_mode__in",
                                            [
                                                "enclosed_with_decision",
                                                "read_in_portal",
                                                "signed_at_window",
                                                "postal_return_slip",
                                            ],
                                        ),
                                        ("proof_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="proof_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cause", None), ("event__in", ["notice_proved", "withdrawn"])),
                                    models.Q(
                                        ("cause__isnull", False),
                                        (
                                            "event__in",
                                            [
                                                "voided",
                                                "frozen",
                                                "marked",
                                                "released",
                                                "repair_asked",
                                                "repaired",
                                                "destroyed",
                                            ],
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="event_has_cause",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("event__in", ["marked", "repair_asked"]), ("freezes_from__isnull", False)
                                    ),
                                    models.Q(
                                        models.Q(("event__in", ["marked", "repair_asked"]), _negated=True),
                                        ("freezes_from", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="mark_knows_when_it_freezes",
                            ),
                        ],
                    },
                ),
            ]
        ),
        Protect(
            "records_record", ["id", "ref", "natural_key", "item", "unit", "person_id", "at"], blankable=["person_id"]
        ),
        Protect(
            "records_version",
            [
                "id",
                "salt",
                "content",
                "data_key",
                "record_id",
                "event",
                "as_of",
                "digest",
                "until",
                "repair_from",
                "counted_from",
                "edition",
                "submission_id",
                "sheet",
                "row",
                "at",
            ],
            blankable=["salt", "content", "data_key"],
        ),
        Protect(
            "records_recordevent",
            [
                "id",
                "salt",
                "record_id",
                "version_id",
                "event",
                "proof_mode",
                "proof_on",
                "submission_id",
                "cause",
                "freezes_from",
                "at",
            ],
        ),
        Protect(
            "records_statement",
            ["id", "salt", "content", "data_key", "record_id", "through_id", "at"],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("records_tombstone", ["id", "salt", "natural_key", "event", "ended_at", "submission_id", "at"]),
    ]

"""Flags, corrections, voids and the person's own words."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_protect"),
        ("submissions", "0003_program"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="records.record"
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
        migrations.RemoveConstraint(
            model_name="recordevent",
            name="record_event_known",
        ),
        migrations.RemoveConstraint(
            model_name="recordevent",
            name="proof_is_whole",
        ),
        migrations.RemoveConstraint(
            model_name="version",
            name="version_event",
        ),
        migrations.AddField(
            model_name="recordevent",
            name="cause",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="recordevent",
            name="freezes_from",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="version",
            name="submission",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="submissions.submission",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("event__in", ["withdrawn", "voided", "frozen", "marked", "released"]),
                        ("proof_mode", ""),
                        ("proof_on", None),
                    ),
                    models.Q(
                        ("event", "notice_proved"),
                        (
                            "proof_mode__in",
                            ["enclosed_with_decision", "read_in_portal", "signed_at_window", "postal_return_slip"],
                        ),
                        ("proof_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="proof_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cause", None), ("event__in", ["notice_proved", "withdrawn"])),
                    models.Q(("cause__isnull", False), ("event__in", ["voided", "frozen", "marked", "released"])),
                    _connector="OR",
                ),
                name="event_has_cause",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("event", "marked"), ("freezes_from__isnull", False)),
                    models.Q(models.Q(("event", "marked"), _negated=True), ("freezes_from", None)),
                    _connector="OR",
                ),
                name="mark_knows_when_it_freezes",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("event__in", ["registered", "superseded", "confirmed"]), ("submission__isnull", False)),
                    models.Q(("event", "corrected"), ("submission", None)),
                    _connector="OR",
                ),
                name="version_event",
            ),
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
    ]

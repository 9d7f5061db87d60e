"""A repair that was asked for, and one that ended a record."""

from django.db import migrations, models

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_flags"),
        ("submissions", "0003_program"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="recordevent",
            name="proof_is_whole",
        ),
        migrations.RemoveConstraint(
            model_name="recordevent",
            name="event_has_cause",
        ),
        migrations.RemoveConstraint(
            model_name="recordevent",
            name="mark_knows_when_it_freezes",
        ),
        migrations.AddIndex(
            model_name="version",
            index=models.Index(
                condition=models.Q(("repair_from__isnull", False)), fields=["repair_from"], name="version_repair_from"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "event__in",
                            ["withdrawn", "voided", "frozen", "marked", "released", "repair_asked", "repaired"],
                        ),
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
                    models.Q(
                        ("cause__isnull", False),
                        ("event__in", ["voided", "frozen", "marked", "released", "repair_asked", "repaired"]),
                    ),
                    _connector="OR",
                ),
                name="event_has_cause",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("event__in", ["marked", "repair_asked"]), ("freezes_from__isnull", False)),
                    models.Q(
                        models.Q(("event__in", ["marked", "repair_asked"]), _negated=True), ("freezes_from", None)
                    ),
                    _connector="OR",
                ),
                name="mark_knows_when_it_freezes",
            ),
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
    ]

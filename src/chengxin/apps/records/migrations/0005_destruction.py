"""A record that was destroyed, and an ending that a restored database had forgotten."""

from django.db import migrations, models

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [("records", "0004_repairs")]

    operations = [
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("salt", models.BinaryField(max_length=32)),
                ("natural_key", models.BinaryField(max_length=32)),
                ("event", models.CharField(max_length=16)),
                ("ended_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("natural_key", "event"), name="tombstone_once"),
                    models.CheckConstraint(
                        condition=models.Q(("event__in", ["withdrawn", "voided", "repaired", "destroyed"])),
                        name="tombstone_of_an_ending",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="recordevent", name="proof_is_whole"),
        migrations.RemoveConstraint(model_name="recordevent", name="event_has_cause"),
        migrations.AddConstraint(
            model_name="recordevent",
            constraint=models.CheckConstraint(
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
                        (
                            "event__in",
                            ["voided", "frozen", "marked", "released", "repair_asked", "repaired", "destroyed"],
                        ),
                    ),
                    _connector="OR",
                ),
                name="event_has_cause",
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
        Protect("records_tombstone", ["id", "salt", "natural_key", "event", "ended_at", "at"]),
    ]

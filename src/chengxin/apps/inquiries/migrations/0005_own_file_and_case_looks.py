"""A person's own file opened at a window, a case that an office opened, an answer read again by an auditor."""

from django.db import migrations, models

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0004_delivery")]

    operations = [
        migrations.RemoveConstraint(model_name="accessentry", name="look_outcome"),
        migrations.AddField(
            model_name="accessentry", name="name_index", field=models.BinaryField(max_length=32, null=True)
        ),
        migrations.AddField(model_name="accessentry", name="case", field=models.CharField(default="", max_length=16)),
        migrations.AddConstraint(
            model_name="accessentry",
            constraint=models.CheckConstraint(
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
                            "slip_returned",
                            "letter_returned",
                            "at_window",
                            "case_read",
                            "replayed",
                        ],
                    )
                ),
                name="look_outcome",
            ),
        ),
        # A new constraint makes the table anew on SQLite, and its triggers with it.
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
                "at",
                "by_id",
            ],
        ),
    ]

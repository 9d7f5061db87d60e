"""A look of one more kind: the conveniences of a service were checked within a matter."""

from django.db import migrations, models

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("accessentry", "look_outcome"),
        migrations.AddConstraint(
            "accessentry",
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
        ),
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

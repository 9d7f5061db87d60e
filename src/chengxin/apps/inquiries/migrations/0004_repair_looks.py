"""A look by the office that decides on a repair."""

from django.conf import settings
from django.db import migrations, models

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("inquiries", "0003_program"),
        ("matters", "0003_program"),
        ("officials", "0004_supervisor"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="accessentry",
            name="look_outcome",
        ),
        migrations.AddConstraint(
            model_name="accessentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["answered", "refused", "cannot_tell", "read_again", "identity_check", "repair"])
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
                "outcome",
                "unit",
                "role",
                "seat",
                "purpose",
                "matter_id",
                "answer_id",
                "shown",
                "reasons",
                "program_id",
                "at",
                "by_id",
            ],
        ),
    ]

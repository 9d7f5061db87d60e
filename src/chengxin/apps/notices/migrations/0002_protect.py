"""Written once, read often: the triggers that keep these tables append-only."""

from django.db import migrations

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [
        Protect("notices_release", ["id", "at"]),
        Protect(
            "notices_letter",
            [
                "id",
                "salt",
                "ref",
                "number_index",
                "name_index",
                "template",
                "edition",
                "subject",
                "held_under",
                "at",
            ],
        ),
        Protect("notices_reading", ["id", "salt", "letter_id", "at"]),
    ]

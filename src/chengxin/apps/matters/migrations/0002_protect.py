"""Written once, read often: the triggers that keep these tables append-only."""

from django.db import migrations

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial")]
    operations = [
        Protect(
            "matters_matter",
            [
                "id",
                "salt",
                "content",
                "data_key",
                "ref",
                "number_index",
                "name_index",
                "unit",
                "service",
                "at",
                "by_id",
            ],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("matters_closing", ["id", "salt", "matter_id", "outcome", "at", "by_id"]),
        Protect("matters_overduenote", ["id", "salt", "matter_id", "at"]),
    ]

"""Written once, read often: the triggers that keep these tables append-only."""

from django.db import migrations

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0001_initial")]
    operations = [
        Protect(
            "inquiries_answer",
            [
                "id",
                "salt",
                "content",
                "data_key",
                "ref",
                "matter_id",
                "purpose",
                "signature",
                "at",
                "by_id",
            ],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("inquiries_fragment", ["id", "answer_id", "place", "version_id", "content"]),
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
                "at",
                "by_id",
            ],
        ),
    ]

"""Written once, read often: the triggers that keep these tables append-only."""

from django.db import migrations

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [
        Protect(
            "records_record",
            [
                "id",
                "ref",
                "natural_key",
                "item",
                "unit",
                "person_id",
                "at",
            ],
            blankable=["person_id"],
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
                "at",
            ],
        ),
    ]

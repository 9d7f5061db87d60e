"""Written once, read often: the triggers that keep these tables append-only."""

from django.db import migrations

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [("submissions", "0001_initial")]
    operations = [
        Protect(
            "submissions_submission",
            [
                "id",
                "salt",
                "ref",
                "feed",
                "unit",
                "sha256",
                "size",
                "as_of",
                "at",
                "by_id",
            ],
        ),
        Protect(
            "submissions_upload",
            [
                "submission_id",
                "filename",
                "data_key",
            ],
            blankable=["filename", "data_key"],
        ),
        Protect("submissions_uploadpart", ["id", "upload_id", "number", "content"], blankable=["content"]),
        Protect(
            "submissions_chunk",
            [
                "id",
                "submission_id",
                "number",
                "accepted",
                "refused",
                "waiting",
                "duplicate",
                "delays",
                "at",
            ],
        ),
        Protect("submissions_rowoutcome", ["id", "submission_id", "sheet", "row", "fate", "issues"]),
        Protect(
            "submissions_heldrow",
            [
                "id",
                "salt",
                "content",
                "data_key",
                "ref",
                "submission_id",
                "sheet",
                "row",
                "number_index",
                "at",
            ],
            blankable=["salt", "content", "data_key"],
        ),
        Protect("submissions_rowsettled", ["id", "salt", "held_row_id", "finding", "reason", "at", "by_id"]),
        Protect(
            "submissions_receipt",
            [
                "id",
                "salt",
                "submission_id",
                "rows",
                "accepted",
                "refused",
                "waiting",
                "duplicate",
                "file_issues",
                "is_readable",
                "at",
            ],
        ),
    ]

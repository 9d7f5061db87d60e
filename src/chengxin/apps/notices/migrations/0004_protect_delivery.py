"""The triggers that keep tries append-only, and let a contact or a print be blanked and nothing else."""

from django.db import migrations

from chengxin.apps.ledger.protect import Protect

_PAYLOAD = ["salt", "content", "data_key"]


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_delivery")]
    operations = [
        Protect(
            "notices_contact",
            ["id", *_PAYLOAD, "number_index", "name_index", "channel", "at"],
            blankable=_PAYLOAD,
        ),
        Protect("notices_contactremoved", ["id", "salt", "contact_id", "at"]),
        Protect("notices_attempt", ["id", "salt", "letter_id", "channel", "number", "at", "by_id"]),
        Protect("notices_attemptoutcome", ["id", "salt", "attempt_id", "state", "cause", "at", "by_id"]),
        Protect("notices_paper", ["id", *_PAYLOAD, "letter_id", "at", "by_id"], blankable=_PAYLOAD),
    ]

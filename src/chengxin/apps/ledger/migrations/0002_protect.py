"""Written once, read often: the triggers that keep these tables append-only."""

from django.db import migrations

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        Protect("ledger_batch", ["id", "at"]),
        Protect("ledger_entry", ["id", "nonce", "kind", "commitment"]),
        Protect("ledger_sealedbatch", ["batch_id", "first_leaf", "count", "leaves"]),
        Protect("ledger_checkpoint", ["size", "at", "root", "peaks", "signature"]),
    ]

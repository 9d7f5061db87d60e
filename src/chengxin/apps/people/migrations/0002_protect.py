"""Written once, read often: the triggers that keep these tables append-only."""

from django.db import migrations

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        Protect("people_person", ["id", "number_index", "name_index", "identity", "at"], blankable=["identity"]),
        Protect("people_conflictevent", ["id", "salt", "number_index", "is_confirmed", "reason", "at", "by_id"]),
    ]

"""Natural persons: a keyed index, and an encrypted identity that only the vault opens. [law:pipl/第二十八条]"""

from __future__ import annotations

from typing import Any

from django.db import models

from chengxin.apps.ledger.models import Committed
from chengxin.apps.ledger.protect import PAYLOAD


class Person(models.Model):
    """A person about whom something is held: document type and number, and a name that folds equal.

    Two rows with one `number_index` exist only where an official found that two people share a number.
    """

    table_class = PAYLOAD
    id = models.BigIntegerField(primary_key=True)
    """Given by the batch in which the person was first named; no entry has it."""
    number_index = models.BinaryField(max_length=32)
    name_index = models.BinaryField(max_length=32)
    identity = models.BinaryField(null=True)
    """The encrypted identity; NULL once destroyed."""
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number_index", "name_index"], name="person_once")]


class ConflictEvent(Committed):
    """An official confirmed, or resolved, that two people share one number; both files freeze while it is confirmed."""

    entry_kinds = ("identity_conflict",)
    number_index = models.BinaryField(max_length=32, db_index=True)
    is_confirmed = models.BooleanField()
    reason = models.BinaryField()
    """The official's written reason, encrypted."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "number_index": bytes(self.number_index).hex(),
            "is_confirmed": self.is_confirmed,
            "reason": bytes(self.reason).hex(),
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }

"""Consents and their withdrawal. A consent that was not given leaves no row. [law:pipl/第十三条] [law:pipl/第二十三条]"""

from __future__ import annotations

from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload


class ConsentGiven(CommittedPayload):
    """One recipient, one purpose, named items, an end. Encrypted: which versions of which records the person saw."""

    entry_kinds = ("consent_given",)
    ref = models.CharField(max_length=16, unique=True)
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    unit = models.CharField(max_length=64)
    purpose = models.CharField(max_length=64)
    items = models.JSONField()
    until = models.DateTimeField()
    """The first instant at which it is none any more."""
    through = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    """The official who wrote it down for the person at a window; NULL in the portal."""
    at = models.DateTimeField()

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "unit": self.unit,
            "purpose": self.purpose,
            "items": self.items,
            "until": int(self.until.timestamp()),
            "through": self.through_id,
            "at": int(self.at.timestamp()),
            "content": read_content(self),
        }


class ConsentWithdrawn(Committed):
    """The person took a consent back, in one step."""

    entry_kinds = ("consent_withdrawn",)
    consent = models.OneToOneField(ConsentGiven, models.PROTECT, related_name="withdrawn")
    through = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def told(self) -> Any:
        return {"consent": self.consent_id, "through": self.through_id, "at": int(self.at.timestamp())}

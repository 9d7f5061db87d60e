"""Representatives: what was shown at the window, what they did, and how it ended. [law:pipl/第四十九条]"""

from __future__ import annotations

from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload


class MandateNoted(CommittedPayload):
    """A right to act for somebody. Encrypted: both identities, the number of the document that proves it."""

    entry_kinds = ("mandate_noted",)
    ref = models.CharField(max_length=16, unique=True)
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    """Of the represented person; of the representative, the two below."""
    agent_number_index = models.BinaryField(max_length=32)
    agent_name_index = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=16)
    acts = models.JSONField()
    until = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="mandate_kind", condition=models.Q(kind__in=["lawyer", "guardian", "heir"]))
        ]

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "agent_number_index": bytes(self.agent_number_index).hex(),
            "agent_name_index": bytes(self.agent_name_index).hex(),
            "kind": self.kind,
            "acts": self.acts,
            "until": int(self.until.timestamp()),
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class MandateAct(Committed):
    """A representative did something for the person; `by` is the official at the window."""

    entry_kinds = ("mandate_act",)
    mandate = models.ForeignKey(MandateNoted, models.PROTECT, related_name="acted")
    act = models.CharField(max_length=16)
    case = models.CharField(max_length=16, default="")
    """The number of what came of it; "" where the file was read."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "mandate": self.mandate_id,
            "act": self.act,
            "case": self.case,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }


class MandateEnded(Committed):
    """A mandate ended before its day; `through` is NULL where the person did it in the portal."""

    entry_kinds = ("mandate_ended",)
    mandate = models.OneToOneField(MandateNoted, models.PROTECT, related_name="ended")
    through = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def told(self) -> Any:
        return {"mandate": self.mandate_id, "through": self.through_id, "at": int(self.at.timestamp())}

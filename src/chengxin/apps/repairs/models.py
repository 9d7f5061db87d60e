"""The draft that opened by itself, the request that a person made of it, its proofs, and the steps that were taken.

[law:repair_order_36/第二条] [law:repair_order_36/第三条]
Where a case stands is derived from its rows (`core.repairs`); nothing here is ever overwritten, and nothing has a price.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload
from chengxin.apps.ledger.protect import WORKING
from chengxin.core.repairs import Step


class Draft(Committed):
    """The day has come on which repair of a record may be asked for. What the draft says is read from the record."""

    entry_kinds = ("repair_draft_opened",)
    record = models.OneToOneField("records.Record", models.PROTECT, related_name="+")
    version = models.ForeignKey("records.Version", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def told(self) -> Any:
        return {"record": self.record_id, "version": self.version_id, "at": int(self.at.timestamp())}


class DraftWalk(models.Model):
    """How far drafts were opened: along the versions of one file once it is complete, and each day along all of them."""

    table_class = WORKING
    file = models.BigIntegerField(primary_key=True)
    """The id of the file's release; 0 for all versions."""
    after = models.BigIntegerField(default=0)
    """The last version for which a draft was opened on this walk."""
    ended_on = models.DateField(null=True)
    """The day on which the walk came to its end; NULL while something is left."""


class RepairRequest(CommittedPayload):
    """One request. Encrypted: the person's commitment, and what the person says about how it was put right."""

    entry_kinds = ("repair_requested",)
    blanked_by_duty = ("salt", "content", "data_key")
    ref = models.CharField(max_length=16, unique=True)
    record = models.ForeignKey("records.Record", models.PROTECT, related_name="+")
    version = models.ForeignKey("records.Version", models.PROTECT, related_name="+")
    """What the record said when repair was asked for."""
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    through = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    """The official who acted for the person at a window; NULL in the portal."""
    at = models.DateTimeField()

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "record": self.record_id,
            "version": self.version_id,
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "through": self.through_id,
            "at": int(self.at.timestamp()),
            "content": read_content(self),
        }


class RepairProof(CommittedPayload):
    """One file that only the person could have, encrypted; pictures without what a camera writes beside them."""

    entry_kinds = ("repair_proof_added",)
    blanked_by_duty = ("salt", "content", "data_key")
    ref = models.CharField(max_length=16, unique=True)
    request = models.ForeignKey(RepairRequest, models.PROTECT, related_name="proofs")
    kind = models.CharField(max_length=32)
    """Its media type, found in its content."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    """The official who added it at a window; NULL where the person did."""

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "request": self.request_id,
            "kind": self.kind,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class RepairStep(CommittedPayload):
    """One step of a case, by a named official, or where `by` is NULL by the person or the clock. Encrypted: its words."""

    entry_kinds = ("repair_step",)
    blanked_by_duty = ("salt", "content", "data_key")
    request = models.ForeignKey(RepairRequest, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=16)
    result = models.CharField(max_length=16, default="")
    by = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    through = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    """The official who wrote it down for the person at a window."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="repair_step_known", condition=models.Q(step__in=[step.value for step in Step])
            ),
            # What an office does in a case has a name on it; the clock can neither name nor decide.
            models.CheckConstraint(
                name="repair_step_has_name",
                condition=models.Q(step__in=["missing_named", "decided"], by__isnull=False)
                | models.Q(step__in=["supplied", "escalated", "withdrawn"], by=None),
            ),
            models.CheckConstraint(
                name="repair_decided_somehow",
                condition=models.Q(step="decided", result__in=["granted", "refused"])
                | (~models.Q(step="decided") & models.Q(result="")),
            ),
        ]

    def told(self) -> Any:
        return {
            "request": self.request_id,
            "step": self.step,
            "result": self.result,
            "by": self.by_id,
            "through": self.through_id,
            "at": int(self.at.timestamp()),
            "content": read_content(self),
        }

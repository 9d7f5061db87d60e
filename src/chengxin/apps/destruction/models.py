"""Lists of what is due to be destroyed, what keeps a record for now, who looked, and the certificate.

[law:pipl/第十九条] [law:pipl/第四十七条]
Nothing here is ever overwritten; whether a record is free to go is derived from these rows and an instant
(`core.destruction`).
"""

from __future__ import annotations

from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload
from chengxin.apps.ledger.protect import WORKING
from chengxin.core.destruction import Ground, Order


class DueList(Committed):
    """Records that became due, listed together: what two officials look at in one go."""

    entry_kinds = ("due_list_made",)
    ref = models.CharField(max_length=16, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    """The official who had it made; NULL where the clock did."""

    def told(self) -> Any:
        return {"ref": self.ref, "at": int(self.at.timestamp()), "by": self.by_id}


class DueRecord(Committed):
    """One record's place on a list: it is listed once, and stays until it is destroyed."""

    entry_kinds = ("record_due",)
    due_list = models.ForeignKey(DueList, models.PROTECT, related_name="records")
    record = models.OneToOneField("records.Record", models.PROTECT, related_name="+")
    ground = models.CharField(max_length=16)
    since = models.DateTimeField()
    """The first instant at which it is due."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="due_by_a_ground", condition=models.Q(ground__in=[ground.value for ground in Ground])
            )
        ]

    def told(self) -> Any:
        return {
            "due_list": self.due_list_id,
            "record": self.record_id,
            "ground": self.ground,
            "since": int(self.since.timestamp()),
        }


class KeepOrder(CommittedPayload):
    """A decision to keep one listed record until a day, or a legal hold on it. Encrypted: why, and by which document."""

    entry_kinds = ("record_kept",)
    blanked_by_duty = ("salt", "content", "data_key")
    due_record = models.ForeignKey(DueRecord, models.PROTECT, related_name="orders")
    kind = models.CharField(max_length=16)
    until = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="keep_order_known", condition=models.Q(kind__in=[order.value for order in Order])
            ),
            models.CheckConstraint(name="keep_order_ends", condition=models.Q(until__gt=models.F("at"))),
        ]

    def told(self) -> Any:
        return {
            "due_record": self.due_record_id,
            "kind": self.kind,
            "until": int(self.until.timestamp()),
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class Review(Committed):
    """One official's look at a list: exactly the places on it that were free to go then."""

    entry_kinds = ("destruction_reviewed",)
    due_list = models.ForeignKey(DueList, models.PROTECT, related_name="reviews")
    covers = models.JSONField()
    """The ids of the places on the list."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "due_list": self.due_list_id,
            "covers": self.covers,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }


class Certificate(CommittedPayload):
    """That records of a list were destroyed, at which second, by which two officials. Encrypted: the very bytes that are
    handed out, which name no person. Clear: their digest."""

    entry_kinds = ("destruction_certified",)
    ref = models.CharField(max_length=16, unique=True)
    due_list = models.ForeignKey(DueList, models.PROTECT, related_name="certificates")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")
    """The second official, whose look destroyed."""

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "due_list": self.due_list_id,
            "sha256": self.sha256,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class ListRound(models.Model):
    """The day, and the law, for which everything due has been listed: nothing is looked for twice."""

    table_class = WORKING
    id = models.SmallIntegerField(primary_key=True)
    passed_on = models.DateField()
    law_digest = models.CharField(max_length=64)

"""A case about one version of one record, its evidence, and the steps that were taken. [law:pipl/第四十六条]

Where a case stands is derived from its rows (`core.objections`); nothing here is ever overwritten.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload
from chengxin.core.objections import Ground, Step


class Objection(CommittedPayload):
    """One case. Encrypted: the person's own words, and what is new where the ground was examined before."""

    entry_kinds = ("objection_lodged",)
    blanked_by_duty = ("salt", "content", "data_key")
    ref = models.CharField(max_length=16, unique=True)
    record = models.ForeignKey("records.Record", models.PROTECT, related_name="+")
    version = models.ForeignKey("records.Version", models.PROTECT, related_name="+")
    """What the record said when the case was opened."""
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    ground = models.CharField(max_length=16)
    through = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    """The official who acted for the person, or who filed the document that annuls the decision; NULL in the portal."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="objection_ground", condition=models.Q(ground__in=[ground.value for ground in Ground])
            )
        ]

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "record": self.record_id,
            "version": self.version_id,
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "ground": self.ground,
            "through": self.through_id,
            "at": int(self.at.timestamp()),
            "content": read_content(self),
        }


class Evidence(CommittedPayload):
    """One file of a case, encrypted; pictures without what a camera writes beside them."""

    entry_kinds = ("evidence_added",)
    blanked_by_duty = ("salt", "content", "data_key")
    ref = models.CharField(max_length=16, unique=True)
    objection = models.ForeignKey(Objection, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=32)
    """Its media type, found in its content."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    """The official who added it; NULL where the person did."""

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "objection": self.objection_id,
            "kind": self.kind,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class CaseStep(CommittedPayload):
    """One step of a case, by a named official, or where `by` is NULL by the person or the clock. Encrypted: its words."""

    entry_kinds = ("objection_step",)
    blanked_by_duty = ("salt", "content", "data_key")
    objection = models.ForeignKey(Objection, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=16)
    result = models.CharField(max_length=16, default="")
    by = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    through = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    """The official who wrote it down for the person at a window."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="case_step_known", condition=models.Q(step__in=[step.value for step in Step])),
            # What an office does in a case has a name on it.
            models.CheckConstraint(
                name="case_step_has_name",
                condition=models.Q(
                    step__in=["checked", "found", "extended", "decided", "reviewed", "split"], by__isnull=False
                )
                | models.Q(step__in=["escalated", "outcome_filed", "added", "review_asked", "withdrawn"]),
            ),
        ]

    def told(self) -> Any:
        return {
            "objection": self.objection_id,
            "step": self.step,
            "result": self.result,
            "by": self.by_id,
            "through": self.through_id,
            "at": int(self.at.timestamp()),
            "content": read_content(self),
        }


class Recall(Committed):
    """Someone who had received what was later found wrong, withdrawn or voided has confirmed that it is used no more."""

    entry_kinds = ("recall_confirmed",)
    answer = models.ForeignKey("inquiries.Answer", models.PROTECT, related_name="+")
    cause = models.BigIntegerField()
    """The id of the version or event by which what was shown no longer stands."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "cause"], name="recall_once")]

    def told(self) -> Any:
        return {
            "answer": self.answer_id,
            "cause": self.cause,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }

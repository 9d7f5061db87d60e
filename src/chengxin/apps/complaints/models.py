"""A report that a body handles personal data wrongly, and what was answered. [law:pipl/第六十五条]

It is about a body of the register, never about a person; nobody has to say who reports it. Encrypted: the words, until they
are destroyed some time after the answer.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload


class Complaint(CommittedPayload):
    """What somebody reported about a body; the number is all that leads back to it."""

    entry_kinds = ("complaint_made",)
    blanked_by_duty = ("salt", "content", "data_key")
    ref = models.CharField(max_length=16, unique=True)
    unit = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="complaint_about_body", condition=~models.Q(unit=""))]

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "unit": self.unit,
            "at": int(self.at.timestamp()),
            "content": read_content(self),
        }


class ComplaintAnswer(CommittedPayload):
    """What the unit that keeps the platform found, under a name."""

    entry_kinds = ("complaint_answered",)
    blanked_by_duty = ("salt", "content", "data_key")
    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="answer")
    result = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="complaint_result_known", condition=models.Q(result__in=["wrong", "not_wrong", "passed_on"])
            )
        ]

    def told(self) -> Any:
        return {
            "complaint": self.complaint_id,
            "result": self.result,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class ComplaintOverdue(Committed):
    """The last day passed without an answer, and the superior of the unit that owes it was told. It stays, whatever comes
    later."""

    entry_kinds = ("complaint_overdue",)
    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="overdue")
    superior = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    """NULL where nobody held that seat on the day."""
    at = models.DateTimeField()

    def told(self) -> Any:
        return {
            "complaint": self.complaint_id,
            "superior": self.superior_id,
            "at": int(self.at.timestamp()),
        }

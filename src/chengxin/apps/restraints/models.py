"""A restraint as its papers tell it, the end that its decider wrote down, and what an answer was used for.

[law:pipl/第二十四条] [law:administrative_penalty_law/第四十四条]
Nothing here leads to anybody but the one person of the one record. Whether a restraint holds is derived
(`core.restraints`); nothing here is ever overwritten.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload
from chengxin.core.restraints import Heard


class RestraintPaper(CommittedPayload):
    """One paper that a restraint cannot be without, encrypted."""

    entry_kinds = ("restraint_paper",)
    blanked_by_duty = ("salt", "content", "data_key")
    ref = models.CharField(max_length=16, unique=True)
    record = models.ForeignKey("records.Record", models.PROTECT, related_name="+")
    role = models.CharField(max_length=16)
    kind = models.CharField(max_length=32)
    """Its media type, found in its content."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="restraint_paper_role", condition=models.Q(role__in=["decision", "notice", "hearing"])
            )
        ]

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "record": self.record_id,
            "role": self.role,
            "kind": self.kind,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class Restraint(CommittedPayload):
    """One restraint on one record. Encrypted: who decided, the numbers of the papers, relevance, proportion, appeal.

    The database holds what it can: all three papers, all five days in their order, and no second time of one decision.
    """

    entry_kinds = ("restraint_documented",)
    blanked_by_duty = ("salt", "content", "data_key")
    ref = models.CharField(max_length=16, unique=True)
    natural_key = models.BinaryField(max_length=32, unique=True)
    """(record, measure, number of the decision) as a keyed index."""
    record = models.ForeignKey("records.Record", models.PROTECT, related_name="+")
    version = models.ForeignKey("records.Version", models.PROTECT, related_name="+")
    """What the record said when the decision was written down; another version needs another decision."""
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    measure = models.CharField(max_length=64)
    unit = models.CharField(max_length=64, db_index=True)
    edition = models.CharField(max_length=20)
    decision = models.OneToOneField(RestraintPaper, models.PROTECT, related_name="+")
    notice = models.OneToOneField(RestraintPaper, models.PROTECT, related_name="+")
    hearing = models.OneToOneField(RestraintPaper, models.PROTECT, related_name="+")
    heard = models.CharField(max_length=16)
    noticed_on = models.DateField()
    heard_on = models.DateField()
    decided_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    """The last day."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")
    """Who wrote it down, and did not decide it."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="restraint_is_listed",
                condition=~models.Q(measure="") & ~models.Q(unit="") & ~models.Q(edition="") & ~models.Q(ref=""),
            ),
            models.CheckConstraint(
                name="restraint_was_heard", condition=models.Q(heard__in=[heard.value for heard in Heard])
            ),
            models.CheckConstraint(
                name="restraint_in_order",
                condition=models.Q(
                    heard_on__gte=models.F("noticed_on"),
                    decided_on__gte=models.F("heard_on"),
                    starts_on__gte=models.F("decided_on"),
                    ends_on__gte=models.F("starts_on"),
                )
                & models.Q(starts_on__gt=models.F("noticed_on")),
            ),
        ]

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "natural_key": bytes(self.natural_key).hex(),
            "record": self.record_id,
            "version": self.version_id,
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "measure": self.measure,
            "unit": self.unit,
            "edition": self.edition,
            "papers": [self.decision_id, self.notice_id, self.hearing_id],
            "heard": self.heard,
            "noticed_on": self.noticed_on.isoformat(),
            "heard_on": self.heard_on.isoformat(),
            "decided_on": self.decided_on.isoformat(),
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class RestraintEnded(CommittedPayload):
    """Its decider ended it before its day. Encrypted: by which document, who, why."""

    entry_kinds = ("restraint_ended",)
    blanked_by_duty = ("salt", "content", "data_key")
    restraint = models.OneToOneField(Restraint, models.PROTECT, related_name="ended")
    stops_on = models.DateField()
    """The first day on which it no longer holds."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "restraint": self.restraint_id,
            "stops_on": self.stops_on.isoformat(),
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class UseNotice(CommittedPayload):
    """A matter ended against somebody after an adverse answer. Encrypted: who decided, on what law, why, where to complain."""

    entry_kinds = ("use_noticed",)
    blanked_by_duty = ("salt", "content", "data_key")
    closing = models.OneToOneField("matters.Closing", models.PROTECT, related_name="+")
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "closing": self.closing_id,
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class UsedRecord(Committed):
    """One thing that an answer showed and that was used against the person."""

    entry_kinds = ("record_used",)
    notice = models.ForeignKey(UseNotice, models.PROTECT, related_name="used")
    fragment = models.ForeignKey("inquiries.Fragment", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "fragment"], name="used_once")]

    def told(self) -> Any:
        return {
            "notice": self.notice_id,
            "fragment": self.fragment_id,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }

"""What was published of a quarter, as bytes; and what a department says beside a figure about it. [law:pipl/第五十四条]"""

from __future__ import annotations

from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload


class FrozenQuarter(Committed):
    """The two files of one quarter, as they were published; a correction comes in the quarter in which it was made."""

    entry_kinds = ("quarter_frozen",)
    quarter = models.CharField(max_length=7, unique=True)
    edition = models.CharField(max_length=20)
    """The edition of the law by which it was counted."""
    law_digest = models.CharField(max_length=64)
    as_json = models.BinaryField()
    as_csv = models.BinaryField()
    json_sha256 = models.CharField(max_length=64)
    csv_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    def told(self) -> Any:
        return {
            "quarter": self.quarter,
            "edition": self.edition,
            "law_digest": self.law_digest,
            "as_json": bytes(self.as_json).hex(),
            "as_csv": bytes(self.as_csv).hex(),
            "json_sha256": self.json_sha256,
            "csv_sha256": self.csv_sha256,
            "at": int(self.at.timestamp()),
        }


class FigureNote(CommittedPayload):
    """What a department says about one of its own figures, beside it. The last one counts; an empty one takes it back.
    Encrypted, so that it can be destroyed should somebody be named in it after all."""

    entry_kinds = ("figure_noted",)
    frozen = models.ForeignKey(FrozenQuarter, models.PROTECT, related_name="notes")
    unit = models.CharField(max_length=64)
    figure = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "frozen": self.frozen_id,
            "unit": self.unit,
            "figure": self.figure,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }

"""Papers that were promised within one matter. What is broken here is a fact of that matter: no record follows from it.

[law:pipl/第六条] [law:pipl/第十九条]
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload


class Promise(CommittedPayload):
    """What may follow in one matter, each paper until its day. Encrypted: which papers, and the days."""

    entry_kinds = ("papers_promised",)
    blanked_by_duty = ("salt", "content", "data_key")
    ref = models.CharField(max_length=16, unique=True)
    matter = models.OneToOneField("matters.Matter", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "matter": self.matter_id,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class PaperArrived(Committed):
    """One promised paper came."""

    entry_kinds = ("paper_arrived",)
    promise = models.ForeignKey(Promise, models.PROTECT, related_name="arrived")
    paper = models.CharField(max_length=32)
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promise", "paper"], name="paper_comes_once")]

    def told(self) -> Any:
        return {"promise": self.promise_id, "paper": self.paper, "at": int(self.at.timestamp()), "by": self.by_id}


class Note(StrEnum):
    """What the person was told of a promise, each once."""

    REMINDED = "reminded"
    KEPT = "kept"
    LAPSED = "lapsed"


class PromiseNote(Committed):
    """The person was told that a day comes near, that everything came, or that a day passed."""

    entry_kinds = ("promise_noted",)
    promise = models.ForeignKey(Promise, models.PROTECT, related_name="notes")
    what = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promise", "what"], name="promise_noted_once"),
            models.CheckConstraint(name="promise_note", condition=models.Q(what__in=["reminded", "kept", "lapsed"])),
        ]

    def told(self) -> Any:
        return {"promise": self.promise_id, "what": self.what, "at": int(self.at.timestamp())}

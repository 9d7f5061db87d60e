"""The concrete matter: opened by a named official before any question, closed with an outcome. [law:pipl/第六条]"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload


class Matter(CommittedPayload):
    """One service or procedure for one person in one unit. Encrypted: the request number, the reason, the identity."""

    entry_kinds = ("matter_opened",)
    ref = models.CharField(max_length=16, unique=True)
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    unit = models.CharField(max_length=64, db_index=True)
    service = models.CharField(max_length=100)
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = (models.Index(fields=["by", "at"], name="matter_opened_by"),)

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "unit": self.unit,
            "service": self.service,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class Ending(StrEnum):
    """How a matter ended; what was decided in it stands in its own file, not here."""

    GRANTED = "granted"
    RESTRICTED = "restricted"
    """Granted in part, or under conditions."""
    NOT_GRANTED = "not_granted"
    APPLICANT_WITHDREW = "applicant_withdrew"
    OPENED_BY_MISTAKE = "opened_by_mistake"


#: Endings against the applicant: after an adverse answer they need a notice of what was used (`core.uses`).
AGAINST = frozenset({Ending.RESTRICTED, Ending.NOT_GRANTED})


class Closing(Committed):
    """The outcome of a matter."""

    entry_kinds = ("matter_closed",)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="closing")
    outcome = models.CharField(max_length=24)
    program = models.ForeignKey("officials.Program", models.PROTECT, null=True, related_name="+")
    """The program that closed it, for which `by` answers; NULL where `by` did it in person."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["at"], name="matter_closed_at"),)

    def told(self) -> Any:
        return {
            "matter": self.matter_id,
            "outcome": self.outcome,
            **({"program": self.program_id} if self.program_id is not None else {}),
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }


class Hiding(CommittedPayload):
    """The looks of a matter are shown to the person from a day on, by a superior's order. Encrypted: the superior's words."""

    entry_kinds = ("looks_hidden",)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="hiding")
    category = models.CharField(max_length=32)
    until = models.DateTimeField()
    """The instant from which they are shown; nobody has to do anything then."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "matter": self.matter_id,
            "category": self.category,
            "until": int(self.until.timestamp()),
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class OverdueNote(Committed):
    """The person was told that somebody asked and no outcome followed."""

    entry_kinds = ("matter_without_outcome",)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="overdue_note")
    at = models.DateTimeField()

    def told(self) -> Any:
        return {"matter": self.matter_id, "at": int(self.at.timestamp())}

"""The question why somebody looked, what was answered, incidents, and the looks that the ledger drew for review.

[law:pipl/第四十四条] [law:pipl/第五十条] [law:pipl/第五十四条]
Where a question stands is derived from its rows (`core.whys`).
"""

from __future__ import annotations

from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload


class Sample(Committed):
    """The draw of one week: the signed root it was drawn with, of how many looks, and how many."""

    entry_kinds = ("looks_drawn",)
    week_from = models.DateField(unique=True)
    size = models.BigIntegerField()
    """Of the checkpoint whose root drew."""
    root = models.BinaryField(max_length=32)
    looks = models.IntegerField()
    drawn = models.IntegerField()
    at = models.DateTimeField()

    def told(self) -> Any:
        return {
            "week_from": self.week_from.isoformat(),
            "size": self.size,
            "root": bytes(self.root).hex(),
            "looks": self.looks,
            "drawn": self.drawn,
            "at": int(self.at.timestamp()),
        }


class DrawnLook(Committed):
    """One look that was drawn, by chance or by a published rule, for a reviewer of another body."""

    entry_kinds = ("look_drawn",)
    ref = models.CharField(max_length=16, unique=True)
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="drawn_looks")
    entry = models.ForeignKey("inquiries.AccessEntry", models.PROTECT, related_name="+")
    rule = models.CharField(max_length=16, default="")
    """The sign of the rule (`core.watching.Sign`); "" where chance drew it."""
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "entry", "rule"], name="drawn_once_by_each_rule")]

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "sample": self.sample_id,
            "entry": self.entry_id,
            "rule": self.rule,
            "at": int(self.at.timestamp()),
        }


class LookReview(CommittedPayload):
    """What a reviewer of another body said of a drawn look. Encrypted: the words."""

    entry_kinds = ("look_reviewed",)
    drawn = models.OneToOneField(DrawnLook, models.PROTECT, related_name="review")
    result = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="look_review_known", condition=models.Q(result__in=["fits", "doubtful"]))
        ]

    def told(self) -> Any:
        return {
            "drawn": self.drawn_id,
            "result": self.result,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class WhyCase(CommittedPayload):
    """The question why about one entry of a person's access log. Encrypted: the person's words, if any."""

    entry_kinds = ("why_asked",)
    ref = models.CharField(max_length=16, unique=True)
    entry = models.OneToOneField("inquiries.AccessEntry", models.PROTECT, related_name="+")
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    review = models.OneToOneField(LookReview, models.PROTECT, null=True, related_name="+")
    """The review that asked for the person; NULL where the person asked."""
    through = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    """The official who wrote it down for the person at a window; NULL in the portal."""
    at = models.DateTimeField()

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "entry": self.entry_id,
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "review": self.review_id,
            "through": self.through_id,
            "at": int(self.at.timestamp()),
            "content": read_content(self),
        }


class WhyStep(CommittedPayload):
    """One step of such a question, by a named official, or where `by` is NULL by the person or the clock. Encrypted: its
    words."""

    entry_kinds = ("why_step",)
    case = models.ForeignKey(WhyCase, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=16)
    result = models.CharField(max_length=16, default="")
    by = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # What an office says has a name on it; the clock can answer nothing. A doubt has one where a window wrote it down.
            models.CheckConstraint(
                name="why_step_has_name",
                condition=models.Q(step__in=["answered", "judged"], by__isnull=False)
                | models.Q(step="lapsed", by=None)
                | models.Q(step="doubted"),
            ),
            models.CheckConstraint(
                name="why_step_found",
                condition=models.Q(step__in=["answered", "judged"], result__in=["lawful", "unlawful"])
                | models.Q(step__in=["lapsed", "doubted"], result=""),
            ),
        ]

    def told(self) -> Any:
        return {
            "case": self.case_id,
            "step": self.step,
            "result": self.result,
            "by": self.by_id,
            "at": int(self.at.timestamp()),
            "content": read_content(self),
        }


class Incident(Committed):
    """A look that was found unlawful, by the step that found it."""

    entry_kinds = ("look_unlawful",)
    ref = models.CharField(max_length=16, unique=True)
    step = models.OneToOneField(WhyStep, models.PROTECT, related_name="+")
    unit = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "step": self.step_id,
            "unit": self.unit,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }


class Breach(CommittedPayload):
    """Data was seen by whom it was not for, as an official reports it. Encrypted: what the letter will say."""

    entry_kinds = ("breach_reported",)
    ref = models.CharField(max_length=16, unique=True)
    source = models.CharField(max_length=16)
    subject = models.BigIntegerField()
    """The official, the program or the submission: rows of three tables, so no foreign key."""
    since = models.DateTimeField()
    until = models.DateTimeField()
    """The first instant at which it was over."""
    persons = models.IntegerField()
    """How many were counted as it was reported."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="breach_source", condition=models.Q(source__in=["official", "program", "submission"])
            )
        ]

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "source": self.source,
            "subject": self.subject,
            "since": int(self.since.timestamp()),
            "until": int(self.until.timestamp()),
            "persons": self.persons,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class BreachTold(Committed):
    """A second official let the letters leave; each of them is about this row."""

    entry_kinds = ("breach_told",)
    breach = models.OneToOneField(Breach, models.PROTECT, related_name="told_by")
    persons = models.IntegerField()
    """To so many a letter is owed."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "breach": self.breach_id,
            "persons": self.persons,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }

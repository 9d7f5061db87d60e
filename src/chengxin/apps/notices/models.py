"""Letters owed to persons, and what happened to them. [law:pipl/第十七条] [law:pipl/第三十五条]"""

from __future__ import annotations

from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload
from chengxin.apps.ledger.protect import LOG, WORKING


class Release(models.Model):
    """From this instant the letters held under a key may be seen: a file's letters wait until the file is complete."""

    table_class = LOG
    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()


class Letter(Committed):
    """A letter owed: to whom by keyed indexes, template, edition of its text, and the row it is about. It is rendered
    when it is read, so that it holds nothing about the person."""

    entry_kinds = ("letter_owed",)
    ref = models.CharField(max_length=16)
    """Printed on the letter: who has it holds the letter, or is the person."""
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    template = models.CharField(max_length=40)
    edition = models.CharField(max_length=20)
    subject = models.BigIntegerField()
    """The id of the version, answer or conflict that the letter tells of."""
    held_under = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        # For whoever holds the letter on paper, or its slip, in their hand.
        indexes = [models.Index(fields=["ref"], name="letter_by_ref")]

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "template": self.template,
            "edition": self.edition,
            "held_under": self.held_under,
            "at": int(self.at.timestamp()),
            "subject": self.subject,
        }


class Reading(Committed):
    """The person opened the letter in the portal; this is proof of notice."""

    entry_kinds = ("letter_read",)
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="reading")
    at = models.DateTimeField()

    def told(self) -> Any:
        return {"letter": self.letter_id, "at": int(self.at.timestamp())}


class Contact(CommittedPayload):
    """An e-mail address or a telephone number that the person gave, to be told that a letter is waiting; encrypted, and
    destroyed in the act that removes it. [law:pipl/第十三条] [law:pipl/第四十七条]"""

    entry_kinds = ("contact_given",)
    blanked_by_duty = ("salt", "content", "data_key")
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    channel = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_channel", condition=models.Q(channel__in=["email", "sms"])),
        ]

    def told(self) -> Any:
        return {
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "channel": self.channel,
            "at": int(self.at.timestamp()),
            "content": read_content(self),
        }


class ContactRemoved(Committed):
    """The person took a contact back, or gave another; what it was is destroyed."""

    entry_kinds = ("contact_removed",)
    contact = models.OneToOneField(Contact, models.PROTECT, related_name="removed")
    at = models.DateTimeField()

    def told(self) -> Any:
        return {"contact": self.contact_id, "at": int(self.at.timestamp())}


class Attempt(Committed):
    """One try to bring a letter to the person, noted before it is made: so no try is made twice, and none is forgotten."""

    entry_kinds = ("letter_tried",)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="attempts")
    channel = models.CharField(max_length=8)
    number = models.IntegerField()
    """The how manieth try by this channel: two sweeps that meet cannot both make it."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    """Who handed paper over or posted it; NULL for a message."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "channel", "number"], name="attempt_once"),
            models.CheckConstraint(name="attempt_channel", condition=models.Q(channel__in=["email", "sms", "paper"])),
        ]

    def told(self) -> Any:
        return {
            "letter": self.letter_id,
            "channel": self.channel,
            "number": self.number,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }


class AttemptOutcome(Committed):
    """What came of a try; the last one counts. Never proof that the person was told. [law:pipl/第三十五条]"""

    entry_kinds = ("letter_try_ended",)
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="outcomes")
    state = models.CharField(max_length=16)
    cause = models.CharField(max_length=24, default="")
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "state"], name="attempt_state_once"),
            models.CheckConstraint(
                name="attempt_outcome_known",
                condition=models.Q(state__in=["sent", "delivered", "returned"], cause="")
                | models.Q(
                    state="failed", cause__in=["unreachable", "not_taken", "address_refused", "outcome_unknown"]
                ),
            ),
        ]

    def told(self) -> Any:
        return {
            "attempt": self.attempt_id,
            "state": self.state,
            "cause": self.cause,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }


class Outage(models.Model):
    """A channel was away: one row, however many letters waited for it and however often it was asked. Of nobody's letter."""

    table_class = WORKING
    channel = models.CharField(max_length=8)
    began_at = models.DateTimeField()
    tried_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel"], condition=models.Q(ended_at=None), name="one_outage_at_a_time"),
        ]


class Paper(CommittedPayload):
    """The very bytes of a letter that left the house on paper, encrypted; a letter that was only read has none."""

    entry_kinds = ("letter_printed",)
    blanked_by_duty = ("salt", "content", "data_key")
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="paper")
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "letter": self.letter_id,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }

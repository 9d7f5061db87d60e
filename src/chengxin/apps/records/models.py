"""A record, its versions and what happened to it. State is a row that is added, never a column that is overwritten.

[law:pipl/第七条] [law:pipl/第八条] [law:pipl/第十九条]
"""

from __future__ import annotations

from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload, Row
from chengxin.apps.ledger.protect import PAYLOAD


class Record(Row):
    """(decision, item, person), unique in the database for ever. `id` is that of its first version."""

    table_class = PAYLOAD
    blanked_by_duty = ("person_id",)
    id = models.BigIntegerField(primary_key=True)
    ref = models.CharField(max_length=16)
    """Known only together with the person: it is looked for among one person's records."""
    natural_key = models.BinaryField(max_length=32, unique=True)
    item = models.CharField(max_length=64)
    unit = models.CharField(max_length=64)
    """The source unit: it answers for the record's truth."""
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="record_has_source", condition=~models.Q(unit="") & ~models.Q(item=""))
        ]


class Version(CommittedPayload):
    """What the source said at `as_of`, encrypted, with the end it was born with."""

    entry_kinds = ("record_version",)
    blanked_by_duty = ("salt", "content", "data_key")
    told_with = ("record__person",)
    record = models.ForeignKey(Record, models.PROTECT, related_name="versions", db_constraint=False)
    event = models.CharField(max_length=16)
    """`registered`, `superseded`, `corrected` or `confirmed`."""
    as_of = models.DateTimeField()
    digest = models.BinaryField(max_length=32)
    until = models.DateTimeField()
    repair_from = models.DateField(null=True)
    counted_from = models.DateField()
    edition = models.CharField(max_length=20)
    submission = models.ForeignKey(
        "submissions.Submission", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    """The file that said so; NULL where a decision on an objection corrected what the file had said."""
    sheet = models.CharField(max_length=200)
    row = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="version_event",
                condition=models.Q(event__in=["registered", "superseded", "confirmed"], submission__isnull=False)
                | models.Q(event="corrected", submission=None),
            ),
            models.CheckConstraint(name="version_has_law", condition=~models.Q(edition="")),
        ]
        # For whoever walks along a file that is complete, from one that may be repaired to the next.
        indexes = [
            models.Index(
                name="version_of_file", fields=["submission", "id"], condition=models.Q(repair_from__isnull=False)
            )
        ]

    def bound_to(self) -> bytes:
        """The digest of what it says: known before the row has an id, so that many can be encrypted beforehand."""
        return bytes(self.digest)

    def told(self) -> Any:
        person = self.record.person
        return {
            "record": self.record_id,
            "ref": self.record.ref,
            "natural_key": bytes(self.record.natural_key).hex(),
            "person": [bytes(person.number_index).hex(), bytes(person.name_index).hex()] if person else None,
            "item": self.record.item,
            "unit": self.record.unit,
            "event": self.event,
            "as_of": int(self.as_of.timestamp()),
            "digest": bytes(self.digest).hex(),
            "until": int(self.until.timestamp()),
            "repair_from": self.repair_from.isoformat() if self.repair_from else None,
            "counted_from": self.counted_from.isoformat(),
            "edition": self.edition,
            "submission": self.submission_id,
            "sheet": self.sheet,
            "row": self.row,
            "at": int(self.at.timestamp()),
            "content": read_content(self),
        }


class RecordEvent(Committed):
    """Something that happened to a record and brought no version: proof, withdrawal, void, a flag that opens or closes."""

    entry_kinds = ("record_event",)
    record = models.ForeignKey(Record, models.PROTECT, related_name="events", db_constraint=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    event = models.CharField(max_length=16)
    proof_mode = models.CharField(max_length=32, default="")
    proof_on = models.DateField(null=True)
    submission = models.ForeignKey(
        "submissions.Submission", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    """The file that said so; NULL where the person or an official did."""
    cause = models.BigIntegerField(null=True)
    """The id of the case that flagged, released, voided or repaired it, of the certificate of its destruction, or of the
    tombstone by which it was told again: a later stage's row, so no foreign key."""
    freezes_from = models.DateTimeField(null=True)
    """For a mark, and for a repair that was asked for, the first instant at which it freezes."""
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # What came to an end is little among all that was proved: each row of a file is held against it.
            models.Index(
                fields=["record"],
                condition=models.Q(event__in=["withdrawn", "voided", "repaired", "destroyed"]),
                name="event_ends_record",
            )
        ]
        constraints = [
            # Silence is no proof: without a mode and a day there is no row. [law:pipl/第三十五条]
            models.CheckConstraint(
                name="proof_is_whole",
                condition=models.Q(
                    event__in=[
                        "withdrawn",
                        "voided",
                        "frozen",
                        "marked",
                        "released",
                        "repair_asked",
                        "repaired",
                        "destroyed",
                    ],
                    proof_mode="",
                    proof_on=None,
                )
                | models.Q(
                    event="notice_proved",
                    proof_mode__in=[
                        "enclosed_with_decision",
                        "read_in_portal",
                        "signed_at_window",
                        "postal_return_slip",
                    ],
                    proof_on__isnull=False,
                ),
            ),
            # Nothing is flagged, released, voided, repaired or destroyed without a row that says why.
            models.CheckConstraint(
                name="event_has_cause",
                condition=models.Q(event__in=["notice_proved", "withdrawn"], cause=None)
                | models.Q(
                    event__in=["voided", "frozen", "marked", "released", "repair_asked", "repaired", "destroyed"],
                    cause__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="mark_knows_when_it_freezes",
                condition=models.Q(event__in=["marked", "repair_asked"], freezes_from__isnull=False)
                | (~models.Q(event__in=["marked", "repair_asked"]) & models.Q(freezes_from=None)),
            ),
        ]

    def told(self) -> Any:
        return {
            "record": self.record_id,
            "version": self.version_id,
            "event": self.event,
            "proof_mode": self.proof_mode,
            "proof_on": self.proof_on.isoformat() if self.proof_on else None,
            "submission": self.submission_id,
            **({"cause": self.cause} if self.cause is not None else {}),
            **({"freezes_from": int(self.freezes_from.timestamp())} if self.freezes_from else {}),
            "at": int(self.at.timestamp()),
        }


class Statement(CommittedPayload):
    """The person's own words about a record, encrypted; they travel with every output of it. The last one counts, and an
    empty one takes back what was said. [law:credit_reporting_regulation/第十六条]"""

    entry_kinds = ("statement_made",)
    blanked_by_duty = ("salt", "content", "data_key")
    record = models.ForeignKey(Record, models.PROTECT, related_name="statements")
    through = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    """The official who wrote it down for the person at a window."""
    at = models.DateTimeField()

    def told(self) -> Any:
        return {
            "record": self.record_id,
            "through": self.through_id,
            "at": int(self.at.timestamp()),
            "content": read_content(self),
        }


class Tombstone(Committed):
    """The ending of a decision that has no record here: a restored database had forgotten it and was told again by the
    journal beside it, or its source withdrew it before it came. It holds the keyed digest of the decision and never the
    person; the row of the decision does not come back."""

    entry_kinds = ("ending_told_again", "withdrawn_first")
    natural_key = models.BinaryField(max_length=32)
    event = models.CharField(max_length=16)
    ended_at = models.DateTimeField()
    submission = models.ForeignKey(
        "submissions.Submission", models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    """The file that withdrew what had not come; NULL where the journal told of it."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["natural_key", "event"], name="tombstone_once"),
            models.CheckConstraint(
                name="tombstone_of_an_ending",
                condition=models.Q(event="withdrawn")
                | models.Q(event__in=["voided", "repaired", "destroyed"], submission=None),
            ),
        ]

    def told(self) -> Any:
        return {
            "natural_key": bytes(self.natural_key).hex(),
            "event": self.event,
            "ended_at": int(self.ended_at.timestamp()),
            **({"submission": self.submission_id} if self.submission_id is not None else {}),
            "at": int(self.at.timestamp()),
        }

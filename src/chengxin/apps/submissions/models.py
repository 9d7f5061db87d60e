"""A department's file, what became of each of its rows, and the receipt. [law:pipl/第八条]"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload
from chengxin.apps.ledger.protect import LOG, PAYLOAD
from chengxin.apps.notices.models import Release

PART_BYTES = 4 * 1024 * 1024


def part_binding(submission: int, number: int) -> bytes:
    """What the ciphertext of a part is bound to: no part can take another's place."""
    return f"upload:{submission}:{number}".encode()


class Submission(Committed):
    """One file of one feed, acknowledged. `as_of` is the time up to which its sender says it speaks.

    A report that nothing was decided is a submission of size 0 without an upload.
    """

    entry_kinds = ("submission_received",)
    ref = models.CharField(max_length=16, unique=True)
    feed = models.CharField(max_length=100)
    unit = models.CharField(max_length=64, db_index=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    as_of = models.DateTimeField()
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "sha256"], name="file_once")]
        # Each question asks how fresh its feeds are, however many files they have brought.
        indexes = [models.Index(fields=["feed", "as_of"], name="submission_newest")]

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "feed": self.feed,
            "unit": self.unit,
            "sha256": self.sha256,
            "size": self.size,
            "as_of": int(self.as_of.timestamp()),
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }


class Handover(Committed):
    """A program handed over a file under a key of its own; the same key again means the same file again."""

    entry_kinds = ("file_handed_over",)
    program = models.ForeignKey("officials.Program", models.PROTECT, related_name="+")
    key_index = models.BinaryField(max_length=32)
    """Keyed index of the Idempotency-Key: whatever a program put into it is not kept."""
    digest = models.BinaryField(max_length=32)
    """SHA-256 over all that the request said, the file's bytes among it."""
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="handovers")
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "key_index"], name="key_once")]

    def told(self) -> Any:
        return {
            "program": self.program_id,
            "key_index": bytes(self.key_index).hex(),
            "digest": bytes(self.digest).hex(),
            "submission": self.submission_id,
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }


class Upload(models.Model):
    """The name and the key of a file, destroyed with its parts some days after the receipt; `Submission.sha256` stays."""

    table_class = PAYLOAD
    blanked_by_duty = ("filename", "data_key")
    submission = models.OneToOneField(Submission, models.PROTECT, primary_key=True, related_name="upload")
    filename = models.BinaryField(null=True)
    data_key = models.BinaryField(null=True)


class UploadPart(models.Model):
    """Some megabytes of a file, encrypted: nobody ever has to hold a large file and its ciphertext at once."""

    table_class = PAYLOAD
    blanked_by_duty = ("content",)
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="parts")
    number = models.IntegerField()
    content = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="part_once")]


class Chunk(models.Model):
    """Rows of a submission that were worked through in one transaction: where work goes on after a crash."""

    table_class = LOG
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="chunks")
    number = models.IntegerField()
    accepted = models.IntegerField()
    refused = models.IntegerField()
    waiting = models.IntegerField()
    duplicate = models.IntegerField()
    delays = models.JSONField(default=dict)
    """Days from decision to receipt -> rows of the chunk that registered something new."""
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="chunk_once")]


class RowOutcome(models.Model):
    """A row that did not simply enter. Of a refused row nothing is kept but code, place and count."""

    table_class = LOG
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="outcomes")
    sheet = models.CharField(max_length=200)
    row = models.IntegerField()
    fate = models.CharField(max_length=16)
    issues = models.BinaryField()
    """Encrypted list of issues: code, severity, column, message, remedy."""
    repeats = models.BigIntegerField(null=True)
    """The version of a record that a duplicate says again, and so was still so on the day of its file: a later stage's row,
    so no foreign key."""

    class Meta:
        indexes = [
            models.Index(name="outcome_repeats", fields=["repeats"], condition=models.Q(repeats__isnull=False)),
        ]


class HeldRow(CommittedPayload):
    """An accepted row that waits, encrypted, for a human: its number is held under another name, or it is like a record that
    has ended."""

    entry_kinds = ("row_held",)
    blanked_by_duty = ("salt", "content", "data_key")
    ref = models.CharField(max_length=16, unique=True)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="held_rows")
    sheet = models.CharField(max_length=200)
    row = models.IntegerField()
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    """Of the name that the row gives: whoever bears it reads that the row waits."""
    why = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="row_waits", condition=models.Q(why__in=["other_name", "like_ended"])),
        ]

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "submission": self.submission_id,
            "row": self.row,
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "why": self.why,
            "at": int(self.at.timestamp()),
            "content": read_content(self),
        }


class RowSettled(Committed):
    """What an official found about a held row, and why."""

    entry_kinds = ("row_settled",)
    held_row = models.OneToOneField(HeldRow, models.PROTECT, related_name="settled")
    finding = models.CharField(max_length=24)
    reason = models.BinaryField()
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+")

    def told(self) -> Any:
        return {
            "held_row": self.held_row_id,
            "finding": self.finding,
            "reason": bytes(self.reason).hex(),
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }


class Receipt(Committed):
    """Every row of the file accounted for: accepted + refused + waiting + duplicate = rows."""

    entry_kinds = ("submission_closed",)
    submission = models.OneToOneField(Submission, models.PROTECT, related_name="receipt")
    rows = models.IntegerField()
    accepted = models.IntegerField()
    refused = models.IntegerField()
    waiting = models.IntegerField()
    duplicate = models.IntegerField()
    file_issues = models.BinaryField()
    """Encrypted list of issues of the file as a whole; an unreadable file has no rows."""
    is_readable = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="every_row_accounted_for",
                condition=models.Q(
                    rows=models.F("accepted") + models.F("refused") + models.F("waiting") + models.F("duplicate")
                ),
            )
        ]

    @classmethod
    def broken_companions(cls, rows: Sequence[Committed]) -> Iterator[tuple[int, str]]:
        files = {row.submission_id: row.pk for row in rows if isinstance(row, cls)}
        released = set(Release.objects.filter(pk__in=files).values_list("pk", flat=True))
        for submission, receipt in files.items():
            if submission not in released:
                yield receipt, "这份文件有回执，却不再放行：它的记录和信看不到了"

    def told(self) -> Any:
        return {
            "submission": self.submission_id,
            "rows": self.rows,
            "accepted": self.accepted,
            "refused": self.refused,
            "waiting": self.waiting,
            "duplicate": self.duplicate,
            "is_readable": self.is_readable,
            "at": int(self.at.timestamp()),
        }

"""Submissions of one unit, their rows and receipts; how fresh a feed is."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, reduce
from io import BytesIO
from operator import or_
from typing import Any

from django.db.models import BigIntegerField, CharField, IntegerField, Q, QuerySet, Subquery

from chengxin.apps.ledger.ciphers import cipher, open_sealed
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.statement import Asked, Statement, together
from chengxin.apps.submissions.models import (
    PART_BYTES,
    Chunk,
    HeldRow,
    Receipt,
    RowOutcome,
    Submission,
    UploadPart,
    part_binding,
)
from chengxin.core.calendar import day_of, start_of
from chengxin.core.delays import Delays, delays
from chengxin.core.feeds import Feed, Room
from chengxin.lawbook import Lawbook


def list_for_unit(unit: str) -> QuerySet[Submission]:
    """A unit's own submissions, newest first."""
    return Submission.objects.filter(unit=unit).select_related("receipt", "upload", "by").order_by("-pk")


def room_today(unit: str, *, lawbook: Lawbook, at: datetime) -> Room:
    """How many more files a unit, and everybody, may hand over on the day of `at`; who does at the very same moment may be
    one too many. A report that nothing was decided is no file."""
    on = day_of(at)
    today = Submission.objects.filter(at__gte=start_of(on), size__gt=0)
    return Room(
        of_unit=lawbook.period("files_a_day", on=on) - today.filter(unit=unit).count(),
        in_all=lawbook.period("files_a_day_in_all", on=on) - today.count(),
    )


def get_for_unit(unit: str, ref: str) -> Submission | None:
    return list_for_unit(unit).filter(ref=ref).first()


def get(pk: int) -> Submission:
    """:raises Submission.DoesNotExist: for an unknown id."""
    return Submission.objects.select_related("upload").get(pk=pk)


def unfinished() -> QuerySet[Submission]:
    """Acknowledged submissions without a receipt, oldest first: the queue."""
    return Submission.objects.filter(receipt=None).order_by("pk")


def receipt_of(submission: Submission) -> Receipt | None:
    """The receipt as it is in the database now, whoever wrote it."""
    return Receipt.objects.filter(submission=submission).first()


def chunks_done(submission: Submission) -> set[int]:
    return set(submission.chunks.values_list("number", flat=True))


def rows_done(submission: Submission) -> int:
    """Rows already worked through: progress is read from the rows."""
    return sum(sum(counts) for counts in submission.chunks.values_list("accepted", "refused", "waiting", "duplicate"))


@dataclass(frozen=True, slots=True)
class Parts:
    """A file as it came, in parts: opened one after the other, each time they are asked for."""

    submission: Submission
    data_key: bytes
    """Wrapped, as it is held."""

    def __iter__(self) -> Iterator[bytes]:
        key = cipher(keys().unwrap(self.data_key))
        for number in range(-(-self.submission.size // PART_BYTES)):
            [(part,)] = _PART.all(self.submission.pk, number)
            yield open_sealed(key, bytes(part or b""), part_binding(self.submission.pk, number))


#: Travels as bytes: as text it would be twice as long.
_PART: Statement[Any] = Statement(
    lambda upload, number: UploadPart.objects.filter(upload=upload, number=number).values_list("content"),
    BigIntegerField(),
    IntegerField(),
)


def parts_of(submission: Submission) -> Parts | None:
    """The file as it came, or `None` for a report of nothing and once destroyed."""
    upload = getattr(submission, "upload", None)
    if upload is None or upload.data_key is None:
        return None
    return Parts(submission, bytes(upload.data_key))


def file_of(submission: Submission) -> bytes | None:
    """`parts_of` as one."""
    parts = parts_of(submission)
    if parts is None:
        return None
    data = BytesIO()  # gives away what it holds without a second copy: a file may have hundreds of megabytes
    data.writelines(parts)
    return data.getvalue()


def filename_of(submission: Submission) -> str:
    upload = getattr(submission, "upload", None)
    return keys().unwrap(bytes(upload.filename)).decode() if upload and upload.filename else ""


def outcomes_of(submission: Submission) -> QuerySet[RowOutcome]:
    """Rows that did not simply enter, in the order of the file."""
    return submission.outcomes.order_by("pk")


def issues_of(outcome: RowOutcome) -> list[dict[str, Any]]:
    """The issues of one row, in the public form."""
    return list(json.loads(keys().unwrap(bytes(outcome.issues))))


def file_issues_of(receipt: Receipt) -> list[dict[str, Any]]:
    return list(json.loads(keys().unwrap(bytes(receipt.file_issues))))


def issues_in(submission: Submission, receipt: Receipt) -> Iterator[dict[str, Any]]:
    """Every issue of a finished file, in the public form: those of the file as a whole, then row by row."""
    yield from file_issues_of(receipt)
    for outcome in outcomes_of(submission).iterator(chunk_size=500):
        for found in issues_of(outcome):
            yield {**found, "sheet": outcome.sheet or None, "row": outcome.row}


def freshness(feeds: Collection[str]) -> dict[str, datetime]:
    """For each feed the newest `as_of` of a complete submission; feeds that never reported are missing.

    A file of which every row came back has told nothing; a report that nothing was decided (size 0) has.
    """
    return dict(together(asking_freshness(feeds))[0])


def asking_freshness(feeds: Collection[str]) -> Asked:
    """`freshness`, to be asked together with something else; what is found is pairs."""
    return _newest_of(max(len(feeds), 1)).of(*(feeds or [""]))


@cache
def _newest_of(count: int) -> Statement[Any]:
    told_something = Q(size=0) | Q(receipt__accepted__gt=0) | Q(receipt__duplicate__gt=0)
    complete = Submission.objects.filter(told_something, receipt__is_readable=True).order_by("-as_of")

    def newest(feed: Any) -> Q:
        return Q(pk=Subquery(complete.filter(feed=feed).values("pk")[:1]))

    return Statement(
        lambda *feeds: Submission.objects.filter(reduce(or_, map(newest, feeds))).values_list("feed", "as_of"),
        *[CharField()] * count,
    )


def delays_of(feed: Feed, since: datetime) -> Delays:
    """How long the decisions took that came new in complete submissions of a feed since an instant."""
    chunks = Chunk.objects.filter(
        submission__feed=feed.key, submission__at__gte=since, submission__receipt__isnull=False
    ).values_list("submission__at", "delays")
    parts = ((day_of(at), {int(days): rows for days, rows in counted.items()}) for at, counted in chunks)
    return delays(parts, feed.agreed_days)


def rows_to_settle() -> Iterator[HeldRow]:
    """The rows that wait for a human, oldest first: for whoever opens the first that is not about themselves, one at a time."""
    return HeldRow.objects.filter(settled=None, submission__receipt__isnull=False).order_by("pk").iterator(20)


def next_held_row() -> HeldRow | None:
    """The oldest row that waits for a human; one at a time, never a list of persons."""
    return next(rows_to_settle(), None)


def rows_sent_under(number_index: bytes, *, at: datetime) -> list[HeldRow]:
    """The rows of complete files under one number that waited for a human, newest first, without their content: their source
    was told why, so that whoever has the number reads which source that was."""
    rows = HeldRow.objects.filter(number_index=number_index, at__lte=at, submission__receipt__isnull=False)
    return list(rows.select_related("submission", "settled").defer("content", "data_key", "salt").order_by("-pk"))


def get_held_row(ref: str) -> HeldRow | None:
    return HeldRow.objects.select_related("submission", "settled").filter(ref=ref).first()


def held_rows_of(submission: Submission) -> int:
    """How many rows of a submission still wait for a human to look at whom they are about."""
    return submission.held_rows.filter(settled=None).count()


def held_rows_waiting() -> int:
    return HeldRow.objects.filter(settled=None, submission__receipt__isnull=False).count()


def find_same(feed: str, digest: str) -> Submission | None:
    """The submission that already brought exactly the bytes of this digest for this feed, or `None`."""
    return Submission.objects.filter(feed=feed, sha256=digest).first()


def settled_rows_of(submission: Submission) -> QuerySet[HeldRow]:
    """The rows of a file that an official has settled, in the order of the file; with the finding, without the content."""
    settled = submission.held_rows.filter(settled__isnull=False).select_related("settled")
    return settled.defer("content", "data_key", "salt").order_by("pk")


def rows_settled_as(finding: str) -> list[HeldRow]:
    """Held rows about which an official found this, oldest first; they carry no name."""
    rows = HeldRow.objects.filter(settled__finding=finding).select_related("submission", "settled__by").order_by("pk")
    return list(rows)

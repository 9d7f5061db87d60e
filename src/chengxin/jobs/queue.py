"""The queue: acknowledged files, worked through a chunk at a time, oldest first. [law:pipl/第八条]

A chunk is one transaction. After a crash the file is judged again, which gives the same outcomes, and the chunks that were
written are left out; the receipt is the same as if nothing had happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError

from chengxin.apps.records.actions.register import register
from chengxin.apps.submissions import selectors as submissions
from chengxin.apps.submissions.actions.account import RowFate, close_submission
from chengxin.core.calendar import day_of
from chengxin.core.feeds import Feed
from chengxin.core.issues import Issue
from chengxin.intake.bulk import Judged, judge_file
from chengxin.intake.words import worded
from chengxin.jobs.faults import Boundary
from chengxin.lawbook import Lawbook

if TYPE_CHECKING:
    from chengxin.apps.submissions.models import Receipt, Submission

#: Rows in one transaction. On SQLite one writer writes at a time, and nobody should wait a second behind a large file.
CHUNK_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Worked:
    """What one walk along the queue did: files finished, and the ids of those that failed for a fault of ours."""

    finished: int
    failed: frozenset[int]


def work_queue(
    at: datetime, *, lawbook: Lawbook, feeds: Mapping[str, Feed], leave_out: frozenset[int] = frozenset()
) -> Worked:
    """Work through every acknowledged file without a receipt; a file that fails does not hold up the next."""
    finished, failed = 0, set[int]()
    for submission in submissions.unfinished().exclude(pk__in=leave_out):
        boundary = Boundary(f"submission {submission.ref}")
        with boundary:
            work_through(submission, lawbook=lawbook, feeds=feeds, at=at)
            finished += 1
        if boundary.number:
            failed.add(submission.pk)
    return Worked(finished, frozenset(failed))


def work_through(submission: Submission, *, lawbook: Lawbook, feeds: Mapping[str, Feed], at: datetime) -> Receipt:
    """Register what a file says and close it with its receipt. Closed already, or a report of nothing: closed at once."""
    known = submissions.receipt_of(submission)
    if known is not None:
        return known
    data = submissions.file_of(submission)
    if data is None:
        return _close(submission, at=at)
    judged = judge_file(
        data,
        submissions.filename_of(submission),
        feeds[submission.feed],
        lawbook,
        day_of(submission.at),  # as of the day of receipt: going on tomorrow changes no fate
        size=CHUNK_ROWS,
    )
    if isinstance(judged, list):
        file_issues = [worded(issue) for issue in judged]
        return _close(submission, file_issues=file_issues, is_readable=False, is_kept=_may_stay(file_issues), at=at)
    done, is_kept = submissions.chunks_done(submission), True
    for number, chunk in enumerate(judged):
        is_kept &= all(_may_stay(outcome.issues) for outcome in chunk.others)
        if number not in done:
<<<<<<< HEAD
            _register(submission, number, outcomes, lawbook=lawbook, at=at)
    return _close(submission, file_issues=[worded(note) for note in table.notes], is_kept=is_kept, at=at)
=======
            _register(submission, number, chunk, lawbook=lawbook, at=at)
    return _close(submission, is_kept=is_kept, at=at)
>>>>>>> c803e1c (Register what is new in a file as columns)


def _may_stay(issues: Iterable[Issue]) -> bool:
    """Whether the original may be kept for its days: not where something in it may never be held. [law:pipl/第二十八条]"""
    return not any(issue.code.is_never_kept for issue in issues)


def _register(submission: Submission, number: int, chunk: Judged, *, lawbook: Lawbook, at: datetime) -> None:
    others = [RowFate(outcome.sheet, outcome.row, outcome.fate, outcome.issues) for outcome in chunk.others]
    try:
        register(submission, number, chunk.accepted, others, lawbook=lawbook, at=at)
    except IntegrityError:
        # Two workers met on one chunk; the database let one of them write it.
        if number not in submissions.chunks_done(submission):
            raise


def _close(
    submission: Submission,
    *,
    file_issues: Sequence[Issue] = (),
    is_readable: bool = True,
    is_kept: bool = True,
    at: datetime,
) -> Receipt:
    try:
        return close_submission(
            submission, file_issues=file_issues, is_readable=is_readable, is_upload_kept=is_kept, at=at
        )
    except IntegrityError:
        known = submissions.receipt_of(submission)
        if known is None:
            raise
        return known

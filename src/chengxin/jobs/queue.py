"""The queue: acknowledged files, worked through a chunk at a time, oldest first. [law:pipl/第八条]

A chunk is one transaction. After a crash the file is judged again, which gives the same outcomes, and the chunks that were
written are left out; the receipt is the same as if nothing had happened.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError

from chengxin.apps.ledger.adopted_law import is_law_adopted
from chengxin.apps.records.actions.register import register
from chengxin.apps.submissions import selectors as submissions
from chengxin.apps.submissions.actions.account import RowFate, close_submission
from chengxin.core.feeds import Feed
from chengxin.core.issues import Issue
from chengxin.core.rows import Outcome
from chengxin.intake.words import worded
from chengxin.jobs.faults import Boundary
from chengxin.jobs.prepare import chunks
from chengxin.lawbook import Lawbook

if TYPE_CHECKING:
    from chengxin.apps.records.layout import Prepared
    from chengxin.apps.submissions.models import Receipt, Submission


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
    if not is_law_adopted():
        # What was acknowledged waits, and is not lost: nothing is registered by law that nobody adopted.
        return Worked(0, frozenset())
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
    if submission.size == 0:
        return _close(submission, at=at)
    done = submissions.chunks_done(submission)
    ready = chunks(submission, feed=feeds[submission.feed], lawbook=lawbook, done=done, at=at)
    if isinstance(ready, list):
        issues = [worded(issue) for issue in ready]
        is_kept = not any(issue.code.is_never_kept for issue in issues)
        return _close(submission, file_issues=issues, is_readable=False, is_kept=is_kept, at=at)
    is_kept, notes = True, list[Issue]()
    for chunk in ready:
        is_kept &= chunk.may_stay
        notes += chunk.notes
        if chunk.accepted is not None and (len(chunk.accepted) or chunk.others):
            _register(submission, chunk.number, chunk.accepted, chunk.others, lawbook=lawbook, at=at)
    return _close(submission, file_issues=[worded(note) for note in notes], is_kept=is_kept, at=at)


def _register(
    submission: Submission,
    number: int,
    accepted: Prepared,
    others: Sequence[Outcome],
    *,
    lawbook: Lawbook,
    at: datetime,
) -> None:
    fates = [RowFate(outcome.sheet, outcome.row, outcome.fate, outcome.issues) for outcome in others]
    try:
        with _no_search_for_rings():
            register(submission, number, accepted, fates, lawbook=lawbook, at=at)
    except IntegrityError:
        # Two workers met on one chunk; the database let one of them write it.
        if number not in submissions.chunks_done(submission):
            raise


@contextmanager
def _no_search_for_rings() -> Iterator[None]:
    """Among the tens of thousands of values of a chunk there is no ring; looking for some took a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


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

"""Read, judge and prepare a file chunk by chunk; a large file in a process of its own, so that two processors work on it.

The process beside reads the file from the database and writes nothing: it hands over what it prepared, a chunk or two
ahead of the process that registers. If either dies the other ends too, and the file is taken up again later.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from queue import Queue
from typing import IO, TYPE_CHECKING, Any

from chengxin.core.calendar import day_of
from chengxin.core.feeds import Feed
from chengxin.core.issues import Issue
from chengxin.core.rows import Outcome

if TYPE_CHECKING:
    from chengxin.apps.records.layout import Prepared
    from chengxin.apps.submissions.models import Submission
    from chengxin.apps.submissions.selectors import Parts
    from chengxin.intake.bulk import PlainText
    from chengxin.lawbook import Lawbook

#: Rows in one transaction. On SQLite one writer writes at a time, and nobody should wait a second behind a large file.
CHUNK_ROWS = 16_000
#: So much a chunk of a large file has at least: by it ids are reserved, and one that has none is written out here.
LEAST_CHUNK_BYTES = 40 * CHUNK_ROWS
#: From this size on a file is worth the second that a process needs to begin.
LARGE_BYTES = 4 * 1024 * 1024
#: The process beside has one processor, so no thread helps it; and what a chunk took (glibc) the next one takes again: giving
#: it back and fetching it anew cost a tenth of the time.
_BESIDE = {
    "POLARS_MAX_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": str(32 * 1024 * 1024),
    "MALLOC_TRIM_THRESHOLD_": str(256 * 1024 * 1024),
}
#: The process beside has ended.
_GONE = object()


@dataclass(frozen=True, slots=True)
class Ready:
    """One chunk, judged."""

    number: int
    accepted: Prepared | None
    """What was accepted; `None` for a chunk that was written before."""
    others: Sequence[Outcome]
    notes: Sequence[Issue]
    """What was read over in the file; told with the last chunk."""
    may_stay: bool
    """Whether the original may be kept for its days: not where something in it may never be held."""


def chunks(
    submission: Submission, *, feed: Feed, lawbook: Lawbook, done: Collection[int], at: datetime
) -> Iterator[Ready] | list[Issue]:
    """The chunks of a submission's file in order, or what keeps the whole file from being read."""
    if submission.size < LARGE_BYTES:
        return judged_here(submission, text_of(submission, feed), feed=feed, lawbook=lawbook, done=done)
    return _judged_beside(submission, feed, at)


def text_of(submission: Submission, feed: Feed) -> PlainText | None:
    """What the lines of a submission's file are, where it is plain."""
    from chengxin.apps.submissions import selectors as submissions
    from chengxin.intake.bulk import plain_text

    return plain_text(_parts_of(submission), submissions.filename_of(submission), feed)


def judged_here(
    submission: Submission, text: PlainText | None, *, feed: Feed, lawbook: Lawbook, done: Collection[int]
) -> Iterator[Ready] | list[Issue]:
    """`chunks` in this very process; chunks in `done` are judged, for what follows depends on them, and not prepared."""
    from chengxin.apps.records.layout import prepare
    from chengxin.apps.submissions import selectors as submissions
    from chengxin.intake.bulk import judge_file

    # As of the day of receipt: going on tomorrow changes no fate.
    judged = judge_file(
        _parts_of(submission),
        text,
        submissions.filename_of(submission),
        feed,
        lawbook,
        day_of(submission.at),
        size=CHUNK_ROWS,
    )
    if isinstance(judged, list):
        return judged
    return (
        Ready(
            number,
            None if number in done else prepare(chunk.accepted),
            () if number in done else chunk.others,
            chunk.notes,
            may_stay=not any(issue.code.is_never_kept for outcome in chunk.others for issue in outcome.issues),
        )
        for number, chunk in enumerate(judged)
    )


def _parts_of(submission: Submission) -> Parts:
    from chengxin.apps.submissions import selectors as submissions

    parts = submissions.parts_of(submission)
    assert parts is not None  # noqa: S101 - an unfinished submission keeps its file
    return parts


def laid_out(
    judged: Iterator[Ready], submission: Submission, *, lawbook: Lawbook, batches: Sequence[int], at: datetime
) -> Iterator[Ready]:
    """Chunks with what they bring written out under the ids of these batches, as far as they go."""
    from chengxin.apps.records.layout import Layout

    layout, reserved = Layout(submission, lawbook, at), iter(batches)
    for ready in judged:
        chunk = ready.accepted
        terms = layout.possible(chunk.rows) if chunk is not None else {}
        batch = next(reserved, None) if terms else None
        if chunk is not None and batch is not None:
            chunk.laid = layout.lay(chunk, terms, batch)
        yield ready


def _judged_beside(submission: Submission, feed: Feed, at: datetime) -> Iterator[Ready] | list[Issue]:
    from chengxin.apps.ledger.batch import reserve_batches

    process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        [sys.executable, "-m", "chengxin.jobs.beside", str(submission.pk)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**_BESIDE, **os.environ},
    )
    assert process.stdin is not None  # noqa: S101
    assert process.stdout is not None  # noqa: S101
    with process.stdin as stdin:
        # The file is looked through here while the process beside begins.
        told_first = (text_of(submission, feed), reserve_batches(submission.size // LEAST_CHUNK_BYTES + 2), at)
        pickle.dump(told_first, stdin)
    told = _received(process.stdout)
    first = next(told)
    if isinstance(first, list):
        process.wait()
        return first
    return _each(process, first, told)


def _each(process: subprocess.Popen[bytes], first: Ready | None, told: Generator[Any]) -> Iterator[Ready]:
    ready = first
    try:
        while ready is not None:
            yield ready
            ready = next(told)
    finally:
        process.kill()
        process.wait()
        told.close()


def _received(stream: IO[bytes]) -> Generator[Any]:
    """What the process beside tells, one thing after the other; `None` is its last word. The next is fetched meanwhile.

    :raises RuntimeError: when it ended before.
    """
    fetched: Queue[Any] = Queue(1)
    threading.Thread(target=_fetch, args=(stream, fetched), daemon=True).start()
    told = fetched.get()
    try:
        while told is not _GONE:
            yield told
            told = fetched.get()
    finally:
        while told is not _GONE:  # whoever fetches waits to give the next away, until the process is gone
            told = fetched.get()
    raise RuntimeError("the process beside ended in the middle of a file")


def _fetch(stream: IO[bytes], fetched: Queue[Any]) -> None:
    """Things as they come, then `_GONE`: taken to pieces here, while who registers waits for the database."""
    try:
        while True:
            fetched.put(pickle.load(stream))  # noqa: S301 - written by our own process
    except (EOFError, pickle.UnpicklingError):  # it ended, between two things or in the middle of one
        pass
    finally:
        fetched.put(_GONE)

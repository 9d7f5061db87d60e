"""Account for the rows of a chunk, and close a submission with its receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.load import load
from chengxin.apps.notices.actions.release import release
from chengxin.apps.submissions.actions.destroy_uploads import destroy_originals
from chengxin.apps.submissions.models import Chunk, Receipt, RowOutcome, Submission
from chengxin.core.calendar import day_of
from chengxin.core.canonical import canonical
from chengxin.core.delays import delay
from chengxin.core.issues import Issue
from chengxin.core.rows import Fate
from chengxin.intake.report import issue_json


@dataclass(frozen=True, slots=True)
class RowFate:
    """What became of one row, with the issues that say why."""

    sheet: str
    """"" where the file has no sheets."""
    row: int
    fate: Fate
    issues: tuple[Issue, ...] = ()
    decided_on: date | None = None
    """The day of the decision, where the row registered something new."""
    repeats: int | None = None
    """The version that the row says again, of a later day than the version."""


def account_chunk(
    submission: Submission, number: int, fates: Iterable[RowFate], *, entered: Mapping[date, int], at: datetime
) -> Chunk:
    """Note what became of a chunk's rows; runs inside the transaction that wrote them.

    `entered` counts, by the day of the decision, the rows besides those in `fates`: they registered something new.
    """
    told = sorted(fates, key=lambda fate: (fate.sheet, fate.row))
    load(
        RowOutcome,
        [
            RowOutcome(
                submission=submission,
                sheet=fate.sheet,
                row=fate.row,
                fate=fate.fate.value,
                issues=keys().wrap(canonical([issue_json(issue) for issue in fate.issues])),
                repeats=fate.repeats,
            )
            for fate in told
            if fate.fate is not Fate.ACCEPTED or fate.issues
        ],
    )
    counts = Counter(fate.fate for fate in told)
    received_on = day_of(submission.at)
    delays = Counter(delay(fate.decided_on, received_on) for fate in told if fate.decided_on)
    for decided_on, count in entered.items():
        delays[delay(decided_on, received_on)] += count
    return Chunk.objects.create(
        submission=submission,
        number=number,
        accepted=sum(entered.values()) + counts[Fate.ACCEPTED],
        refused=counts[Fate.REFUSED],
        waiting=counts[Fate.WAITING],
        duplicate=counts[Fate.DUPLICATE],
        delays=delays,
        at=at.replace(microsecond=0),
    )


@transaction.atomic
def close_submission(
    submission: Submission,
    *,
    file_issues: Sequence[Issue] = (),
    is_readable: bool = True,
    is_upload_kept: bool = True,
    at: datetime,
) -> Receipt:
    """Write the receipt; from this instant the file's records and letters exist for everybody. Closing twice is once.

    Where something in the file may never be held, its original is destroyed in the same transaction.
    """
    known = Receipt.objects.filter(submission=submission).first()
    if known is not None:
        return known
    sums = submission.chunks.aggregate(
        accepted=Sum("accepted", default=0),
        refused=Sum("refused", default=0),
        waiting=Sum("waiting", default=0),
        duplicate=Sum("duplicate", default=0),
    )
    receipt = Receipt(
        submission=submission,
        rows=sum(sums.values()),
        **sums,
        file_issues=keys().wrap(canonical([issue_json(issue) for issue in file_issues])),
        is_readable=is_readable,
        at=at.replace(microsecond=0),
    )
    write(at, [("submission_closed", receipt)])
    release(submission.pk, at=at)
    if not is_upload_kept:
        destroy_originals([submission.pk])
    return receipt
